// SPDX-License-Identifier: Apache-2.0

#include "versions.h"

#include <stdlib.h>
#include <string.h>

static struct word *word_at(struct versions *v, uint64_t pa)
{
    uint64_t *number = map_at(&v->words, pa);

    if (!*number) {
        if (v->count == v->room) {
            v->room = v->room ? 2 * v->room : 64;
            v->word = must_alloc(v->word, v->room * sizeof *v->word);
        }
        v->word[v->count] = (struct word){0};
        *number = ++v->count;
    }
    return &v->word[*number - 1];
}

static void forget(struct word *w, unsigned i)
{
    memmove(&w->old[i], &w->old[i + 1], (w->count - i - 1) * sizeof w->old[0]);
    w->count--;
}

// A value that stood before keeps its first birth: it is one version with a longer life. That life may
// have had gaps; who asks wants to know when the value could last be seen.
static uint64_t merge_same(struct word *w, uint64_t value, uint64_t birth)
{
    for (unsigned i = 0; i < w->count; i++) {
        if (w->old[i].value == value) {
            birth = w->old[i].birth;
            forget(w, i);
            break;
        }
    }
    return birth;
}

static void make_room(struct word *w)
{
    if (w->count == VERSIONS_A_WORD)
        forget(w, 0);
    if (w->count == w->room) {
        w->room = w->room ? 2 * w->room : 2;
        w->old = must_alloc(w->old, w->room * sizeof w->old[0]);
    }
}

struct word *versions_wrote(struct versions *v, uint64_t pa, uint64_t old, uint64_t now, uint64_t cycle)
{
    struct word *w = word_at(v, pa);
    uint64_t birth = merge_same(w, old, w->birth);

    make_room(w);
    w->old[w->count++] = (struct version){old, birth, now, cycle};
    w->birth = now;
    return w;
}

const struct word *versions_of(const struct versions *v, uint64_t pa)
{
    const uint64_t *number = map_find(&v->words, pa);
    return number ? &v->word[*number - 1] : NULL;
}

void versions_clear(struct versions *v)
{
    for (size_t i = 0; i < v->count; i++)
        free(v->word[i].old);
    map_clear(&v->words);
    free(v->word);
    *v = (struct versions){0};
}
