// SPDX-License-Identifier: Apache-2.0
// Leaves of level 1 in users' tables (pmap.h says what they are). The rules on fences stand at the head of pmap.c. Here
// a table comes to stand where a leaf was, or the other way round, so each change fences the whole ASID (rule 4): it is
// rare, and the entries of the TLB that it costs are few beside the pages that it concerns.
#include "os/lib/panic.h"
#include "os/vm/frame.h"
#include "os/vm/pmap.h"
#include "os/vm/pmap_entry.h"
#include "os/vm/stats.h"

#define PTE_NEXT_FRAME pte_of_pa(PAGE_SIZE)

static uint64_t *huge_leaf(struct pmap *pmap, uint64_t va)
{
    unsigned level;
    uint64_t *entry = pmap_walk(pmap, va, &level);
    return level == 1 && *entry ? entry : NULL;
}

// The entry that leads to the table of the lowest level for va, which is there.
static uint64_t *parent_of_table(struct pmap *pmap, uint64_t va)
{
    uint64_t *table = kva(pmap->root);
    for (unsigned level = top_level(); level > 1; level--)
        table = kva(pte_pa(table[index_at(va, level)]));
    return &table[index_at(va, 1)];
}

uint64_t pmap_in_huge(struct pmap *pmap, uint64_t va)
{
    const uint64_t *entry = pmap->huge ? huge_leaf(pmap, va) : NULL;
    return entry ? pmap_huge_page(*entry, va) : 0;
}

// ---- tables set aside ----

static void keep_table(struct pmap *pmap, struct frame *table)
{
    table->index = pmap->kept;
    pmap->kept = frame_pa(table) >> PAGE_SHIFT;
}

static struct frame *take_kept_table(struct pmap *pmap)
{
    struct frame *table = frame_by_number(pmap->kept);
    KASSERT(table);
    pmap->kept = table->index;
    table->index = 0;
    return table;
}

static void count_huge(struct pmap *pmap, int more)
{
    pmap->huge += (uint32_t)more;
    vm_gauges.anon_huge += (uint64_t)(int64_t)more;
}

// ---- making and splitting ----

bool pmap_huge_absent(struct pmap *pmap, uint64_t va)
{
    unsigned level;
    const uint64_t *entry = pmap_walk(pmap, va, &level);
    return level == 0 ? table_of(entry)->maps == 0 : !*entry;
}

// The empty table for the range is the one that is set aside.
void pmap_huge_enter(struct pmap *pmap, uint64_t va, struct frame *first, uint32_t rights, enum vm_access access)
{
    uint64_t *entry = parent_of_table(pmap, va), pte = pte_of_pa(frame_pa(first)) | pte_bits_of_rights(rights) | PTE_A;
    struct frame *table = frame_of(pte_pa(*entry));
    KASSERT(va % HUGE_SIZE == 0 && frame_pa(first) % HUGE_SIZE == 0);
    KASSERT(pte_is_table(*entry) && table->maps == 0);
    if (access == ACCESS_WRITE)
        pte |= PTE_D;
    pmap_huge_sync_code(pte, rights);
    __atomic_exchange_n(entry, pte, __ATOMIC_RELAXED);
    pmap_forget_table(pmap, frame_kva(table));
    fence_asid(pmap);
    keep_table(pmap, table);
    for (unsigned i = 0; i < HUGE_PAGES; i++)
        rmap_add(&first[i], pmap, va + i * PAGE_SIZE);
    pmap->anon += HUGE_PAGES;
    count_huge(pmap, 1);
}

// The leaf goes before the table comes, so that no A or D can be set in the one while the other is filled from it.
void pmap_huge_split(struct pmap *pmap, uint64_t va)
{
    uint64_t *entry = huge_leaf(pmap, va);
    if (!entry)
        return;
    struct frame *table = take_kept_table(pmap);
    uint64_t *pages = frame_kva(table), pte = __atomic_exchange_n(entry, 0, __ATOMIC_RELAXED);
    fence_page(pmap, va);
    for (unsigned i = 0; i < HUGE_PAGES; i++)
        pages[i] = pte + i * PTE_NEXT_FRAME;
    table->maps = HUGE_PAGES;
    *entry = pte_of_pa(frame_pa(table)) | PTE_V;
    fence_asid(pmap);
    count_huge(pmap, -1);
    vm_stats.thp_split_pmd++;
}

// ---- what is done to one as a whole ----

struct frame *pmap_huge_remove(struct pmap *pmap, uint64_t va, uint64_t *entry)
{
    uint64_t pte = __atomic_exchange_n(entry, 0, __ATOMIC_RELAXED);
    table_of(entry)->maps--;
    if (!pmap_prune(pmap, va, entry))
        fence_page(pmap, va);
    pmap_free_table(pmap, take_kept_table(pmap));
    count_huge(pmap, -1);
    for (unsigned i = 0; i < HUGE_PAGES; i++)
        pte_unmapped(pmap, va + i * PAGE_SIZE, pte + i * PTE_NEXT_FRAME);
    return pte_frame(pte);
}

void pmap_huge_clear_accessed(struct pmap *pmap, uint64_t va, uint64_t *entry, struct frame *frame)
{
    struct frame *first = frame - index_at(va, 0);
    __atomic_fetch_and(entry, ~PTE_A, __ATOMIC_RELAXED);
    fence_page(pmap, va);
    for (unsigned i = 0; i < HUGE_PAGES; i++)
        if (&first[i] != frame)
            first[i].flags |= FRAME_REFERENCED;
}

void pmap_huge_sync_code(uint64_t pte, uint32_t rights)
{
    for (unsigned i = 0; rights & VM_EXEC && i < HUGE_PAGES; i++)
        pmap_sync_code(pte + i * PTE_NEXT_FRAME, rights);
}
