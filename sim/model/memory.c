// SPDX-License-Identifier: Apache-2.0
//
// Loads, stores, atomics and fetches by virtual address: translation, PMP, kinds of memory, and the
// cutting of misaligned accesses (docs/isa.md, "Traps" and "Memory"). Every function that answers
// false has left cause and tval in the model, and has written no memory but A and D bits.

#include "state.h"

// A part of a data access: it lies within an aligned doubleword.
struct part {
    uint64_t va, pa;
    unsigned bytes;
    unsigned shift;  // its first bit in the whole value
};

static bool fault(struct model *m, uint64_t cause, uint64_t va)
{
    m->cause = cause;
    m->tval = va;
    return false;
}

// A trigger comes before all that can be wrong with the access (Sdtrig, "Priority").
static bool breakpoint(struct model *m, uint64_t va) { return fault(m, CAUSE_BREAKPOINT, va); }

// ---- translation ---------------------------------------------------------------------------------

static bool read_pte(void *ctx, const struct pte_read *read, uint64_t *pte)
{
    struct model *m = ctx;

    if (!phys_is_memory(m, read->pa, PTE_BYTES) || !pmp_allows(&m->hart.pmp, read->pa, PTE_BYTES, ACCESS_LOAD, PRIV_S))
        return false;
    *pte = phys_read(m, read->pa, PTE_BYTES);
    tlb_table_read(m, read->pa);
    if (m->oracle)
        m->oracle->pte(m->oracle->ctx, read, pte);
    return true;
}

static struct walk walk_tables(struct model *m, uint64_t va, enum access access, enum privilege priv)
{
    struct walk_context c = walk_context_now(m, priv);
    struct walk w;

    if (m->oracle)
        m->oracle->walk_starts(m->oracle->ctx, va, &c);
    w = page_walk(&c, va, access, read_pte, m);
    if (m->oracle)
        m->oracle->walk_ended(m->oracle->ctx, &w, access);
    return w;
}

// Svadu: the hart sets the missing bits. False: it may not write there.
static bool set_missing(struct model *m, const struct walk *w)
{
    if (!phys_is_ram(m, w->pte_pa, PTE_BYTES) || !pmp_allows(&m->hart.pmp, w->pte_pa, PTE_BYTES, ACCESS_STORE, PRIV_S))
        return false;
    if (m->oracle)
        m->oracle->sets_ad(m->oracle->ctx, w);
    else
        phys_write(m, w->pte_pa, PTE_BYTES, w->pte | w->missing);
    return true;
}

static bool translated(const struct model *m, enum privilege priv)
{
    return priv != PRIV_M && m->hart.satp >> SATP_MODE_SHIFT != SATP_MODE_BARE;
}

static bool translate(struct model *m, uint64_t va, enum access access, enum privilege priv, uint64_t *pa)
{
    struct walk w;

    if (!translated(m, priv)) {
        *pa = va;
        return va >> 56 == 0 || fault(m, access_fault_cause(access), va);
    }
    w = walk_tables(m, va, access, priv);
    if (w.outcome == WALK_ACCESS_FAULT)
        return fault(m, access_fault_cause(access), va);
    if (w.outcome == WALK_PAGE_FAULT || (w.missing && !(m->hart.menvcfg & MENVCFG_ADUE)))
        return fault(m, page_fault_cause(access), va);
    if (w.missing && !set_missing(m, &w))
        return fault(m, access_fault_cause(access), va);
    *pa = w.pa;
    return true;
}

bool mem_translate(struct model *m, uint64_t va, enum access access, uint64_t *pa)
{
    return translate(m, va, access, access == ACCESS_FETCH ? m->hart.priv : data_priv(&m->hart), pa);
}

// ---- data ----------------------------------------------------------------------------------------

