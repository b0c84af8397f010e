// SPDX-License-Identifier: Apache-2.0
//
// Pages that need no second look, which a page that a trigger watches does: a direct-mapped memory of translations a
// kind of access, for speed alone. The tag holds the context (privilege, SUM, MXR) and a generation; to forget
// everything is to begin a new generation.
//
// What is remembered must never be older than the page tables. So a page that walks of this
// generation have read cannot be stored to from here, and a store to it begins the next generation.

#include <string.h>

#include "state.h"

enum { CONTEXT_SHIFT = 52, GENERATIONS = 256 };  // generation 0 is never the current one

static const uint64_t page_mask = ~(uint64_t)(PAGE_BYTES - 1);

static void new_generation(struct model *m)
{
    if (++m->generation < GENERATIONS)
        return;
    memset(m->tlb, 0, sizeof m->tlb);
    memset(m->table_seen, 0, m->ram_bytes >> PAGE_SHIFT);
    m->generation = 1;
}

void tlb_context_changed(struct model *m)
{
    const struct hart *h = &m->hart;
    uint64_t generation = (uint64_t)m->generation << 4;
    uint64_t sum = h->mstatus & MSTATUS_SUM ? 8 : 0;
    uint64_t mxr = h->mstatus & MSTATUS_MXR ? 4 : 0;

    m->fetch_context = (generation | h->priv) << CONTEXT_SHIFT;
    m->data_context = (generation | sum | mxr | data_priv(h)) << CONTEXT_SHIFT;
}

void tlb_flush(struct model *m)
{
    new_generation(m);
    tlb_context_changed(m);
}

static uint8_t *seen(const struct model *m, uint64_t pa) { return &m->table_seen[(pa - MODEL_RAM_BASE) >> PAGE_SHIFT]; }

static void forget_stores_to(struct model *m, uint64_t page)
{
    uint8_t *host = phys_host(m, page);

    for (unsigned i = 0; i < TLB_ENTRIES; i++)
        if (m->tlb[ACCESS_STORE][i].host == host)
            m->tlb[ACCESS_STORE][i].tag = 0;
}

void tlb_table_read(struct model *m, uint64_t pa)
{
    if (!phys_is_ram(m, pa, 1) || *seen(m, pa) == m->generation)
        return;
    *seen(m, pa) = m->generation;
    forget_stores_to(m, pa & page_mask);
}

void tlb_memory_written(struct model *m, uint64_t pa)
{
    if (*seen(m, pa) == m->generation)
        tlb_flush(m);
}

// PMP regions may cut a page: then none of it is remembered.
static bool page_allowed(const struct model *m, uint64_t page, enum access access)
{
    enum privilege priv = access == ACCESS_FETCH ? m->hart.priv : data_priv(&m->hart);
    return pmp_allows(&m->hart.pmp, page, PAGE_BYTES, access, priv);
}

static bool may_store_unseen(const struct model *m, uint64_t page)
{
    return phys_is_ram(m, page, PAGE_BYTES) && *seen(m, page) != m->generation && page != (m->watch_pa & page_mask);
}

void tlb_fill(struct model *m, uint64_t va, uint64_t pa, enum access access)
{
    struct tlb_entry *e = &m->tlb[access][(va >> PAGE_SHIFT) % TLB_ENTRIES];
    uint64_t page = pa & page_mask;

    if (m->oracle || !phys_is_memory(m, page, PAGE_BYTES) || !page_allowed(m, page, access) ||
        (access == ACCESS_STORE && !may_store_unseen(m, page)) ||
        triggers_watch(&m->hart.triggers, va & page_mask, PAGE_BYTES))
        return;
    e->tag = tlb_tag(m, va, access);
    e->host = phys_host(m, page);
}
