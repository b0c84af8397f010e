// SPDX-License-Identifier: Apache-2.0
// The state of a process, and waiting until it sleeps: so that what is to meet a sleeping process does.

#ifndef SLEEPER_H
#define SLEEPER_H

#include <sched.h>

#include "test.h"

static inline int open_stat(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    return open(path, O_RDONLY);
}

// The letter of proc_pid_stat(5): R, S, D, T, Z; '?' of none.
static inline char state_in(int stat)
{
    char text[256];
    ssize_t length = pread(stat, text, sizeof text - 1, 0);
    text[length > 0 ? length : 0] = '\0';
    const char *name_end = strrchr(text, ')');
    return name_end ? name_end[2] : '?';
}

static inline char state_of(pid_t pid)
{
    int stat = open_stat(pid);
    char state = state_in(stat);
    close(stat);
    return state;
}

static inline void until_asleep(pid_t pid)
{
    while (state_of(pid) != 'S')
        sched_yield();
}

#endif
