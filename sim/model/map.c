// SPDX-License-Identifier: Apache-2.0
//
// Open addressing with linear probing; at most three quarters full.

#include "map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };
#define EMPTY UINT64_MAX

void *must_alloc(void *old, size_t bytes)
{
    void *p = realloc(old, bytes);

    if (!p) {
        fprintf(stderr, "lockstep: out of memory (%zu bytes)\n", bytes);
        exit(2);
    }
    return p;
}

static struct map_slot *probe(const struct map *m, uint64_t key)
{
    size_t i = (key * UINT64_C(0x9e3779b97f4a7c15)) >> 20 & (m->capacity - 1);

    while (m->slot[i].key != EMPTY && m->slot[i].key != key)
        i = (i + 1) & (m->capacity - 1);
    return &m->slot[i];
}

uint64_t *map_find(const struct map *m, uint64_t key)
{
    struct map_slot *s;

    if (!m->count)
        return NULL;
    s = probe(m, key);
    return s->key == key ? &s->value : NULL;
}

static void grow(struct map *m)
{
    struct map old = *m;

    m->capacity = old.capacity ? 2 * old.capacity : FIRST_CAPACITY;
    m->slot = must_alloc(NULL, m->capacity * sizeof *m->slot);
    memset(m->slot, 0xff, m->capacity * sizeof *m->slot);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slot[i].key != EMPTY)
            *probe(m, old.slot[i].key) = old.slot[i];
    free(old.slot);
}

uint64_t *map_at(struct map *m, uint64_t key)
{
    struct map_slot *s;

    if (4 * m->count >= 3 * m->capacity)
        grow(m);
    s = probe(m, key);
    if (s->key == EMPTY) {
        *s = (struct map_slot){.key = key};
        m->count++;
    }
    return &s->value;
}

void map_clear(struct map *m)
{
    free(m->slot);
    *m = (struct map){0};
}
