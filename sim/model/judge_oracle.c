// SPDX-License-Identifier: Apache-2.0
//
// The judge's answers to the model's questions: each is one of a list of legal answers, the plain one
// first, picked by the attempt's choices.

#include <string.h>

#include "judge.h"

enum { MAX_ROOTS = 64, MAX_OTHERS = 2 * POSSIBLE_VALUES };

// ---- choices -------------------------------------------------------------------------------------

// Which of `n` answers, 0 being the plain one. What comes after an answer that cannot be has no choices:
// so the next combination differs where this one failed.
static unsigned choose(struct lockstep *l, unsigned n)
{
    struct choices *c = &l->attempt.choices;

    if (n <= 1 || l->effort == EFFORT_PLAIN || l->attempt.impossible)
        return 0;
    if (c->next == c->count) {
        if (c->count == MAX_CHOICES)
            return 0;
        c->picked[c->count] = 0;
        c->limit[c->count++] = n;
    }
    return c->picked[c->next++];
}

bool judge_advance(struct choices *c, unsigned fixed)
{
    while (c->count > fixed) {
        if (++c->picked[c->count - 1] < c->limit[c->count - 1])
            return true;
        c->count--;
    }
    return false;
}

// ---- translation ---------------------------------------------------------------------------------

static void walk_starts(void *ctx, uint64_t va, struct walk_context *c)
{
    struct lockstep *l = ctx;
    struct attempt *a = &l->attempt;
    struct root older[MAX_ROOTS];
    unsigned n, pick;

    if (va == (l->rtl->mem_va | 7) + 1) {
        a->second_walked = true;
        a->second_from = a->choices.next;
    }
    if (l->effort == EFFORT_PLAIN)
        return;
    n = history_roots(l->history, older, MAX_ROOTS);
    pick = choose(l, n + 1);
    a->path = (struct path){
        .va = va,
        .asid = l->model->hart.satp >> SATP_ASID_SHIFT & SATP_ASID_MASK,
        .root = pick ? older[pick - 1] : *history_present_root(l->history),
    };
    c->root = a->path.root.pa;
    c->levels = a->path.root.levels;
    a->old_translation |= pick != 0;
    if (l->pbmte_open && choose(l, 2))
        c->rules.pbmt = !c->rules.pbmt;
}

static void pte(void *ctx, const struct pte_read *read, uint64_t *value)
{
    struct lockstep *l = ctx;
    struct attempt *a = &l->attempt;
    struct version older[VERSIONS_A_WORD + NAPOT_VERSIONS];
    uint64_t from = l->cycle > l->skew->cycles ? l->cycle - l->skew->cycles : 0;
    unsigned own, n, pick;

    if (l->effort == EFFORT_PLAIN)
        return;
    own = history_versions(l->history, read, from, older);
    n = own + history_napot(l->history, read, older + own);
    pick = choose(l, n + 1);
    a->of_neighbour = pick > own;
    a->path.entry[a->path.count++] =
        pick ? older[pick - 1] : (struct version){*value, history_birth(l->history, read->pa), FOREVER, 0};
    if (pick) {
        *value = older[pick - 1].value;
        a->old_translation = true;
    }
}

// Can the walk have ended so, as far as the record shows?
static bool fits_record(const struct lockstep *l, const struct walk *walk, enum access access)
{
    if (access == ACCESS_FETCH)
        return walk->outcome == WALK_OK || !judge_has_insn(l->rtl);
    if (l->rtl->trap || !l->rtl->mem_valid || l->attempt.path.va != l->rtl->mem_va)
        return true;
    return walk->outcome == WALK_OK && walk->pa == l->rtl->mem_pa;
}

static void walk_ended(void *ctx, const struct walk *walk, enum access access)
{
    struct lockstep *l = ctx;

    l->attempt.store_walked |= access == ACCESS_STORE;
    if (l->effort != EFFORT_PLAIN && !(fits_record(l, walk, access) && history_allows(l->history, &l->attempt.path)))
        l->attempt.impossible = true;
}

// The RTL's walker sets A and D by compare-and-set, and reports it: by then the model's entry has the
// bits. Where it has not, the RTL used an older entry, or the report is still to come.
static void sets_ad(void *ctx, const struct walk *walk)
{
    struct lockstep *l = ctx;
    struct attempt *a = &l->attempt;
    bool current = l->effort != EFFORT_PLAIN && a->path.entry[a->path.count - 1].death == FOREVER && !a->of_neighbour;

    if (l->effort != EFFORT_OWED || !current || a->ads == 4) {
        a->impossible = true;
        return;
    }
    a->ad[a->ads].pa = walk->pte_pa;
    a->ad[a->ads++].bits = walk->missing;
}

// ---- what may be seen in memory ------------------------------------------------------------------

