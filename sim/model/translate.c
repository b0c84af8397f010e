// SPDX-License-Identifier: Apache-2.0
//
// Sv39 translation (privileged manual 4.3.2 and 4.4; docs/isa.md "Translation").
//
// The steps of 4.3.2 in short:
//   1. start at the root table, level 2;
//   2. read the entry that the level's nine bits of the address select; a refusal is an access fault;
//   3. an invalid or reserved entry is a page fault;
//   4. R = W = X = 0 points to the next table: go on one level below, or page-fault below level 0;
//   5. a leaf: the access must be allowed by R, W, X, U and by SUM and MXR;
//   6. the low page-number bits of a superpage must be 0;
//   7. A, and D for a store, must be set: the caller decides between a fault and setting them;
//   8. the page number of the entry and the offset of the address make the physical address.

#include "translate.h"

#include "riscv.h"

static bool canonical(uint64_t va)
{
    int64_t top = (int64_t)va >> (SV39_VA_BITS - 1);
    return top == 0 || top == -1;
}

bool pte_is_valid(uint64_t pte, int level)
{
    if (!(pte & PTE_V) || (pte & (PTE_R | PTE_W)) == PTE_W || (pte & PTE_RESERVED))
        return false;
    if (pte_is_leaf(pte))
        return true;
    return level > 0 && !(pte & (PTE_A | PTE_D | PTE_U));
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
    case ACCESS_LOAD: return (pte & PTE_R) || (c->mxr && (pte & PTE_X));
    }
    return false;
}

static struct walk finish_at_leaf(const struct walk_context *c, const struct pte_read *at, uint64_t pte)
{
    struct walk w = {.outcome = WALK_PAGE_FAULT};
    uint64_t page_mask = (BIT(VPN_BITS * at->level) - 1) << PAGE_SHIFT;
    uint64_t base = ((pte >> PTE_PPN_SHIFT) & PTE_PPN_MASK) << PAGE_SHIFT;
    uint64_t needed = PTE_A | (at->access == ACCESS_STORE ? PTE_D : 0);

    if (!user_allows(c, pte, at->access) || !rights_allow(c, pte, at->access))
        return w;
    if (base & page_mask)
        return w;
    w.outcome = WALK_OK;
    w.pa = base | (at->va & (page_mask | (PAGE_BYTES - 1)));
    w.pte_pa = at->pa;
    w.pte = pte;
    w.missing = needed & ~pte;
    w.level = at->level;
    w.global = at->global || (pte & PTE_G);
    return w;
}

struct walk sv39_walk(const struct walk_context *c, uint64_t va, enum access access, pte_reader read, void *ctx)
{
    struct walk fault = {.outcome = WALK_PAGE_FAULT};
    struct pte_read at = {.va = va, .access = access};
    uint64_t table = c->root;

    if (!canonical(va))
        return fault;
    for (at.level = SV39_LEVELS - 1; at.level >= 0; at.level--) {
        uint64_t index = page_number(va, at.level) & (BIT(VPN_BITS) - 1);
        uint64_t pte;

        at.pa = table + index * PTE_BYTES;
        if (!read(ctx, &at, &pte)) {
            fault.outcome = WALK_ACCESS_FAULT;
            return fault;
        }
        if (!pte_is_valid(pte, at.level))
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
    static const uint64_t cause[] = {CAUSE_LOAD_PAGE, CAUSE_STORE_PAGE, CAUSE_FETCH_PAGE};
    return cause[access];
}

uint64_t access_fault_cause(enum access access)
{
    static const uint64_t cause[] = {CAUSE_LOAD_ACCESS, CAUSE_STORE_ACCESS, CAUSE_FETCH_ACCESS};
    return cause[access];
}
