// SPDX-License-Identifier: Apache-2.0
//
// What doublewords may hold, where a store went to one of several places and its record does not say to
// which (judge_parts.c). For each such doubleword all values are kept that it may hold; what memory
// holds in the model is one of them. Stores that are certain change every one; a load leaves those that
// agree with what it saw, and a doubleword of which one value is left is certain again.

#ifndef PAGEWALK_MODEL_POSSIBLE_H
#define PAGEWALK_MODEL_POSSIBLE_H

#include <stdint.h>

#include "map.h"

// Of one doubleword. Beyond that values go missing: then a mismatch may be reported that is none.
enum { POSSIBLE_VALUES = 256 };

struct possible_word {
    uint64_t pa;
    uint64_t *value;  // all different
    unsigned count;
};

struct possible {
    struct map number;  // address -> number in `word` + 1; 0: not there
    struct possible_word *word;
    unsigned count, room;
};

void possible_clear(struct possible *p);

// The bits of `mask` in the doubleword at `pa`, which held `memory`, have perhaps become those of `value`.
void possible_stored(struct possible *p, uint64_t pa, uint64_t memory, uint64_t mask, uint64_t value);
// They have become so for certain.
void possible_wrote(struct possible *p, uint64_t pa, uint64_t mask, uint64_t value);
// The bits of `mask` were seen to be those of `seen`. Returns what memory, which held `memory`, has to
// hold. If no value agrees, somebody else's write was seen, and nothing is settled.
uint64_t possible_saw(struct possible *p, uint64_t pa, uint64_t memory, uint64_t mask, uint64_t seen);

// All that the doubleword may hold; 0: what memory holds. Valid until the next call of another kind.
unsigned possible_values(const struct possible *p, uint64_t pa, const uint64_t **value);

#endif
