// SPDX-License-Identifier: Apache-2.0
// Doublewords by the dozen: what memcpy, memset and the loops on whole pages are made of. All addresses are aligned to
// 8 bytes, and `count` doublewords are a multiple of WORDS_A_TURN. A turn is long, so that nearly all instructions are
// the loads and stores themselves; eight loads stand before their stores, so that none waits for the one before it.

#ifndef OS_LIB_WORDS_H
#define OS_LIB_WORDS_H

#include "os/lib/types.h"

typedef uint64_t __attribute__((may_alias)) word_t;

#define WORDS_A_TURN 128u
#define BYTES_A_TURN (WORDS_A_TURN * sizeof(word_t))

// Eight loads, then eight stores: the empty statement keeps the compiler from mixing in more than there are registers
// for.
static inline void copy_eight(word_t *restrict to, const word_t *restrict from)
{
    word_t a = from[0], b = from[1], c = from[2], d = from[3], e = from[4], f = from[5], g = from[6], h = from[7];
    to[0] = a, to[1] = b, to[2] = c, to[3] = d, to[4] = e, to[5] = f, to[6] = g, to[7] = h;
    __asm__ volatile("" ::: "memory");
}

// One turn at least.
static inline void words_copy(word_t *restrict to, const word_t *restrict from, size_t count)
{
    const word_t *end = from + count;
    do {
#pragma GCC unroll 16
        for (unsigned i = 0; i < WORDS_A_TURN; i += 8)
            copy_eight(to + i, from + i);
        to += WORDS_A_TURN;
        from += WORDS_A_TURN;
    } while (from != end);
}

// One turn at least.
static inline void words_fill(word_t *to, word_t pattern, size_t count)
{
    const word_t *end = to + count;
    do {
#pragma GCC unroll 128
        for (unsigned i = 0; i < WORDS_A_TURN; i++)
            to[i] = pattern;
        to += WORDS_A_TURN;
    } while (to != end);
}

#endif
