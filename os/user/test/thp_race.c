// SPDX-License-Identifier: Apache-2.0
// A fault that is clearing 2 MiB lets others run. Here another thread meanwhile unmaps, protects, empties, moves or
// touches what the huge page is to be mapped at, early or late by turns: the fault ends in what holds then, its own
// store is where it should be, everything else is zero, and what was got in vain goes back. So it does when the process
// is killed at that.
//
// Boot: thp=always frames=4000
// Boot: thp=always frames=1500 poison=1
// Machine: --ram 16M
// Engine: model
#include <pthread.h>
#include <sched.h>
#include <time.h>

#include "thp.h"

enum { Delays = 12, DelayStep = 3 /* ms: together longer than the clearing takes */, Mark = 0x5a };

static unsigned char *area;  // one huge page's worth
static volatile int go;
static int fed[2];  // a pipe: what is read from it is stored by the kernel, which answers EFAULT and raises no signal

static void spin(long ms)
{
    struct timespec start, now;
    EXPECT(clock_gettime(CLOCK_MONOTONIC, &start) == 0);
    do
        EXPECT(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < ms);
}

static unsigned char *lower(void) { return area + 3 * PageSize + 7; }
static unsigned char *upper(void) { return area + HUGE - 3 * PageSize + 7; }

// The fault: a store to the lower half. Returns whether it was done.
static void *fault(void *unused)
{
    (void)unused;
    char mark = Mark;
    EXPECT(write(fed[1], &mark, 1) == 1);
    while (!go)
        sched_yield();
    ssize_t got = read(fed[0], lower(), 1);
    EXPECT(got == 1 || errno == EFAULT);
    if (got != 1)
        EXPECT(read(fed[0], &mark, 1) == 1);
    return got == 1 ? area : NULL;
}

static size_t count_not_zero(const unsigned char *p, size_t bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += p[i] != 0;
    return count;
}

// ---- what the other does ----

static void unmap_all(void) { EXPECT(munmap(area, HUGE) == 0); }

static void expect_unmapped(bool stored)
{
    (void)stored;
    EXPECT_FAULT(fault_of_load(lower()), SIGSEGV, SEGV_MAPERR, lower());
    EXPECT(mmap(area, HUGE, ReadWrite, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == area);
    EXPECT_EQ(count_not_zero(area, HUGE), 0);
}

static void unmap_upper(void) { EXPECT(munmap(area + HUGE / 2, HUGE / 2) == 0); }

static void expect_lower(bool stored)
{
    EXPECT(stored);
    EXPECT_EQ(*lower(), Mark);
    EXPECT_EQ(count_not_zero(area, HUGE / 2), 1);
    EXPECT_FAULT(fault_of_load(upper()), SIGSEGV, SEGV_MAPERR, upper());
}

static void protect_all(void) { EXPECT(mprotect(area, HUGE, PROT_READ) == 0); }

static void expect_protected(bool stored)
{
    EXPECT_EQ(count_not_zero(area, HUGE), stored);
    EXPECT_EQ(*lower(), stored ? Mark : 0);
    EXPECT_FAULT(fault_of_store(upper()), SIGSEGV, SEGV_ACCERR, upper());
}

static void empty_all(void) { EXPECT(madvise(area, HUGE, MADV_DONTNEED) == 0); }

static void expect_perhaps(bool stored)
{
    EXPECT(stored);
    EXPECT_EQ(count_not_zero(area, HUGE), *lower() == Mark);
}

static void touch_upper(void) { *upper() = 1; }

static void expect_both(bool stored)
{
    EXPECT(stored);
    EXPECT_EQ(*lower(), Mark);
    EXPECT_EQ(*upper(), 1);
    EXPECT_EQ(count_not_zero(area, HUGE), 2);
}

static unsigned char *moved_to;

static void move_all(void) { EXPECT(mremap(area, HUGE, HUGE, MREMAP_MAYMOVE | MREMAP_FIXED, moved_to) == moved_to); }

static void expect_moved(bool stored)
{
    EXPECT_EQ(moved_to[lower() - area], stored ? Mark : 0);
    EXPECT_EQ(count_not_zero(moved_to, HUGE), stored);
    EXPECT_FAULT(fault_of_load(lower()), SIGSEGV, SEGV_MAPERR, lower());
    EXPECT(mremap(moved_to, HUGE, HUGE, MREMAP_MAYMOVE | MREMAP_FIXED, area) == area);
}

// Pages come to where the fault is, of which one has something.
static void move_onto(void)
{
    moved_to[upper() - area] = 1;
    EXPECT(mremap(moved_to + HUGE / 2, HUGE / 2, HUGE / 2, MREMAP_MAYMOVE | MREMAP_FIXED, area + HUGE / 2) ==
           area + HUGE / 2);
}

static const struct race {
    const char *name;
    void (*act)(void);
    void (*expect)(bool stored);
    bool may_refuse;
} races[] = {
    {"munmap", unmap_all, expect_unmapped, true},       {"munmap of the other half", unmap_upper, expect_lower, false},
    {"mprotect", protect_all, expect_protected, true},  {"MADV_DONTNEED", empty_all, expect_perhaps, false},
    {"another fault", touch_upper, expect_both, false}, {"mremap", move_all, expect_moved, true},
    {"mremap onto", move_onto, expect_both, false},
};

static bool one_race(const struct race *race, long delay)
{
    void *stored;
    pthread_t faulter;
    area = thp_map(1);
    moved_to = thp_map(1);
    go = 0;
    EXPECT(pthread_create(&faulter, NULL, fault, NULL) == 0);
    sched_yield();
    go = 1;
    spin(delay);
    race->act();
    EXPECT(pthread_join(faulter, &stored) == 0);
    race->expect(stored != NULL);
    vm_check();
    munmap(area, HUGE);
    munmap(moved_to, HUGE);
    return stored != NULL;
}

static void killed(void)
{
    for (int delay = 0; delay < Delays; delay++) {
        pid_t pid = fork_child();
        if (pid == 0) {
            for (;;) {
                area = thp_map(1);
                *lower() = 1;
                thp_unmap(area, 1);
            }
        }
        spin(delay * DelayStep);
        EXPECT(kill(pid, SIGKILL) == 0);
        EXPECT(WIFSIGNALED(wait_for(pid)));
        vm_check();
    }
}

int main(void)
{
    EXPECT(pipe(fed) == 0);
    for (size_t i = 0; i < sizeof races / sizeof *races; i++) {
        step(races[i].name);
        int stored = 0;
        for (int delay = 0; delay < Delays; delay++)
            stored += one_race(&races[i], delay * DelayStep);
        if (races[i].may_refuse && on_pagewalk())
            EXPECT(stored > 0 && stored < Delays);  // it was early and it was late
    }
    step("killed");
    killed();
    return passed();
}
