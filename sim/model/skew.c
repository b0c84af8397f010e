// SPDX-License-Identifier: Apache-2.0

#include "skew.h"

#include <stddef.h>

enum { STORES = sizeof((struct skew *)0)->store / sizeof(struct store_seen) };

// A place that is free or over; if there is none, one that is not.
static struct doubt *room_for_doubt(struct skew *s, uint64_t cycle)
{
    struct doubt *d;

    for (unsigned i = 0; i < SKEW_ENTRIES; i++) {
        s->next_doubt = (s->next_doubt + 1) % SKEW_ENTRIES;
        d = &s->doubt[s->next_doubt];
        if (!d->mask || d->until < cycle)
            return d;
    }
    s->next_doubt = (s->next_doubt + 1) % SKEW_ENTRIES;
    return &s->doubt[s->next_doubt];
}

static void doubt(struct skew *s, uint64_t pa, uint64_t mask, uint64_t other, uint64_t cycle, uint64_t until)
{
    if (!mask)
        return;
    *room_for_doubt(s, cycle) = (struct doubt){
        .pa = pa, .mask = mask, .other = other & mask, .cycle = cycle, .order = s->doubts++, .until = until};
    if (until == UINT64_MAX)
        s->unsettled = true;
    else if (until > s->busy_until)
        s->busy_until = until;
}

static bool idle(const struct skew *s, uint64_t cycle) { return !s->unsettled && s->busy_until < cycle; }

// ---- reports and stores --------------------------------------------------------------------------

// The write was seen in one place: it was not owed in the others.
static void forget_debts(struct skew *s, uint64_t number)
{
    for (unsigned i = 0; i < s->debts;) {
        if (s->debt[i].number == number)
            s->debt[i] = s->debt[--s->debts];
        else
            i++;
    }
}

static void pay_debts(struct skew *s, uint64_t pa, uint64_t new, uint64_t mask)
{
    for (unsigned i = 0; i < s->debts;) {
        struct debt *d = &s->debt[i];
        if (d->pa == pa)
            d->mask &= ~(mask & ~(d->value ^ new));
        if (d->mask) {
            i++;
        } else {
            forget_debts(s, d->number);
            i = 0;
        }
    }
}

void skew_reported(struct skew *s, uint64_t pa, uint64_t old, uint64_t new, uint64_t mask, uint64_t cycle)
{
    uint64_t stored = 0;

    pay_debts(s, pa, new, mask);
    for (unsigned i = 0; i < STORES; i++) {
        const struct store_seen *st = &s->store[i];
        if (st->pa == pa && st->cycle + s->cycles >= cycle && (st->mask & mask)) {
            doubt(s, pa, st->mask & mask, st->value, cycle, UINT64_MAX);
            stored |= st->mask;
        }
    }
    doubt(s, pa, mask & ~stored, old, cycle, cycle + s->cycles);
}

// What a store means for a doubt: within the skew of a report, it is the reported value that may have
// come last; later, the store has settled everything.
static void store_over(struct skew *s, struct doubt *d, uint64_t before, uint64_t mask, uint64_t cycle)
{
    uint64_t both = d->mask & mask;
    bool recent = d->cycle + s->cycles >= cycle;
    bool unsettled = d->until == UINT64_MAX;

    if (!both || (unsettled && recent))
        return;
    d->mask &= ~both;
    if (recent)
        doubt(s, d->pa, both, before, d->cycle, UINT64_MAX);
}

void skew_stored_perhaps(struct skew *s, uint64_t pa, uint64_t value, uint64_t mask, uint64_t cycle)
{
    s->store[s->next_store] = (struct store_seen){pa, mask, value & mask, cycle};
    s->next_store = (s->next_store + 1) % STORES;
}

void skew_stored(struct skew *s, uint64_t pa, uint64_t before, uint64_t value, uint64_t mask, uint64_t cycle)
{
    skew_stored_perhaps(s, pa, value, mask, cycle);
    if (idle(s, cycle))
        return;
    for (unsigned i = 0; i < SKEW_ENTRIES; i++)
        if (s->doubt[i].pa == pa)
            store_over(s, &s->doubt[i], before, mask, cycle);
}

// ---- loads ---------------------------------------------------------------------------------------

static bool open_at(const struct doubt *d, uint64_t pa, uint64_t cycle)
{
    return d->mask && d->pa == pa && d->until >= cycle;
}

// The newest of those older than `before`.
static const struct doubt *next_older(const struct skew *s, uint64_t pa, uint64_t cycle, uint64_t before)
{
    const struct doubt *best = NULL;

    for (unsigned i = 0; i < SKEW_ENTRIES; i++) {
        const struct doubt *d = &s->doubt[i];
        if (open_at(d, pa, cycle) && d->order < before && (!best || d->order > best->order))
            best = d;
    }
    return best;
}

// Newest first, each on top of those newer: the write before the last may be unseen too.
unsigned skew_values(const struct skew *s, uint64_t pa, uint64_t value, uint64_t cycle, uint64_t *out, unsigned room)
{
    const struct doubt *d;
    uint64_t order = UINT64_MAX;
    unsigned n = 0;

    if (idle(s, cycle))
        return 0;
    while (n < room && (d = next_older(s, pa, cycle, order))) {
        order = d->order;
        value = (value & ~d->mask) | d->other;
        out[n++] = value;
    }
    return n;
}

uint64_t skew_settle(struct skew *s, uint64_t pa, uint64_t memory, uint64_t seen, uint64_t mask)
{
    bool unsettled = false;

    if (!s->unsettled)
        return memory;
    for (unsigned i = 0; i < SKEW_ENTRIES; i++) {
        struct doubt *d = &s->doubt[i];
        uint64_t known = d->pa == pa && d->until == UINT64_MAX ? d->mask & mask : 0;

        memory = (memory & ~known) | (seen & known);
        d->mask &= ~known;
        unsettled |= d->until == UINT64_MAX && d->mask;
    }
    s->unsettled = unsettled;
    return memory;
}

// ---- debts ---------------------------------------------------------------------------------------

bool skew_owe(struct skew *s, uint64_t pa, uint64_t mask, uint64_t value, uint64_t cycle, const struct commit *record,
              uint64_t number)
{
    if (s->debts == SKEW_DEBTS)
        return false;
    s->debt[s->debts++] = (struct debt){pa, mask, value & mask, cycle + s->cycles, *record, cycle, number};
    return true;
}

const struct debt *skew_due(const struct skew *s, uint64_t cycle)
{
    for (unsigned i = 0; i < s->debts; i++)
        if (s->debt[i].until < cycle)
            return &s->debt[i];
    return NULL;
}
