// SPDX-License-Identifier: Apache-2.0
// Processes that each go round a working set of their own, for a while: how much they got done, and what part of the
// time the processor worked for them. With admission by working set only as many run at a time as fit in memory
// together; the others are stopped, and all take turns.

#ifndef THRASH_H
#define THRASH_H

#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "vmstat.h"

enum { ThrashMost = 16, ThrashPage = 4096, ThrashOverhead = 10 /* pages of a process besides its working set */ };

struct thrash {
    int processes, pages;  // of each working set
    long milliseconds;
    bool admission;
};

struct thrash_result {
    long rounds;        // of all processes: each page of a working set once
    int cpu_percent;    // of the time, in user mode
    long faults_major;  // of all processes
    int forked;         // fewer than were asked for: fork refused the next, and nothing was measured
};

static inline long thrash_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

// Gives way every few pages, as a program does that has to wait for something now and then: else each would have the
// machine for a whole slice, with its pages in memory.
static inline void thrash_child(const struct thrash *t, volatile long *rounds, const volatile int *go)
{
    enum { Words = 64, PagesAtOnce = 4 };
    volatile unsigned char *pages = mmap(NULL, (size_t)t->pages * ThrashPage, PROT_READ | PROT_WRITE,
                                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED)
        _exit(EXIT_FAILURE);
    raise(SIGSTOP);
    while (*go) {
        for (int page = 0; page < t->pages && *go; page++) {
            for (int word = 0; word < Words; word++)
                pages[page * ThrashPage + word * 8]++;
            if (page % PagesAtOnce == 0)
                sched_yield();
        }
        ++*rounds;
    }
    _exit(EXIT_SUCCESS);
}

// How many working sets fit in so many free pages.
static inline int thrash_fit(const struct thrash *t, long free_pages)
{
    long fit = free_pages / (t->pages + ThrashOverhead);
    return fit < 1 ? 1 : fit > t->processes ? t->processes : (int)fit;
}

static inline void thrash_sleep(long us) { nanosleep(&(struct timespec){us / 1000000, us % 1000000 * 1000}, NULL); }

// `fit` processes run at a time, until each has had its turn.
static inline void thrash_turns(const struct thrash *t, const pid_t *pids, int fit)
{
    int turns = (t->processes + fit - 1) / fit;
    for (int turn = 0; turn < turns; turn++) {
        for (int i = 0; i < t->processes; i++)
            kill(pids[(turn * fit + i) % t->processes], i < fit ? SIGCONT : SIGSTOP);
        thrash_sleep(t->milliseconds * 1000 / turns);
    }
}

static inline struct thrash_result thrash_run(const struct thrash *t)
{
    struct thrash_result result = {0};
    pid_t pids[ThrashMost];
    long *shared = mmap(NULL, ThrashPage, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    volatile int *go = (volatile int *)(shared + ThrashMost);
    long user_us = 0, free_pages = meminfo_kb("MemAvailable") / (ThrashPage / 1024);
    *go = 1;
    for (result.forked = 0; result.forked < t->processes; result.forked++) {
        pid_t pid = fork();
        if (pid < 0)
            break;
        if (pid == 0)
            thrash_child(t, &shared[result.forked], go);
        pids[result.forked] = pid;
        waitpid(pid, NULL, WUNTRACED);
    }
    long start = thrash_now_us();
    if (result.forked == t->processes)
        thrash_turns(t, pids, t->admission ? thrash_fit(t, free_pages) : t->processes);
    long elapsed = thrash_now_us() - start + 1;
    *go = 0;
    for (int i = 0; i < result.forked; i++)
        result.rounds += shared[i];
    for (int i = 0; i < result.forked; i++) {
        struct rusage usage;
        kill(pids[i], SIGCONT);
        wait4(pids[i], NULL, 0, &usage);
        user_us += usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec;
        result.faults_major += usage.ru_majflt;
    }
    result.cpu_percent = (int)(user_us * 100 / elapsed);
    munmap(shared, ThrashPage);
    return result;
}

#endif
