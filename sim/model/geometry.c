// SPDX-License-Identifier: Apache-2.0

#include "geometry.h"

enum { REPLACE_MASK = 3, REPLACE_NONE = 3 };  // tree-PLRU, random, FIFO; nothing has the last code

static uint8_t byte_of(uint64_t value, unsigned array) { return value >> (8 * array); }

static uint64_t at_most(uint64_t value, uint64_t limit) { return value < limit ? value : limit; }

uint64_t geometry_legal_sizes(const struct geometry *limits, uint64_t value)
{
    uint64_t held = 0;

    for (unsigned i = 0; i < GEOMETRY_ARRAYS; i++) {
        uint64_t sets = at_most(byte_of(value, i) & 15, limits->array[i].sets);
        uint64_t ways = at_most(byte_of(value, i) >> 4, limits->array[i].ways);
        held |= (ways << 4 | sets) << (8 * i);
    }
    return held;
}

uint64_t geometry_legal_replacements(const struct geometry *limits, uint64_t value)
{
    uint64_t held = 0;

    for (unsigned i = 0; i < GEOMETRY_ARRAYS; i++) {
        uint64_t policy = byte_of(value, i) & REPLACE_MASK;
        if (limits->array[i].chooses && policy != REPLACE_NONE)
            held |= policy << (8 * i);
    }
    return held;
}
