// SPDX-License-Identifier: Apache-2.0
// The hardware's event counters for test programs: choose an event for counter 3 to 10 by its name (docs/events.md)
// through /proc/hpm, and read the counter, without a system call. Elsewhere than on this hardware nothing counts, and
// hpm_counts() says so.
#ifndef USER_HPM_H
#define USER_HPM_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

static inline uint64_t hpm_read(unsigned counter)
{
    uint64_t value = 0;
#ifdef __riscv
    switch (counter) {
#define HPM_READ(n) \
    case n: __asm__ volatile("csrr %0, hpmcounter" #n : "=r"(value)::"memory"); break;
        HPM_READ(3)
        HPM_READ(4)
        HPM_READ(5)
        HPM_READ(6)
        HPM_READ(7)
        HPM_READ(8)
        HPM_READ(9)
        HPM_READ(10)
#undef HPM_READ
    }
#endif
    (void)counter;
    return value;
}

static inline uint64_t hpm_cycles(void)
{
    uint64_t value = 0;
#ifdef __riscv
    __asm__ volatile("rdcycle %0" : "=r"(value)::"memory");
#endif
    return value;
}

// The counter begins anew from 0; false: there is no such counter or event.
static inline bool hpm_select(unsigned counter, const char *event)
{
    char text[64];
    int length = snprintf(text, sizeof text, "%u %s", counter, event);
    int fd = open("/proc/hpm", O_WRONLY);
    bool done = fd >= 0 && write(fd, text, (size_t)length) == length;
    if (fd >= 0)
        close(fd);
    return done;
}

// Are loads counted here? A machine may have the registers and count nothing, or have none. Takes counter 3.
static inline bool hpm_counts(void)
{
    if (!hpm_select(3, "l1d_access"))
        return false;
    volatile int word = 0;
    uint64_t before = hpm_read(3);
    for (int i = 0; i < 100; i++)
        word += i;
    return hpm_read(3) - before >= 100;
}

#endif
