// SPDX-License-Identifier: Apache-2.0
//
// A store that crosses a page has two translations, and the record shows the address of the first
// alone. If the second page's may be stale, the bytes may have gone to one of several places: the model
// puts them where it thinks, and all of these places are in doubt until a load tells.

#include "judge.h"

enum { MAX_PLACES = 8 };

struct place {
    uint64_t pa, old, new, mask; // of the doubleword
};

bool judge_crosses_page(const struct commit *c)
{
    return !c->trap && c->mem_valid && c->mem_va % PAGE_BYTES + c->mem_bytes > PAGE_BYTES;
}

static struct place second_part(const struct lockstep *l)
{
    uint64_t pa = l->journal.entry[1].pa;

    return (struct place){pa, l->journal.entry[1].old, phys_read(l->model, pa, 8),
                          l->journal.entry[1].mask};
}

static bool known(const struct place *place, unsigned n, uint64_t pa)
{
    for (unsigned i = 0; i < n; i++)
        if (place[i].pa == pa)
            return true;
    return false;
}

// Every place that a legal choice leads to; the state is `before` at the start and at the end.
static unsigned find_places(struct lockstep *l, const struct hart *before, struct place *place)
{
    unsigned n = 0, attempts = 0;

    l->effort = EFFORT_OLD;
    l->attempt.choices.count = 0;
    do {
        struct commit model;
        if (!judge_attempt(l, &model) && l->journal.count == 2
            && !known(place, n, l->journal.entry[1].pa))
            place[n++] = second_part(l);
        judge_undo(l, before);
    } while (n < MAX_PLACES && judge_advance(&l->attempt.choices) && ++attempts < MAX_ATTEMPTS);
    return n;
}

static void doubt_places(struct lockstep *l, const struct place *place, unsigned n)
{
    uint64_t chosen = l->journal.entry[1].pa;

    for (unsigned i = 0; i < n; i++)
        skew_doubt(l->skew, place[i].pa, place[i].pa == chosen ? place[i].old : place[i].new,
                   place[i].mask, l->cycle);
}

void judge_note_crossing(struct lockstep *l, const struct hart *before)
{
    struct choices chosen = l->attempt.choices;
    enum effort effort = l->effort;
    struct place place[MAX_PLACES];
    struct commit model;
    unsigned n;

    if (!judge_crosses_page(l->rtl) || !l->rtl->mem_write || l->journal.count != 2)
        return;
    judge_undo(l, before);
    n = find_places(l, before, place);
    l->effort = effort;
    l->attempt.choices = chosen;
    judge_attempt(l, &model);
    l->attempt.second_doubtful = n > 1;
    if (n > 1)
        doubt_places(l, place, n);
}
