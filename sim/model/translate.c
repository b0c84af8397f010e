// SPDX-License-Identifier: Apache-2.0
//
// Translation (privileged manual 4.3.2, 4.4 to 4.6, "Svnapot", "Svpbmt"; docs/isa.md "Translation").
//
// The steps of 4.3.2 in short:
//   1. start at the root table, whose level is the mode's highest;
//   2. read the entry that the level's nine bits of the address select; a refusal is an access fault;
//   3. an invalid or reserved entry is a page fault;
//   4. R = W = X = 0 points to the next table: go on one level below, or page-fault below level 0;
//   5. a leaf: the access must be allowed by R, W, X, U and by SUM and MXR;
//   6. the low page-number bits of a superpage must be 0;
//   7. A, and D for a store, must be set: the caller decides between a fault and setting them;
//   8. the page number of the entry and the offset of the address make the physical address. Of an entry with N the
//      lowest four bits of the page number come from the address (Svnapot).

#include "translate.h"

#include "riscv.h"

// Of the entries with N only those of the last level are defined whose page number ends in 1000: 64 KiB.
static bool napot_is_defined(uint64_t pte, int level)
{
    return level == 0 && (pte >> PTE_PPN_SHIFT) % NAPOT_PAGES == NAPOT_PAGES / 2;
}

static bool upper_bits_are_defined(uint64_t pte, int level, const struct pte_rules *rules)
{
    if ((pte & PTE_N) && !(rules->napot && napot_is_defined(pte, level)))
        return false;
    return rules->pbmt ? (pte & PTE_PBMT) != PTE_PBMT : !(pte & PTE_PBMT);
}

bool pte_is_valid(uint64_t pte, int level, const struct pte_rules *rules)
{
    if (!(pte & PTE_V) || (pte & (PTE_R | PTE_W)) == PTE_W || (pte & PTE_RESERVED))
        return false;
    if (pte_is_leaf(pte))
        return upper_bits_are_defined(pte, level, rules);
    return level > 0 && !(pte & (PTE_A | PTE_D | PTE_U | PTE_PBMT | PTE_N));
}

bool pte_is_napot(uint64_t pte, const struct pte_rules *rules)
{
    return (pte & PTE_N) && pte_is_leaf(pte) && pte_is_valid(pte, 0, rules);
}

static bool user_allows(const struct walk_context *c, uint64_t pte, enum access access)
{
    if (c->priv == PRIV_U)
        return pte & PTE_U;
    return !(pte & PTE_U) || (c->sum && access != ACCESS_FETCH);
}

static bool rights_allow(const struct walk_context *c, uint64_t pte, enum access access)
{
    switch (access) {
    case ACCESS_FETCH: return pte & PTE_X;
    case ACCESS_STORE: return pte & PTE_W;
    case ACCESS_LOAD:
    case ACCESS_MANAGE: return (pte & PTE_R) || (c->mxr && (pte & PTE_X));
    }
    return false;
}

static struct walk finish_at_leaf(const struct walk_context *c, const struct pte_read *at, uint64_t pte)
{
    struct walk w = {.outcome = WALK_PAGE_FAULT};
    uint64_t page_bytes = pte & PTE_N ? NAPOT_BYTES : BIT(PAGE_SHIFT + VPN_BITS * at->level);
    uint64_t base = ((pte >> PTE_PPN_SHIFT) & PTE_PPN_MASK) << PAGE_SHIFT;
    uint64_t needed = PTE_A | (at->access == ACCESS_STORE ? PTE_D : 0);

    if (!user_allows(c, pte, at->access) || !rights_allow(c, pte, at->access))
        return w;
    if (pte & PTE_N)
        base &= ~(page_bytes - 1);
    if (base & (page_bytes - 1))
        return w;
    w.outcome = WALK_OK;
    w.pa = base | (at->va & (page_bytes - 1));
    w.pte_pa = at->pa;
    w.pte = pte;
    w.missing = needed & ~pte;
    w.level = at->level;
    w.global = at->global || (pte & PTE_G);
    return w;
}

struct walk page_walk(const struct walk_context *c, uint64_t va, enum access access, pte_reader read, void *ctx)
{
    struct walk fault = {.outcome = WALK_PAGE_FAULT};
    struct pte_read at = {.va = va, .access = access};
    uint64_t table = c->root;

    if (!is_canonical(va, c->levels))
        return fault;
    for (at.level = c->levels - 1; at.level >= 0; at.level--) {
        uint64_t index = page_number(va, at.level) & (BIT(VPN_BITS) - 1);
        uint64_t pte;

        at.pa = table + index * PTE_BYTES;
        if (!read(ctx, &at, &pte)) {
            fault.outcome = WALK_ACCESS_FAULT;
            return fault;
        }
        if (!pte_is_valid(pte, at.level, &c->rules))
            return fault;
        if (pte_is_leaf(pte))
            return finish_at_leaf(c, &at, pte);
        at.global |= (pte & PTE_G) != 0;
        table = ((pte >> PTE_PPN_SHIFT) & PTE_PPN_MASK) << PAGE_SHIFT;
    }
    return fault;  // not reached: a pointer in the last table is not valid
}

uint64_t page_fault_cause(enum access access)
{
    static const uint64_t cause[] = {CAUSE_LOAD_PAGE, CAUSE_STORE_PAGE, CAUSE_FETCH_PAGE, CAUSE_STORE_PAGE};
    return cause[access];
}

uint64_t access_fault_cause(enum access access)
{
    static const uint64_t cause[] = {CAUSE_LOAD_ACCESS, CAUSE_STORE_ACCESS, CAUSE_FETCH_ACCESS, CAUSE_STORE_ACCESS};
    return cause[access];
}