// Cuts [va, va + bytes) where it crosses an aligned doubleword. Returns the number of parts.
static unsigned cut(uint64_t va, unsigned bytes, struct part part[2])
{
    unsigned room = 8 - va % 8;

    part[0] = (struct part){.va = va, .bytes = bytes < room ? bytes : room};
    if (bytes <= room)
        return 1;
    part[1] = (struct part){.va = va + room, .bytes = bytes - room, .shift = 8 * room};
    return 2;
}

enum use { USE_PLAIN, USE_PLAIN_MISALIGNED, USE_ATOMIC };

static bool check_part(struct model *m, struct part *p, enum access access, enum use use)
{
    enum privilege priv = data_priv(&m->hart);

    if (!translate(m, p->va, access, priv, &p->pa))
        return false;
    if (!pmp_allows(&m->hart.pmp, p->pa, p->bytes, access, priv))
        return fault(m, access_fault_cause(access), p->va);
    if (phys_is_ram(m, p->pa, p->bytes))
        return true;
    if (phys_is_memory(m, p->pa, p->bytes))
        return access == ACCESS_LOAD || fault(m, access_fault_cause(access), p->va);
    return use == USE_PLAIN || fault(m, access_fault_cause(access), p->va);
}

static enum use plain_use(uint64_t va, unsigned bytes) { return va % bytes ? USE_PLAIN_MISALIGNED : USE_PLAIN; }

static bool read_part(struct model *m, const struct part *p, uint64_t *value)
{
    if (!phys_is_memory(m, p->pa, p->bytes))
        return m->bus.load(m->bus.ctx, p->pa, p->bytes, value) || fault(m, CAUSE_LOAD_ACCESS, p->va);
    *value = phys_read(m, p->pa, p->bytes);
    if (m->oracle)
        m->oracle->load(m->oracle->ctx, p->pa, p->bytes, p->shift, value);
    return true;
}

bool mem_load(struct model *m, uint64_t va, unsigned bytes, uint64_t *value)
{
    struct part part[2];
    unsigned parts = cut(va, bytes, part);

    *value = 0;
    if (trigger_fires(&m->hart, va, ACCESS_LOAD))
        return breakpoint(m, va);
    for (unsigned i = 0; i < parts; i++) {
        uint64_t piece;
        if (!check_part(m, &part[i], ACCESS_LOAD, plain_use(va, bytes)) || !read_part(m, &part[i], &piece))
            return false;
        *value |= piece << part[i].shift;
    }
    m->first_pa = part[0].pa;
    tlb_fill(m, va, part[0].pa, ACCESS_LOAD);
    return true;
}

static bool write_part(struct model *m, const struct part *p, uint64_t value)
{
    if (!phys_is_ram(m, p->pa, p->bytes))
        return m->bus.store(m->bus.ctx, p->pa, p->bytes, value) || fault(m, CAUSE_STORE_ACCESS, p->va);
    phys_write(m, p->pa, p->bytes, value);
    return true;
}

bool mem_store(struct model *m, uint64_t va, unsigned bytes, uint64_t value)
{
    struct part part[2];
    unsigned parts = cut(va, bytes, part);

    if (trigger_fires(&m->hart, va, ACCESS_STORE))
        return breakpoint(m, va);
    for (unsigned i = 0; i < parts; i++)
        if (!check_part(m, &part[i], ACCESS_STORE, plain_use(va, bytes)))
            return false;
    for (unsigned i = 0; i < parts; i++)
        if (!write_part(m, &part[i], value >> part[i].shift))
            return false;
    m->first_pa = part[0].pa;
    tlb_fill(m, va, part[0].pa, ACCESS_STORE);
    return true;
}

// ---- atomics -------------------------------------------------------------------------------------

static bool check_atomic(struct model *m, struct part *p, enum access access)
{
    if (p->va % p->bytes)
        return fault(m, access == ACCESS_LOAD ? CAUSE_LOAD_MISALIGNED : CAUSE_STORE_MISALIGNED, p->va);
    if (!check_part(m, p, access, USE_ATOMIC))
        return false;
    m->first_pa = p->pa;
    return true;
}

