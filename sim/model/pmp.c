// SPDX-License-Identifier: Apache-2.0
//
// Physical memory protection (privileged manual 3.7; docs/isa.md, "CSRs" and "Memory").

#include "pmp.h"

#include "riscv.h"

enum { ENTRIES_A_REG = 8 };

#define PMP_CFG_WRITABLE (PMP_R | PMP_W | PMP_X | (3u << PMP_A_SHIFT) | PMP_L)
#define PMP_ADDR_MASK (BIT(54) - 1)

static enum pmp_match match_mode(const struct pmp *p, unsigned i) { return (p->cfg[i] >> PMP_A_SHIFT) & 3; }

static bool locked(const struct pmp *p, unsigned i) { return p->cfg[i] & PMP_L; }

// A locked TOR entry also locks the address below it, which is its lower bound.
static bool addr_locked(const struct pmp *p, unsigned i)
{
    return locked(p, i) || (i + 1 < PMP_ENTRIES && locked(p, i + 1) && match_mode(p, i + 1) == PMP_TOR);
}

static uint8_t legal_cfg(const struct pmp *p, uint8_t cfg)
{
    cfg &= PMP_CFG_WRITABLE;
    if (p->grain > 0 && ((cfg >> PMP_A_SHIFT) & 3) == PMP_NA4)  // below the granularity
        cfg &= ~(3u << PMP_A_SHIFT);
    if (!(cfg & PMP_R))
        cfg &= ~PMP_W;
    return cfg;
}

uint64_t pmp_read_cfg(const struct pmp *p, unsigned reg)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < ENTRIES_A_REG; i++)
        value |= (uint64_t)p->cfg[reg * ENTRIES_A_REG + i] << (8 * i);
    return value;
}

void pmp_write_cfg(struct pmp *p, unsigned reg, uint64_t value)
{
    for (unsigned i = 0; i < ENTRIES_A_REG; i++) {
        unsigned entry = reg * ENTRIES_A_REG + i;
        if (!locked(p, entry))
            p->cfg[entry] = legal_cfg(p, value >> (8 * i));
    }
}

// An address as TOR has it
static uint64_t whole_grains(const struct pmp *p, uint64_t addr) { return addr & ~(BIT(p->grain) - 1); }

uint64_t pmp_read_addr(const struct pmp *p, unsigned entry)
{
    bool napot = match_mode(p, entry) == PMP_NAPOT;
    return napot ? p->addr[entry] : whole_grains(p, p->addr[entry]);
}

void pmp_write_addr(struct pmp *p, unsigned entry, uint64_t value)
{
    if (!addr_locked(p, entry))
        p->addr[entry] = value & PMP_ADDR_MASK;
}

// The byte range [*start, *end) of an entry; false: it matches nothing.
static bool entry_range(const struct pmp *p, unsigned i, uint64_t *start, uint64_t *end)
{
    uint64_t addr = p->addr[i];
    uint64_t size;

    switch (match_mode(p, i)) {
    case PMP_TOR:
        *start = i == 0 ? 0 : whole_grains(p, p->addr[i - 1]) << 2;
        *end = whole_grains(p, addr) << 2;
        return *start < *end;
    case PMP_NA4:
        *start = addr << 2;
        *end = *start + 4;
        return true;
    case PMP_NAPOT:
        size = (addr ^ (addr + 1)) + 1;  // in words: two to the number of trailing ones, plus one
        *start = (addr & ~(size - 1)) << 2;
        *end = *start + (size << 2);
        return true;
    default: return false;
    }
}

bool pmp_allows(const struct pmp *p, uint64_t pa, uint64_t bytes, enum access access, enum privilege priv)
{
    static const uint8_t right[] = {PMP_R, PMP_W, PMP_X, PMP_R | PMP_W};

    for (unsigned i = 0; i < PMP_ENTRIES; i++) {
        uint64_t start, end;
        if (!entry_range(p, i, &start, &end) || pa >= end || pa + bytes <= start)
            continue;
        if (pa < start || pa + bytes > end)
            return false;
        return (priv == PRIV_M && !locked(p, i)) || (p->cfg[i] & right[access]);
    }
    return priv == PRIV_M;
}
