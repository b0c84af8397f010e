// SPDX-License-Identifier: Apache-2.0
#include "verdict.h"

#include <stddef.h>

#include "model/riscv.h"

#define RAM_BEGIN BUS_RAM_BASE
#define ROM_BEGIN UINT64_C(0x1000)
#define ROM_END UINT64_C(0x10000)
#define PA_END (UINT64_C(1) << 56)

static enum access rights_of(const struct request *a)
{
    if (a->kind == A_FETCH)
        return ACCESS_FETCH;
    bool loads = a->kind == A_LOAD || (a->kind == A_ATOMIC && a->op == BUS_LR);
    return loads ? ACCESS_LOAD : ACCESS_STORE;
}

static bool is_memory(uint64_t pa) { return pa >= RAM_BEGIN || (pa >= ROM_BEGIN && pa < ROM_END); }

static bool somebody_answers(const struct world *w, uint64_t pa)
{
    return memory_holds(&w->memory, pa, 1) || (pa >= ROM_BEGIN && pa < ROM_END);
}

// The end of every access: PMP, attributes of memory, and the bus (docs/isa.md, "Memory").
static struct answer reach(const struct world *w, const struct request *a, uint64_t pa)
{
    enum access rights = rights_of(a);
    const struct answer refused = {.fault = BUS_ACCESS_FAULT};
    uint64_t first = a->kind == A_FETCH ? pa & ~UINT64_C(7) : pa;

    if (pa >= PA_END || !pmp_allows(&w->context.pmp, first, a->bytes, rights, (enum privilege)w->context.privilege))
        return refused;
    if (!is_memory(pa) || (rights == ACCESS_STORE && pa < ROM_END))
        return refused;  // I/O space: the benches ask only where nobody answers
    if (!somebody_answers(w, pa))
        return refused;  // beyond RAM, which the machine is told the end of
    return (struct answer){.pa = pa, .cached = true};
}

// ---- Walks

// A walk that takes the `pick`-th value of the entry at each level, 0 being the present one.
struct choice {
    const struct world *w;
    unsigned pick[MAX_LEVELS];
    bool more[MAX_LEVELS];  // there is an older value still
    uint64_t until[MAX_LEVELS];
    bool above[MAX_LEVELS];  // G in an entry above
    uint64_t va;
    unsigned reads;
};

static bool supervisor_may(const struct world *w, uint64_t pa, enum access rights)
{
    return pmp_allows(&w->context.pmp, pa, PTE_BYTES, rights, PRIV_S) && is_memory(pa) &&
           !(rights == ACCESS_STORE && pa < ROM_END);
}

static bool read_entry(void *ctx, const struct pte_read *at, uint64_t *pte)
{
    struct choice *c = ctx;
    unsigned i = c->reads++;
    c->until[i] = PRESENT;  // also where the read is refused
    c->above[i] = at->global;

    if (!supervisor_may(c->w, at->pa, ACCESS_LOAD) || !memory_holds(&c->w->memory, at->pa, PTE_BYTES))
        return false;
    const struct past_word *old = c->pick[i] ? past_value(&c->w->past, at->pa, c->pick[i] - 1) : NULL;
    *pte = old ? old->value : memory_read(&c->w->memory, at->pa, PTE_BYTES);
    c->until[i] = old ? old->until : PRESENT;
    c->more[i] = past_value(&c->w->past, at->pa, c->pick[i]) != NULL;
    return true;
}

static int levels_of(const struct context *c)
{
    return (int)(c->satp >> SATP_MODE_SHIFT) - SATP_MODE_SV39 + SV39_LEVELS;
}

static struct pte_rules rules_of(const struct context *c)
{
    return (struct pte_rules){.napot = true, .pbmt = c->pbmte};
}

static struct walk walk(struct choice *c, const struct request *a, uint64_t root)
{
    const struct context *context = &c->w->context;
    struct walk_context wc = {
        .root = root,
        .levels = levels_of(context),
        .rules = rules_of(context),
        .priv = (enum privilege)context->privilege,
        .sum = context->sum,
        .mxr = context->mxr,
    };
    c->reads = 0;
    for (unsigned i = 0; i < MAX_LEVELS; i++)
        c->more[i] = false;
    return page_walk(&wc, c->va, rights_of(a), read_entry, c);
}

// The next choice in order, deepest entry first; false: that was the last.
static bool next_choice(struct choice *c)
{
    for (unsigned i = c->reads; i-- > 0;) {
        if (c->more[i]) {
            c->pick[i]++;
            return true;
        }
        c->pick[i] = 0;
    }
    return false;
}

static bool translates(const struct context *c) { return c->privilege != BUS_M && c->satp >> SATP_MODE_SHIFT; }
static uint64_t root_of(uint64_t satp) { return (satp & SATP_PPN_MASK) << PAGE_SHIFT; }
static uint16_t asid_of(uint64_t satp) { return (uint16_t)(satp >> SATP_ASID_SHIFT); }

