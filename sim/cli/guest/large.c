// SPDX-License-Identifier: Apache-2.0
// Needs four megabytes of RAM.
#include "guest.h"

static char much[4 << 20];

uint64_t main(uint64_t hart, uint64_t devtree)
{
    (void)devtree;
    return (uint8_t) * (volatile char *)&much[hart];
}
