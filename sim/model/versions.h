// SPDX-License-Identifier: Apache-2.0
//
// What places in memory held before (doublewords, or parcels): for each, its older values and when they stood.
// Times are the judge's: they grow with every event.

#ifndef PAGEWALK_MODEL_VERSIONS_H
#define PAGEWALK_MODEL_VERSIONS_H

#include <stdint.h>

#include "map.h"

#define FOREVER UINT64_MAX

struct version {
    uint64_t value;
    uint64_t birth;  // it stood from here,
    uint64_t death;  // until here; FOREVER: it still does
    uint64_t cycle;  // the clock at its death
};

enum { VERSIONS_A_WORD = 32 };  // the oldest go first

struct versions {
    struct map words;  // address -> number of its `struct word` + 1
    struct word *word;
    size_t count, room;
};

struct word {
    uint64_t birth;  // of the value that stands now
    unsigned count, room;
    struct version *old;  // oldest first
};

// The place at `pa`, which held `old` until `now`, is written.
// Returns the word's record, whose birth is now `now`.
struct word *versions_wrote(struct versions *v, uint64_t pa, uint64_t old, uint64_t now, uint64_t cycle);
// NULL: nothing is known, the present value has stood since the last versions_clear.
const struct word *versions_of(const struct versions *v, uint64_t pa);
void versions_clear(struct versions *v);

#endif
