// SPDX-License-Identifier: Apache-2.0
#include "spaces.h"

#include "model/riscv.h"
#include "verdict.h"

static const unsigned tops[TOPS] = {0, 255, 256, 511}, indices[INDICES] = {0, 3, 511};
enum { BETWEEN = 7 };  // the index in use in the tables between the root's and that of level 1

uint64_t space_root(unsigned root) { return TABLES + root * PAGE_BYTES; }

// A subtree is a table for each level from below the root's to 1 and, behind them, one of level 0 for each entry in
// use of the last of them.
static uint64_t subtree(const struct place *p)
{
    unsigned top = p->index[p->levels - 1];
    unsigned number = top < OWN_TOPS ? p->root * OWN_TOPS + top : ROOTS * OWN_TOPS + (top - OWN_TOPS);
    return TABLES + (ROOTS + number * SUBTREE_TABLES) * (uint64_t)PAGE_BYTES;
}

static uint64_t table(const struct place *p, int level)
{
    if (level == p->levels - 1)
        return space_root(p->root);
    unsigned below_root = (unsigned)(p->levels - 2 - level);
    return subtree(p) + (level > 0 ? below_root : below_root + p->index[1]) * (uint64_t)PAGE_BYTES;
}

static unsigned index_of(const struct place *p, int level)
{
    if (level == p->levels - 1)
        return tops[p->index[level]];
    return level > 1 ? BETWEEN : indices[p->index[level]];
}

struct place space_random_place(struct random *r, int levels)
{
    struct place p = {.levels = levels, .root = random_below(r, ROOTS)};
    p.index[levels - 1] = random_below(r, TOPS);
    p.index[1] = random_below(r, INDICES);
    p.index[0] = random_below(r, INDICES);
    return p;
}

uint64_t space_va(const struct place *p)
{
    unsigned above = 64 - (PAGE_SHIFT + VPN_BITS * (unsigned)p->levels);
    uint64_t va = 0;
    for (int level = 0; level < p->levels; level++)
        va |= (uint64_t)index_of(p, level) << (PAGE_SHIFT + VPN_BITS * level);
    return (uint64_t)((int64_t)(va << above) >> above);  // bits above the highest translated one are copies of it
}

uint64_t space_entry(const struct place *p, int level) { return table(p, level) + 8 * index_of(p, level); }

// Mostly RAM, aligned to the page's size; also what is misaligned, the boot ROM, and where nobody answers.
static uint64_t random_ppn(struct random *r, int level, uint64_t ram_bytes)
{
    uint64_t low = (UINT64_C(1) << 9 * level) - 1;
    uint64_t ppn = (BUS_RAM_BASE + random_below(r, ram_bytes)) >> PAGE_SHIFT;
    unsigned dice = random_below(r, 100);
    if (dice < 3)
        ppn = (BUS_RAM_BASE + ram_bytes + random_below(r, 1 << 24)) >> PAGE_SHIFT;
    else if (dice < 6)
        ppn = (random_next(r) & PTE_PPN_MASK) | UINT64_C(1) << 43;
    else if (dice < 9)
        ppn = NO_DEVICE >> PAGE_SHIFT;
    else if (dice < 12 && level == 0)
        return ROM_PAGE >> PAGE_SHIFT;
    return level > 0 && random_percent(r, 8) ? ppn | (UINT64_C(1) << random_below(r, 9 * level)) : ppn & ~low;
}

static uint64_t random_leaf(struct random *r, int level, uint64_t ram_bytes)
{
    static const struct {
        uint64_t flag;
        unsigned percent;
    } flags[] = {{PTE_R, 95}, {PTE_W, 85}, {PTE_X, 85}, {PTE_U, 45}, {PTE_G, 12}, {PTE_A, 75}, {PTE_D, 60}};
    uint64_t pte = random_ppn(r, level, ram_bytes) << PTE_PPN_SHIFT | PTE_V;
    for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++)
        if (random_percent(r, flags[i].percent))
            pte |= flags[i].flag;
    if (random_percent(r, 15))
        pte |= random_below(r, random_percent(r, 90) ? 3 : 4) * (PTE_PBMT / 3);
    if (level == 0 && random_percent(r, 12))  // mostly well: the PPN ends in 1000
        pte = (random_percent(r, 85) ? pte & ~(UINT64_C(15) << PTE_PPN_SHIFT) : pte) | PTE_N |
              UINT64_C(8) << PTE_PPN_SHIFT;
    return pte;
}

static uint64_t random_pointer(struct random *r, const struct place *p, int level)
{
    uint64_t child = table(p, level - 1);
    if (random_percent(r, 2))
        child = random_percent(r, 50) ? NO_DEVICE : BUS_RAM_BASE + (UINT64_C(1) << 40);  // no table can be there
    return child >> PAGE_SHIFT << PTE_PPN_SHIFT | PTE_V | (random_percent(r, 8) ? PTE_G : 0);
}

uint64_t space_random_pte(struct random *r, const struct place *p, int level, uint64_t ram_bytes)
{
    bool points = level > 0 && random_percent(r, level > 2 ? 92 : level == 2 ? 85 : 70);
    uint64_t pte = points ? random_pointer(r, p, level) : random_leaf(r, level, ram_bytes);
    if (random_percent(r, 3))  // a flag wrong, or a reserved bit set
        pte ^= UINT64_C(1) << (random_percent(r, 60) ? random_below(r, 8) : 54 + random_below(r, 10));
    return pte;
}
