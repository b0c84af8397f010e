// SPDX-License-Identifier: Apache-2.0
#include "spaces.h"

#include "model/riscv.h"
#include "verdict.h"

static const unsigned tops[TOPS] = {0, 255, 256, 511}, indices[INDICES] = {0, 3, 511};

uint64_t space_root(unsigned root) { return TABLES + root * PAGE_BYTES; }

// A subtree is a table of level 1 and, behind it, one of level 0 for each of its entries in use.
static uint64_t subtree(const struct place *p)
{
    unsigned top = p->index[2];
    unsigned number = top < OWN_TOPS ? p->root * OWN_TOPS + top : ROOTS * OWN_TOPS + (top - OWN_TOPS);
    return TABLES + (ROOTS + number * (1 + INDICES)) * (uint64_t)PAGE_BYTES;
}

static uint64_t table(const struct place *p, int level)
{
    if (level == 2)
        return space_root(p->root);
    return subtree(p) + (level == 1 ? 0 : (1 + p->index[1]) * (uint64_t)PAGE_BYTES);
}

struct place space_random_place(struct random *r)
{
    struct place p = {.root = random_below(r, ROOTS)};
    p.index[2] = random_below(r, TOPS);
    p.index[1] = random_below(r, INDICES);
    p.index[0] = random_below(r, INDICES);
    return p;
}

uint64_t space_va(const struct place *p)
{
    uint64_t va = (uint64_t)tops[p->index[2]] << 30 | indices[p->index[1]] << 21 | indices[p->index[0]] << 12;
    return (uint64_t)((int64_t)(va << 25) >> 25);  // bits above 38 are copies of it
}

uint64_t space_entry(const struct place *p, int level)
{
    return table(p, level) + 8 * (level == 2 ? tops[p->index[2]] : indices[p->index[level]]);
}

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
    bool points = level > 0 && random_percent(r, level == 2 ? 85 : 70);
    uint64_t pte = points ? random_pointer(r, p, level) : random_leaf(r, level, ram_bytes);
    if (random_percent(r, 3))  // a flag wrong, or a reserved bit set
        pte ^= UINT64_C(1) << (random_percent(r, 60) ? random_below(r, 8) : 54 + random_below(r, 10));
    return pte;
}
