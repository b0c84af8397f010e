// SPDX-License-Identifier: Apache-2.0
// SplitMix64: a small random source that is the same on every host, for benches in C and in C++.
#ifndef TB_COMMON_SPLITMIX_H
#define TB_COMMON_SPLITMIX_H

#include <stdint.h>

static inline uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

#endif
