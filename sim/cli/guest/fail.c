// SPDX-License-Identifier: Apache-2.0
// Fails with code 5.
#include "guest.h"

uint64_t main(uint64_t hart, uint64_t devtree)
{
    (void)hart;
    (void)devtree;
    return 5;
}