// What the doubleword at `pa` may be seen as, besides what memory holds; returns how many.
static unsigned other_values(const struct lockstep *l, uint64_t pa, uint64_t out[MAX_OTHERS])
{
    uint64_t memory = phys_read(l->model, pa, 8);
    const uint64_t *possible;
    unsigned count, n;

    if (l->effort == EFFORT_PLAIN)
        return 0;
    n = skew_values(l->skew, pa, memory, l->cycle, out, MAX_OTHERS);
    count = possible_values(&l->possible, pa, &possible);
    for (unsigned i = 0; i < count && n < MAX_OTHERS; i++) {
        if (possible[i] == memory)
            continue;
        out[n++] = possible[i];
        n += skew_values(l->skew, pa, possible[i], l->cycle, out + n, MAX_OTHERS - n);
    }
    return n;
}

// ---- instructions --------------------------------------------------------------------------------

// Is the next parcel the one of the record?
static bool parcel_fits(const struct lockstep *l, uint16_t value)
{
    return !judge_has_insn(l->rtl) || value == (uint16_t)(l->attempt.parcels ? l->rtl->insn >> 16 : l->rtl->insn);
}

static void parcel(void *ctx, uint64_t pa, uint16_t *value)
{
    struct lockstep *l = ctx;
    struct attempt *a = &l->attempt;
    uint64_t word = pa & ~UINT64_C(7), other[MAX_OTHERS];
    const struct word *w = code_fetch(&l->code, pa);
    unsigned older = w ? w->count : 0;
    unsigned pick = choose(l, older + other_values(l, word, other) + 1);

    if (pick && pick <= older)
        *value = w->old[older - pick].value;
    else if (pick)
        *value = other[pick - 1 - older] >> (8 * (pa & 7));
    a->old_code |= pick != 0;
    if (l->effort != EFFORT_PLAIN && !parcel_fits(l, *value))
        a->impossible = true;
    a->parcels++;
}

// ---- data ----------------------------------------------------------------------------------------

static uint64_t low_bytes(uint64_t value, unsigned bytes) { return bytes == 8 ? value : value & (BIT(8 * bytes) - 1); }

// May this load see bytes that no one has reported?
static bool may_owe(const struct lockstep *l)
{
    return l->effort == EFFORT_OWED && l->rtl->rd_valid && l->rtl->mem_valid && !l->rtl->mem_write;
}

static void load(void *ctx, uint64_t pa, unsigned bytes, unsigned shift, uint64_t *value)
{
    struct lockstep *l = ctx;
    struct attempt *a = &l->attempt;
    uint64_t word = pa & ~UINT64_C(7), other[MAX_OTHERS];
    unsigned at = 8 * (pa & 7), n = other_values(l, word, other);
    unsigned pick = choose(l, n + 1 + may_owe(l));

    if (pick && pick <= n)
        *value = low_bytes(other[pick - 1] >> at, bytes);
    else if (pick)
        *value = low_bytes(l->rtl->rd_value >> shift, bytes);
    a->skewed |= pick != 0;
    if (a->loads < 2)
        a->load[a->loads++] = (struct load_seen){word, low_bytes(UINT64_MAX, bytes) << at, *value << at, pick > n};
}

// An SC may fail for reasons of the RTL's own, and may not succeed without a reservation.
static bool sc(void *ctx, bool stands)
{
    struct lockstep *l = ctx;

    l->attempt.failed_sc = stands && !l->rtl->mem_valid;
    return stands && l->rtl->mem_valid;
}

// ---- CSRs ----------------------------------------------------------------------------------------

// Of the wired bits the RTL's are taken, but a written SEIP reads 1 whatever its wire.
static uint64_t pending_as_seen(const struct hart *h, uint64_t value, uint64_t rtl)
{
    uint64_t wired = wired_interrupts(h);
    uint64_t written = value & h->mip & BIT(IRQ_SEI);
    return (value & ~wired) | (rtl & wired) | written;
}

static void csr(void *ctx, unsigned number, uint64_t *value)
{
    struct lockstep *l = ctx;
    const struct hart *h = &l->model->hart;

    if (!l->rtl->rd_valid)
        return;
    switch (number) {
    case CSR_MCYCLE:
    case CSR_CYCLE:
    case CSR_TIME: *value = l->rtl->rd_value; break;
    case CSR_MIP:
    case CSR_SIP:
        judge_lcofi_seen(l, l->rtl->rd_value);
        *value = pending_as_seen(h, csr_read(l->model, number),
                                 number == CSR_SIP ? l->rtl->rd_value & h->mideleg : l->rtl->rd_value);
        break;
    case CSR_SCOUNTOVF: judge_overflows_read(l, value); break;
    case CSR_MINSTRET:
    case CSR_INSTRET: judge_instret_read(l, value); break;
    default:
        if (csr_counts_events(number))
            *value = l->rtl->rd_value;
        else if (number >= CSR_MHPMEVENT3 && number <= CSR_MHPMEVENT10)
            judge_event_read(l, number - CSR_MHPMEVENT3 + HPM_FIRST, value);
    }
}

void judge_attach(struct lockstep *l)
{
    l->oracle = (struct oracle){
        .ctx = l,
        .pte = pte,
        .walk_starts = walk_starts,
        .walk_ended = walk_ended,
        .sets_ad = sets_ad,
        .parcel = parcel,
        .load = load,
        .sc = sc,
        .csr = csr,
    };
    l->model->oracle = &l->oracle;
    l->model->journal = &l->journal;
}