bool mem_load_reserved(struct model *m, uint64_t va, unsigned bytes, uint64_t *value)
{
    struct part p = {.va = va, .bytes = bytes};

    if (trigger_fires(&m->hart, va, ACCESS_LOAD))
        return breakpoint(m, va);
    if (!check_atomic(m, &p, ACCESS_LOAD) || !read_part(m, &p, value))
        return false;
    m->hart.reservation = p.pa & ~(uint64_t)(LINE_BYTES - 1);
    return true;
}

bool mem_store_conditional(struct model *m, uint64_t va, unsigned bytes, uint64_t value, bool *done)
{
    struct part p = {.va = va, .bytes = bytes};

    if (trigger_fires(&m->hart, va, ACCESS_STORE))
        return breakpoint(m, va);
    if (!check_atomic(m, &p, ACCESS_STORE))
        return false;
    *done = phys_line_reserved(m, p.pa);
    if (m->oracle)
        *done = m->oracle->sc(m->oracle->ctx, *done);
    m->hart.reservation = NO_RESERVATION;
    if (*done)
        phys_write(m, p.pa, bytes, value);
    return true;
}

bool mem_amo(struct model *m, uint64_t va, unsigned bytes,
             uint64_t (*op)(uint64_t old, uint64_t operand, unsigned bytes), uint64_t operand, uint64_t *old)
{
    struct part p = {.va = va, .bytes = bytes};

    if (trigger_fires_at_amo(&m->hart, va))
        return breakpoint(m, va);
    if (!check_atomic(m, &p, ACCESS_STORE) || !read_part(m, &p, old))
        return false;
    phys_write(m, p.pa, bytes, op(*old, operand, bytes));
    return true;
}

// ---- cache blocks --------------------------------------------------------------------------------

// A block is checked whole; a fault tells the address that the instruction gave (CMO manual, "Page-Fault,
// Guest-Page-Fault, and Access-Fault Exceptions"). I/O takes no access of a block.
static bool check_block(struct model *m, uint64_t va, enum access access)
{
    enum privilege priv = data_priv(&m->hart);
    uint64_t pa;

    if (trigger_fires_at_block(&m->hart, va))
        return breakpoint(m, va);
    if (!translate(m, va & ~(uint64_t)(LINE_BYTES - 1), access, priv, &pa)) {
        m->tval = va;
        return false;
    }
    if (!pmp_allows(&m->hart.pmp, pa, LINE_BYTES, access, priv) || !phys_is_memory(m, pa, LINE_BYTES))
        return fault(m, CAUSE_STORE_ACCESS, va);
    m->first_pa = pa;
    return true;
}

bool mem_zero_block(struct model *m, uint64_t va)
{
    if (!check_block(m, va, ACCESS_STORE))
        return false;
    if (!phys_is_ram(m, m->first_pa, LINE_BYTES))
        return fault(m, CAUSE_STORE_ACCESS, va);
    for (unsigned i = 0; i < LINE_BYTES; i += 8)
        phys_write(m, m->first_pa + i, 8, 0);
    return true;
}

bool mem_manage_block(struct model *m, uint64_t va) { return check_block(m, va, ACCESS_MANAGE); }

// ---- instructions --------------------------------------------------------------------------------

bool mem_fetch(struct model *m, uint64_t va, uint16_t *parcel)
{
    enum privilege priv = m->hart.priv;
    uint64_t pa;

    if (!translate(m, va, ACCESS_FETCH, priv, &pa))
        return false;
    if (!pmp_allows(&m->hart.pmp, pa, 2, ACCESS_FETCH, priv) || !phys_is_memory(m, pa, 2))
        return fault(m, CAUSE_FETCH_ACCESS, va);
    *parcel = phys_read(m, pa, 2);
    if (m->oracle)
        m->oracle->parcel(m->oracle->ctx, pa, parcel);
    tlb_fill(m, va, pa, ACCESS_FETCH);
    return true;
}