// What comes of the access after such a walk.
static struct answer after(const struct world *w, const struct request *a, const struct walk *found, bool looked_up)
{
    if (found->outcome != WALK_OK)
        return (struct answer){.fault = found->outcome == WALK_PAGE_FAULT ? BUS_PAGE_FAULT : BUS_ACCESS_FAULT,
                               .looked_up = looked_up};
    if (found->missing && !w->context.adue)
        return (struct answer){.fault = BUS_PAGE_FAULT, .looked_up = looked_up};
    if (found->missing && !supervisor_may(w, found->pte_pa, ACCESS_STORE))
        return (struct answer){.fault = BUS_ACCESS_FAULT, .looked_up = looked_up};
    struct answer answer = reach(w, a, found->pa);
    answer.looked_up = looked_up;
    answer.sets = found->missing != 0;
    answer.pte_pa = found->pte_pa;
    answer.pte = found->pte | found->missing;
    return answer;
}

struct answer verdict_now(const struct world *w, const struct request *a)
{
    if (!translates(&w->context))
        return reach(w, a, a->va);

    struct choice present = {.w = w, .va = a->va};
    struct walk found = walk(&present, a, root_of(w->context.satp));
    return after(w, a, &found, present.reads > 0);  // not looked up where the address is not canonical
}

// Has no fence covered the pointers that led to the last entry, nor the root, and is that entry the present one?
static bool pointers_usable(const struct choice *c, const struct past_root *root)
{
    const struct past *past = &c->w->past;
    struct entry_use use = {.va = c->va, .asid = root->asid, .level = levels_of(&c->w->context)};
    unsigned last = c->reads - 1;

    if (c->until[last] != PRESENT)
        return false;
    if (root->asid != asid_of(c->w->context.satp) && !c->above[last])
        return false;             // another space's, and not global
    use.global = c->above[last];  // a global pointer outlives a fence of what led to it
    if (!past_usable(past, &use, root->until))
        return false;
    for (unsigned i = 0; i < last; i++) {
        use.level--;
        if (!past_usable(past, &use, c->until[i]))
            return false;
    }
    return true;
}

static bool walked_from(const struct world *w, const struct request *a, const struct past_root *root,
                        const struct answer *met, struct answer *found)
{
    struct choice c = {.w = w, .va = a->va};
    do {
        struct walk end = walk(&c, a, root->pa);
        *found = after(w, a, &end, true);
        if (found->fault == met->fault && found->pa == met->pa && found->sets == met->sets && pointers_usable(&c, root))
            return true;
    } while (next_choice(&c));
    return false;
}

bool verdict_walked(const struct world *w, const struct request *a, const struct answer *met, struct answer *found)
{
    const struct past_root present = {root_of(w->context.satp), PRESENT, asid_of(w->context.satp)};
    if (walked_from(w, a, &present, met, found))
        return true;
    for (unsigned i = 0; i < w->past.root_count; i++)
        if (walked_from(w, a, &w->past.roots[i], met, found))
            return true;
    return false;
}

// Has no fence covered any entry that this walk used?
static bool all_usable(const struct choice *c, const struct walk *found, const struct past_root *root, uint64_t va)
{
    const struct past *past = &c->w->past;
    struct entry_use use = {.va = va, .global = found->global, .asid = root->asid, .level = levels_of(&c->w->context)};
    if (!past_usable(past, &use, root->until))  // satp is no leaf
        return false;
    for (unsigned i = 0; i < c->reads; i++) {
        use.level--;
        use.leaf = i + 1 == c->reads;
        if (!past_usable(past, &use, c->until[i]))
            return false;
    }
    return true;
}

// What was read at `va`: the request's own address, or that of another page of the 64 KiB which both belong to.
static bool remembered_at(const struct world *w, const struct request *a, const struct past_root *root,
                          const struct answer *met, uint64_t va)
{
    const struct pte_rules rules = rules_of(&w->context);
    struct choice c = {.w = w, .va = va};
    do {
        struct walk found = walk(&c, a, root->pa);
        if (found.outcome != WALK_OK || found.missing)
            continue;
        if (root->asid != asid_of(w->context.satp) && !found.global)
            continue;
        if (va != a->va && (found.level != 0 || !pte_is_napot(found.pte, &rules)))
            continue;
        struct answer end = reach(w, a, found.pa - va % NAPOT_BYTES + a->va % NAPOT_BYTES);
        if (end.fault == met->fault && end.pa == met->pa && all_usable(&c, &found, root, a->va))
            return true;
    } while (next_choice(&c));
    return false;
}

static bool remembered_from(const struct world *w, const struct request *a, const struct past_root *root,
                            const struct answer *met)
{
    for (unsigned page = 0; page < NAPOT_PAGES; page++)
        if (remembered_at(w, a, root, met, a->va ^ (uint64_t)page << PAGE_SHIFT))
            return true;
    return false;
}

bool verdict_remembered(const struct world *w, const struct request *a, const struct answer *met)
{
    if (met->sets || met->fault == BUS_PAGE_FAULT)
        return false;
    const struct past_root present = {root_of(w->context.satp), PRESENT, asid_of(w->context.satp)};
    if (remembered_from(w, a, &present, met))
        return true;
    for (unsigned i = 0; i < w->past.root_count; i++)
        if (remembered_from(w, a, &w->past.roots[i], met))
            return true;
    return false;
}
