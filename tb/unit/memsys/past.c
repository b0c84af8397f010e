// SPDX-License-Identifier: Apache-2.0
#include "past.h"

#include <stdlib.h>

#include "model/translate.h"

// Room for one more element at the end of `array`, which has `count` of `*room`.
static void *grow(void *array, unsigned count, unsigned *room, size_t size)
{
    if (count < *room)
        return array;
    *room = *room ? 2 * *room : 64;
    array = realloc(array, *room * size);
    if (!array)
        abort();
    return array;
}

void past_destroy(struct past *p)
{
    free(p->words);
    free(p->roots);
    free(p->fences);
}

void past_word(struct past *p, uint64_t pa, uint64_t value)
{
    p->words = grow(p->words, p->word_count, &p->word_room, sizeof *p->words);
    p->words[p->word_count++] = (struct past_word){pa, value, ++p->now};
}

void past_root(struct past *p, uint64_t pa, uint16_t asid)
{
    p->now++;
    for (unsigned i = 0; i < p->root_count; i++) {
        if (p->roots[i].pa == pa && p->roots[i].asid == asid) {
            p->roots[i].until = p->now;
            return;
        }
    }
    p->roots = grow(p->roots, p->root_count, &p->root_room, sizeof *p->roots);
    p->roots[p->root_count++] = (struct past_root){pa, p->now, asid};
}

void past_fence(struct past *p, const struct fence *fence)
{
    if (!fence->has_va && !fence->has_asid) {
        past_forget(p);
        return;
    }
    p->fences = grow(p->fences, p->fence_count, &p->fence_room, sizeof *p->fences);
    p->fences[p->fence_count++] = (struct past_fence){*fence, ++p->now};
}

void past_forget(struct past *p) { p->word_count = p->root_count = p->fence_count = 0; }

const struct past_word *past_value(const struct past *p, uint64_t pa, unsigned n)
{
    for (unsigned i = p->word_count; i-- > 0;)
        if (p->words[i].pa == pa && n-- == 0)
            return &p->words[i];
    return NULL;
}

static bool covers(const struct fence *f, const struct entry_use *use)
{
    if (f->has_asid && (use->global || f->asid != use->asid))
        return false;
    if (f->has_va && (!use->leaf || page_number(f->va, use->level) != page_number(use->va, use->level)))
        return false;
    return true;
}

bool past_usable(const struct past *p, const struct entry_use *use, uint64_t until)
{
    for (unsigned i = 0; i < p->fence_count; i++)
        if (p->fences[i].time >= until && covers(&p->fences[i].fence, use))
            return false;
    return true;
}
