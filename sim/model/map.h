// SPDX-License-Identifier: Apache-2.0
//
// A hash map from 64-bit keys to 64-bit values, without removal of single keys. Any key but
// UINT64_MAX. When memory runs out the program ends with a message: a judge that forgets is none.

#ifndef PAGEWALK_MODEL_MAP_H
#define PAGEWALK_MODEL_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_slot {
    uint64_t key, value;
};

struct map {
    struct map_slot *slot;
    size_t capacity;  // 0 or a power of two
    size_t count;
};

// NULL if the key is not there.
uint64_t *map_find(const struct map *m, uint64_t key);
// The value of `key`, which is put there as 0 if it was not. Valid until the next map_at or map_clear.
uint64_t *map_at(struct map *m, uint64_t key);
void map_clear(struct map *m);  // frees its memory too

// malloc and realloc that do not come back empty-handed.
void *must_alloc(void *old, size_t bytes);

#endif
