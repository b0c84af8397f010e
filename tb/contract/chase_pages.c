// SPDX-License-Identifier: Apache-2.0
// Cycles a load of a pointer chase over 64 and over 1,024 virtual pages, in random order, more than the L1 DTLB holds.
// The pages share two frames, a doubleword each, so that the data and all page tables are in the L1D: what is left is
// load-to-use and translation.
#include "chase.h"

static uint64_t frames[2][PAGE / 8] ALIGNED(PAGE);
static uint16_t next[WINDOW_PAGES];

static uint64_t place(unsigned page) { return window(page) + page / 2 * 8; }

static void measure(const char *name, unsigned pages, unsigned laps)
{
    random_cycle(next, pages, 88172645463325252u);
    for (unsigned i = 0; i < pages; i++)
        frames[i % 2][i / 2] = place(next[i]);
    sfence();
    uint64_t at = place(0), loads = (uint64_t)pages * laps;
    chase(&at, pages);
    chase(&at, pages);
    tell_ratio(name, chase(&at, loads).cycles, loads);
}

int main(void)
{
    open_window();
    for (unsigned i = 0; i < WINDOW_PAGES; i++)
        leaves[i] = pte(frames[i % 2], RW);
    measure("chase_64_pages", 64, 64);
    measure("chase_1024_pages", 1024, 4);
    return 0;
}
