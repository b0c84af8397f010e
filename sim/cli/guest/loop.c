// SPDX-License-Identifier: Apache-2.0
// Runs for ever.
#include "guest.h"

uint64_t main(uint64_t hart, uint64_t devtree)
{
    (void)hart;
    (void)devtree;
    for (;;)
        asm volatile("");
}
