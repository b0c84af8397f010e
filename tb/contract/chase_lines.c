// SPDX-License-Identifier: Apache-2.0
// Cycles a load of a pointer chase over 1,024 virtual pages, in random order, each with a frame of its own and one line
// used in it: more pages than the L1 DTLB holds, more lines than the L1D, and, as frames and lines advance together,
// twice as many as the sets of the L2 that they fall into.
//
// Memory latencies: 2 20
#include "chase.h"

#define FRAMES UINT64_C(0x80800000)
static uint16_t next[WINDOW_PAGES];

static uint64_t offset(unsigned page) { return page * LINE % PAGE; }
static uint64_t place(unsigned page) { return window(page) + offset(page); }

int main(void)
{
    enum { PAGES = WINDOW_PAGES, LAPS = 4 };
    open_window();
    random_cycle(next, PAGES, 88172645463325252u);
    for (unsigned i = 0; i < PAGES; i++) {
        uint64_t frame = FRAMES + i * (uint64_t)PAGE;
        leaves[i] = pte((void *)frame, RW);
        *(uint64_t *)(frame + offset(i)) = place(next[i]);
    }
    sfence();
    uint64_t at = place(0);
    chase(&at, PAGES);
    chase(&at, PAGES);
    tell_ratio("chase_lines", chase(&at, PAGES * LAPS).cycles, PAGES * LAPS);
    return 0;
}
