// SPDX-License-Identifier: Apache-2.0
// Stops minstret, makes it a large number, and works on: the harness counts for itself, and sees no standstill.
#include "guest.h"

enum { IR = 1 << 2, TURNS = 2000 };

uint64_t main(uint64_t hart, uint64_t devtree)
{
    (void)hart;
    (void)devtree;
    csr_set(0x320, IR);  // mcountinhibit
    csr_write(minstret, UINT64_C(1) << 63);
    for (unsigned i = 0; i < TURNS; i++)
        asm volatile("nop");
    return 0;
}
