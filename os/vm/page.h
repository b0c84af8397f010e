// SPDX-License-Identifier: Apache-2.0
// Whole pages at a time: the two loops that most faults spend their time in.
#ifndef VM_PAGE_H
#define VM_PAGE_H

#include "os/lib/types.h"

static inline void page_zero(void *page)
{
    uint64_t *to = page, *end = to + PAGE_SIZE / sizeof *to;
#pragma GCC unroll 16
    while (to < end)
        *to++ = 0;
}

// Eight loads before the first store, so that no load waits for the one before it.
static inline void page_copy(void *restrict page, const void *restrict source)
{
    uint64_t *to = page, *end = to + PAGE_SIZE / sizeof *to;
    const uint64_t *from = source;
    for (; to < end; to += 8, from += 8) {
        uint64_t a = from[0], b = from[1], c = from[2], d = from[3], e = from[4], f = from[5], g = from[6], h = from[7];
        to[0] = a, to[1] = b, to[2] = c, to[3] = d, to[4] = e, to[5] = f, to[6] = g, to[7] = h;
    }
}

#endif
