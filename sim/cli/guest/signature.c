// SPDX-License-Identifier: Apache-2.0
// Leaves a signature of 70 bytes: byte i is 3 * i + 1. It is stored just before the end, so that on a machine with
// caches that write back it is in no memory yet.
#include "guest.h"

uint8_t begin_signature[70] __attribute__((aligned(64)));
asm(".globl end_signature\n.set end_signature, begin_signature + 70");

uint64_t main(uint64_t hart, uint64_t devtree)
{
    (void)hart;
    (void)devtree;
    for (unsigned i = 0; i < sizeof begin_signature; i++)
        begin_signature[i] = (uint8_t)(3 * i + 1);
    return 0;
}
