// SPDX-License-Identifier: Apache-2.0
// One entry, where it stands: the part of pmap.c that the fault path has inline. As there, this alone writes PTEs and
// fences (the rules stand at the head of pmap.c); who includes it asks in terms of frames and rights all the same.
//
// The place of an entry is good until the next sleep, and until an entry of its table is removed: the table may go.
#ifndef VM_PMAP_ENTRY_H
#define VM_PMAP_ENTRY_H

#include "os/arch/csr.h"
#include "os/vm/asid.h"
#include "os/vm/pte.h"
#include "os/vm/rmap.h"
#include "os/vm/stats.h"
#include "os/vm/trace.h"

// The place of va's entry in one of the tables met last; NULL: it is another's.
static inline uint64_t *pmap_near(const struct pmap *pmap, uint64_t va)
{
    uint64_t range = va >> level_shift(1);
    if (range == pmap->near.range)
        return &pmap->near.entries[index_at(va, 0)];
    return range == pmap->far.range ? &pmap->far.entries[index_at(va, 0)] : NULL;
}

// The place of va's entry; NULL: there is no table for it yet.
static inline uint64_t *pmap_place(struct pmap *pmap, uint64_t va)
{
    uint64_t *entry = pmap_near(pmap, va);
    unsigned level;
    if (entry)
        return entry;
    entry = pmap_walk(pmap, va, &level);
    return level == 0 ? entry : NULL;
}

// pmap_reach by what the entry says.
static inline void *pmap_reach_at(uint64_t pte, uint64_t va, enum vm_access access)
{
    const uint64_t need = PTE_V | PTE_U | PTE_A | (access == ACCESS_WRITE ? PTE_W | PTE_D : PTE_R);
    if ((pte & (need | PTE_PHYSICAL_BIT)) != need)
        return NULL;
    return (char *)kva(pte_pa(pte)) + (va & PAGE_MASK);
}

static inline void fence_page(const struct pmap *pmap, uint64_t va)
{
    if (!asid_is_current(pmap))
        return;  // no entry of the TLB can be its
    vm_stats.sfence++;
    __asm__ volatile("sfence.vma %0, %1" ::"r"(va), "r"((uint64_t)pmap->asid) : "memory");
}

static inline struct frame *table_of_place(const struct pmap *pmap, const uint64_t *entry)
{
    const uint64_t *table = (const uint64_t *)ROUND_DOWN((uint64_t)entry, PAGE_SIZE);
    return __builtin_expect(table == pmap->near.entries, 1) ? pmap->near.frame : table_of(entry);
}

// The entry has come: the counts and the frame's list of mappings follow.
static inline void pte_mapped(struct pmap *pmap, uint64_t va, struct frame *frame)
{
    ++*pmap_count_for(pmap, frame);
    rmap_add(frame, pmap, va);
}

// Fetches must see the bytes that stores or a device have put there (unprivileged manual, Zifencei).
static inline void sync_code(struct frame *frame, uint32_t rights)
{
    if (!(rights & VM_EXEC) || frame->flags & FRAME_CODE)
        return;
    frame->flags |= FRAME_CODE;
    fence_i();
}

// pmap_enter at this place, which maps `was`, or is ABSENT or SWAPPED (NULL). `records`: see trace.h.
__attribute__((always_inline)) static inline void pmap_enter_at(struct pmap *pmap, uint64_t va, uint64_t *entry,
                                                                struct frame *was, struct frame *frame, uint32_t rights,
                                                                enum vm_access access, bool records)
{
    uint64_t pte = pte_of_frame(frame) | pte_bits_of_rights(rights) | PTE_A | (access == ACCESS_WRITE ? PTE_D : 0);
    sync_code(frame, rights);
    uint64_t old = __atomic_exchange_n(entry, pte, __ATOMIC_RELAXED);
    fault_phase(records, FENCE);
    fence_page(pmap, va);
    fault_phase(records, TABLE);
    if (was)
        pte_unmapped_from(pmap, va, was, old);
    else if (old)
        pmap->swapped--;
    else
        table_of_place(pmap, entry)->maps++;
    pte_mapped(pmap, va, frame);
}

// A place that maps `frame` gets these rights, and is as after a store.
static inline void pmap_allow_store_at(struct pmap *pmap, uint64_t va, uint64_t *entry, struct frame *frame,
                                       uint32_t rights)
{
    uint64_t set = pte_bits_of_rights(rights) | PTE_A | PTE_D, old = *entry;
    sync_code(frame, rights);
    while (!__atomic_compare_exchange_n(entry, &old, (old & ~PTE_RIGHTS) | set, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED)) {
    }
    fence_page(pmap, va);
}

#endif
