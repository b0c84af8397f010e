// SPDX-License-Identifier: Apache-2.0
// Waits for a timer that may have come just before the wait begins: with stimecmp a few ticks away, and more and more
// instructions between setting it and the wfi. A wait that overlooks a timer that is due never ends. Then the same with
// longer waits, which begin in every cycle there is.
#include "guest.h"

#include <stdbool.h>

enum { STIE = 1 << 5, TICKS = 3, LONG = 60, MOST = 120 };

static uint64_t time_now(void)
{
    uint64_t now;
    asm volatile("csrr %0, time" : "=r"(now));
    return now;
}

static void pass_time(unsigned turns)
{
    while (turns-- > 0)
        asm volatile("nop");
}

static bool wakes_in_time(uint64_t ticks, unsigned turns)
{
    uint64_t at = time_now() + ticks;
    csr_write(0x14d, at);
    pass_time(turns);
    asm volatile("wfi");
    return time_now() >= at;
}

uint64_t main(uint64_t hart, uint64_t devtree)
{
    (void)hart;
    (void)devtree;
    csr_set(0x30a, UINT64_C(1) << 63);  // menvcfg.STCE: stimecmp counts
    csr_set(mie, STIE);                 // mstatus.MIE stays clear: wfi ends, nothing is taken
    for (unsigned turns = 0; turns < MOST; turns++)
        if (!wakes_in_time(TICKS, turns))
            return 1;
    for (unsigned turns = 0; turns < MOST; turns++)
        if (!wakes_in_time(LONG, turns))
            return 1;
    puts_("awake\n");
    return 0;
}
