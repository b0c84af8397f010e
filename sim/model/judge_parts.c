// SPDX-License-Identifier: Apache-2.0
//
// An access that crosses an aligned doubleword is done in two parts, each translated on its own
// (docs/isa.md), and the record shows the address of the first alone. While older translations may still
// be used, the second part's place is open, in another page or in the first part's: the manual allows
// each part any translation that a PTE visible since the last covering SFENCE.VMA gives, and does not
// ask that the two agree (privileged manual 4.2.1).
//
// The model takes one place, within a page the one that the first part's translation gives if that may
// be. Of a store every place is kept as one that it may have gone to (possible.h) until a load tells; of
// a load the second part settles nothing.

#include "judge.h"

struct place {
    uint64_t pa;  // of the doubleword
    bool owed;    // what a load saw there is still to be reported
    struct choices choices;
};

static bool is_store(const struct lockstep *l) { return l->journal.count == 2; }

// A load in two parts matters only while there is something to settle, or if it saw what is still to be
// reported.
static bool is_open(const struct lockstep *l)
{
    const struct attempt *a = &l->attempt;
    bool unsettled = l->skew->unsettled || l->possible.count > 0;

    return !l->rtl->trap && a->second_walked && history_is_open(l->history) &&
           (is_store(l) || (a->loads == 2 && (unsettled || a->load[1].owed)));
}

static uint64_t second_place(const struct lockstep *l)
{
    return is_store(l) ? l->journal.entry[1].pa : l->attempt.load[1].pa;
}

static bool is_known(const struct place *place, unsigned n, uint64_t pa)
{
    for (unsigned i = 0; i < n; i++)
        if (place[i].pa == pa)
            return true;
    return false;
}

// Every place that a legal choice leads to; the state is `before` at the start and at the end. What was
// chosen before the second part's walk stays as it is, for that walk does not depend on it.
static unsigned find_places(struct lockstep *l, const struct hart *before, struct place *place)
{
    struct choices *c = &l->attempt.choices;
    unsigned n = 0, attempts = 0, fixed;

    if (c->count > l->attempt.second_from)
        c->count = l->attempt.second_from;
    do {
        struct commit model;
        bool agrees = !judge_attempt(l, &model);
        if (agrees && !is_known(place, n, second_place(l)))
            place[n++] = (struct place){second_place(l), l->attempt.loads == 2 && l->attempt.load[1].owed, *c};
        fixed = l->attempt.second_from;
        judge_undo(l, before);
    } while (n < MAX_ELSEWHERE && judge_advance(c, fixed) && ++attempts < MAX_ATTEMPTS);
    return n;
}

// Rather a place that nothing is owed for; among such, the one behind the first part in its page.
static const struct place *preferred(const struct lockstep *l, const struct place *place, unsigned n)
{
    uint64_t behind = (l->rtl->mem_pa | 7) + 1;
    const struct place *best = place;
    int best_merit = -1;

    for (unsigned i = 0; i < n; i++) {
        int merit = 2 * !place[i].owed + (place[i].pa == behind && behind % PAGE_BYTES != 0);
        if (merit > best_merit) {
            best_merit = merit;
            best = &place[i];
        }
    }
    return best;
}

static void note_places(struct lockstep *l, const struct place *place, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (place[i].pa != second_place(l))
            l->elsewhere[l->elsewheres++] = place[i].pa;
}

void judge_second_part(struct lockstep *l, const struct hart *before)
{
    struct choices accepted = l->attempt.choices;
    struct place place[MAX_ELSEWHERE];
    struct commit model;
    unsigned n;

    l->elsewheres = 0;
    if (!is_open(l))
        return;
    judge_undo(l, before);
    if (l->effort == EFFORT_PLAIN)
        l->effort = EFFORT_OLD;
    n = find_places(l, before, place);
    l->attempt.choices = n > 0 ? preferred(l, place, n)->choices : accepted;
    judge_attempt(l, &model);
    note_places(l, place, n);
}
