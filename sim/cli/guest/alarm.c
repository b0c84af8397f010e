// SPDX-License-Identifier: Apache-2.0
// Waits for a timer that may have come just before the wait begins: with stimecmp a few ticks away, and more and more
// instructions between setting it and the wfi. A wait that overlooks a timer that is due never ends.
#include "guest.h"

enum { STIE = 1 << 5, TICKS = 3, MOST = 120 };

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

uint64_t main(uint64_t hart, uint64_t devtree)
{
    (void)hart;
    (void)devtree;
    csr_set(0x30a, UINT64_C(1) << 63);  // menvcfg.STCE: stimecmp counts
    csr_set(mie, STIE);                 // mstatus.MIE stays clear: wfi ends, nothing is taken
    for (unsigned turns = 0; turns < MOST; turns++) {
        uint64_t at = time_now() + TICKS;
        csr_write(0x14d, at);
        pass_time(turns);
        asm volatile("wfi");
        if (time_now() < at)
            return 1;
    }
    puts_("awake\n");
    return 0;
}
