// SPDX-License-Identifier: Apache-2.0
// The xorshift64* generator (Marsaglia; Vigna), a byte at a time.

#include "os/kern/random.h"

#include "os/lib/types.h"

static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

static uint64_t next(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * UINT64_C(0x2545f4914f6cdd1d);
}

void random_bytes(void *to, size_t n)
{
    uint8_t *p = to;
    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(next() >> 56);
}
