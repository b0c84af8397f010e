// SPDX-License-Identifier: Apache-2.0
// The pages that page tables are made of: making them before an entry needs them, giving them back when their last
// entry has gone. A table is all zero then, and is kept as such by the frame allocator (buddy.h).
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/vm/pmap.h"
#include "os/vm/pte.h"
#include "os/vm/rmap.h"

int pmap_create(struct pmap *pmap)
{
    struct frame *root = frame_alloc_zeroed(FRAME_TABLE);
    if (!root)
        return -ENOMEM;
    pmap->root = frame_pa(root);
    pmap->tables = 1;
    pmap->near.range = pmap->far.range = NO_RANGE;
    kmap_copy_to(frame_kva(root));
    return 0;
}

// Puts in the tables that va lacks, as long as frames of zeroes are at hand, *fresh first. 0: they are all there now;
// 1: one must be asked for; -ENOMEM.
static int add_tables(struct pmap *pmap, uint64_t va, struct frame **fresh)
{
    unsigned level;
    uint64_t *entry = pmap_walk(pmap, va, &level);
    if (level > 0 && *entry) {
        pmap_huge_split(pmap, va);
        entry = pmap_walk(pmap, va, &level);
    }
    for (; level > 0; level--) {
        if (!*fresh && alloc_fails())
            return -ENOMEM;
        struct frame *table = *fresh ? *fresh : frame_take_zeroed(FRAME_TABLE);
        if (!table)
            return 1;
        *fresh = NULL;
        *entry = pte_of_pa(frame_pa(table)) | PTE_V;
        table_of(entry)->maps++;
        pmap->tables++;
        entry = (uint64_t *)frame_kva(table) + index_at(va, level - 1);
    }
    return 0;
}

int pmap_prepare_many(struct pmap *pmap, uint64_t va, unsigned count)
{
    int slept = 0, lacking;
    struct frame *fresh = NULL;
    while ((lacking = add_tables(pmap, va, &fresh)) > 0 || (lacking == 0 && !rmap_ready(count))) {
        slept = 1;  // perhaps
        if (lacking ? (fresh = frame_alloc_zeroed(FRAME_TABLE)) != NULL : rmap_refill(count))
            continue;
        lacking = -ENOMEM;
        break;
    }
    if (fresh)
        frame_free_zeroed(fresh);
    return lacking < 0 ? lacking : slept;
}

void pmap_forget_table(struct pmap *pmap, const uint64_t *table)
{
    if (pmap->near.entries == table)
        pmap->near.range = NO_RANGE;
    if (pmap->far.entries == table)
        pmap->far.range = NO_RANGE;
}

void pmap_free_table(struct pmap *pmap, struct frame *table)
{
    pmap_forget_table(pmap, frame_kva(table));
    pmap->tables--;
    frame_free_zeroed(table);
}

bool pmap_prune(struct pmap *pmap, uint64_t va, const uint64_t *cleared)
{
    if (table_of(cleared)->maps > 0)
        return false;
    uint64_t *path[LEVELS_MOST], **last = path;  // the entries that lead to va, from the root's down
    struct frame *gone[LEVELS_MOST], **end = gone, *table = table_of(kva(pmap->root));
    for (unsigned level = top_level(); level > 0; level--) {
        uint64_t *entry = (uint64_t *)frame_kva(table) + index_at(va, level);
        if (!pte_is_table(*entry))
            break;
        *last++ = entry;
        table = pte_frame(*entry);
    }
    while (last > path && table->maps == 0) {
        uint64_t *entry = *--last;
        *entry = 0;
        *end++ = table;
        table = table_of(entry);
        table->maps--;
    }
    fence_asid(pmap);
    for (struct frame **at = gone; at < end; at++)
        pmap_free_table(pmap, *at);
    return true;
}

// Tables that were prepared for an entry that then did not come.
static void free_below(struct pmap *pmap, uint64_t *table, unsigned level)
{
    for (unsigned i = 0; table_of(table)->maps > 0; i++) {
        if (!table[i])
            continue;
        KASSERT(level > 0 && pte_is_table(table[i]));
        uint64_t *below = kva(pte_pa(table[i]));
        free_below(pmap, below, level - 1);
        table[i] = 0;
        table_of(table)->maps--;
        pmap_free_table(pmap, table_of(below));
    }
}

// No fence: the space is not active, and its ASID is not given again in this generation.
void pmap_destroy(struct pmap *pmap)
{
    uint64_t *root = kva(pmap->root);
    free_below(pmap, root, top_level());
    KASSERT(pmap->anon + pmap->file + pmap->shared + pmap->swapped + pmap->zero + pmap->physical == 0);
    kmap_clear(root);
    pmap_free_table(pmap, table_of(root));
    KASSERT(pmap->tables == 0 && pmap->huge == 0);
}

// ---- audit ----

static uint32_t count_level(uint64_t table_pa, unsigned level)
{
    struct frame *table = frame_of(table_pa);
    const uint64_t *entries = frame_kva(table);
    unsigned user_entries = level == top_level() ? ENTRIES / 2 : ENTRIES;
    uint32_t used = 0, tables = 1;
    for (unsigned i = 0; (i += count_empty(&entries[i], user_entries - i)) < user_entries; i++) {
        used++;
        if (level == 0)
            continue;
        if (!pte_is_table(entries[i]))
            continue;
        uint32_t below = count_level(pte_pa(entries[i]), level - 1);
        if (below == UINT32_MAX)
            return UINT32_MAX;
        tables += below;
    }
    return used == table->maps && table->kind == FRAME_TABLE ? tables : UINT32_MAX;
}

// Those set aside, one for each huge page. UINT32_MAX: they are not.
static uint32_t count_kept(const struct pmap *pmap)
{
    uint32_t count = 0;
    for (uint64_t pfn = pmap->kept; pfn && count <= pmap->huge; count++) {
        const struct frame *table = frame_by_number(pfn);
        if (!table || table->kind != FRAME_TABLE || table->maps)
            return UINT32_MAX;
        pfn = table->index;
    }
    return count == pmap->huge ? count : UINT32_MAX;
}

uint32_t pmap_count_tables(struct pmap *pmap)
{
    uint32_t reached = count_level(pmap->root, top_level()), kept = count_kept(pmap);
    return reached == UINT32_MAX || kept == UINT32_MAX ? UINT32_MAX : reached + kept;
}
