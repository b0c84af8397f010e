// SPDX-License-Identifier: Apache-2.0
// Waits for an interrupt that nobody will send.
#include "guest.h"

uint64_t main(uint64_t hart, uint64_t devtree)
{
    (void)hart;
    (void)devtree;
    puts_("good night\n");
    for (;;)
        asm volatile("wfi");
}
