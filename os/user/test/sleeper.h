// SPDX-License-Identifier: Apache-2.0
// The state of a process, and waiting until it sleeps: so that what is to meet a sleeping process does.

#ifndef SLEEPER_H
#define SLEEPER_H

#include <sched.h>

#include "test.h"

// The letter of proc_pid_stat(5): R, S, D, T, Z; '?' of none.
static inline char state_of(pid_t pid)
{
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    const char *name_end = strrchr(text, ')');
    return name_end ? name_end[2] : '?';
}

static inline void until_asleep(pid_t pid)
{
    while (state_of(pid) != 'S')
        sched_yield();
}

#endif
