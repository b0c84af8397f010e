// SPDX-License-Identifier: Apache-2.0

#include "possible.h"

#include <stdbool.h>
#include <stdlib.h>

static uint64_t with_bits(uint64_t word, uint64_t mask, uint64_t value) { return (word & ~mask) | (value & mask); }

// ---- the doublewords -----------------------------------------------------------------------------

static struct possible_word *find(const struct possible *p, uint64_t pa)
{
    const uint64_t *number = p->count ? map_find(&p->number, pa) : NULL;
    return number && *number ? &p->word[*number - 1] : NULL;
}

static struct possible_word *create(struct possible *p, uint64_t pa)
{
    if (!p->word || p->count == p->room) {
        p->room = p->room ? 2 * p->room : 16;
        p->word = must_alloc(p->word, p->room * sizeof *p->word);
    }
    p->word[p->count] = (struct possible_word){.pa = pa, .value = must_alloc(NULL, POSSIBLE_VALUES * sizeof(uint64_t))};
    *map_at(&p->number, pa) = p->count + 1;
    return &p->word[p->count++];
}

static void drop(struct possible *p, struct possible_word *w)
{
    struct possible_word *last = &p->word[--p->count];

    free(w->value);
    *map_at(&p->number, last->pa) = (uint64_t)(w - p->word) + 1;
    *map_at(&p->number, w->pa) = 0;
    *w = *last;
}

void possible_clear(struct possible *p)
{
    while (p->count > 0)
        drop(p, p->word);
    map_clear(&p->number);
    free(p->word);
    *p = (struct possible){0};
}

static void add(struct possible_word *w, uint64_t value)
{
    for (unsigned i = 0; i < w->count; i++)
        if (w->value[i] == value)
            return;
    if (w->count < POSSIBLE_VALUES)
        w->value[w->count++] = value;
}

static void drop_if_certain(struct possible *p, struct possible_word *w)
{
    if (w->count == 1)
        drop(p, w);
}

// ---- what happens to them ------------------------------------------------------------------------

// What memory held comes first: whatever goes missing, it stays.
void possible_stored(struct possible *p, uint64_t pa, uint64_t memory, uint64_t mask, uint64_t value)
{
    struct possible_word *w = find(p, pa);
    uint64_t before[POSSIBLE_VALUES];
    unsigned count;

    if (!w)
        w = create(p, pa);
    count = w->count;
    for (unsigned i = 0; i < count; i++)
        before[i] = w->value[i];
    w->count = 0;
    add(w, memory);
    add(w, with_bits(memory, mask, value));
    for (unsigned i = 0; i < count; i++) {
        add(w, before[i]);
        add(w, with_bits(before[i], mask, value));
    }
    drop_if_certain(p, w);
}

void possible_wrote(struct possible *p, uint64_t pa, uint64_t mask, uint64_t value)
{
    struct possible_word *w = find(p, pa);
    unsigned count;

    if (!w)
        return;
    count = w->count;
    w->count = 0;
    for (unsigned i = 0; i < count; i++)
        add(w, with_bits(w->value[i], mask, value));
    drop_if_certain(p, w);
}

static unsigned keep_agreeing(struct possible_word *w, uint64_t mask, uint64_t seen)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < w->count; i++)
        if (((w->value[i] ^ seen) & mask) == 0)
            w->value[kept++] = w->value[i];
    return kept;
}

uint64_t possible_saw(struct possible *p, uint64_t pa, uint64_t memory, uint64_t mask, uint64_t seen)
{
    struct possible_word *w = find(p, pa);
    unsigned kept;

    if (!w || (kept = keep_agreeing(w, mask, seen)) == 0)
        return memory;
    w->count = kept;
    if ((memory ^ seen) & mask)
        memory = w->value[0];
    drop_if_certain(p, w);
    return memory;
}

unsigned possible_values(const struct possible *p, uint64_t pa, const uint64_t **value)
{
    const struct possible_word *w = find(p, pa);

    if (!w)
        return 0;
    *value = w->value;
    return w->count;
}
