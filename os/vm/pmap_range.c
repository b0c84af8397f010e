// SPDX-License-Identifier: Apache-2.0
// Many entries of users' tables at a time: what munmap, exit, fork and mprotect do. The rules on fences stand at the
// head of pmap.c; the entries of one table are changed first, then fenced together, and only then looked at.
#include "os/vm/pmap.h"

#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/vm/pte.h"
#include "os/vm/rmap.h"
#include "os/vm/stats.h"

// Entries of one table changed between two fences. What they were lies on the stack meanwhile.
#define BATCH 32u

// Of [va, end), how many entries the table of the lowest level that maps va can show.
static unsigned entries_ahead(uint64_t va, uint64_t end)
{
    return (unsigned)MIN(ENTRIES - index_at(va, 0), (end - va + PAGE_SIZE - 1) >> PAGE_SHIFT);
}

// The next entry in [*va, end) that is not ABSENT; NULL: there is none. *ahead entries lie in its table, itself
// included.
static uint64_t *next_entry(struct pmap *pmap, uint64_t *va, uint64_t end, unsigned *ahead)
{
    *va = pmap_next(pmap, *va, end);
    if (*va >= end)
        return NULL;
    unsigned level;
    uint64_t *entry = pmap_walk(pmap, *va, &level);
    KASSERT(level == 0);
    *ahead = entries_ahead(*va, end);
    return entry;
}

// ---- removing ----

struct removal {
    unsigned count;
    uint64_t was[BATCH];
    uint16_t at[BATCH];  // entries behind the first
};

// Takes up to BATCH entries out of one table; returns how many were passed.
static unsigned collect(struct removal *removal, uint64_t *entry, unsigned ahead)
{
    unsigned i = 0, n = 0;
    while (n < BATCH && i < ahead) {
        if (!entry[i]) {
            i += count_empty(&entry[i], ahead - i);
            continue;
        }
        removal->was[n] = __atomic_exchange_n(&entry[i], 0, __ATOMIC_RELAXED);
        removal->at[n++] = (uint16_t)i++;
    }
    removal->count = n;
    return i;
}

void pmap_remove_range(struct pmap *pmap, uint64_t start, uint64_t end, void (*gone)(struct pte_view was))
{
    struct removal removal;
    uint64_t *entry;
    unsigned ahead;
    for (uint64_t va = start; (entry = next_entry(pmap, &va, end, &ahead));) {
        unsigned passed = collect(&removal, entry, ahead);
        table_of(entry)->maps -= removal.count;
        if (!pmap_prune(pmap, va, entry)) {
            struct fences fences = {.pmap = pmap};
            for (unsigned i = 0; i < removal.count; i++)
                fences_add(&fences, va + ((uint64_t)removal.at[i] << PAGE_SHIFT));
            fences_execute(&fences);
        }
        for (unsigned i = 0; i < removal.count; i++)
            gone(pmap_take_out(pmap, va + ((uint64_t)removal.at[i] << PAGE_SHIFT), removal.was[i]));
        va += (uint64_t)passed << PAGE_SHIFT;
    }
}

void pmap_retire(struct pmap *pmap) { pmap->generation = 0; }

// ---- sharing ----

// What a space owns itself; pages of objects are found again through the object.
static bool is_owned(uint64_t pte)
{
    if (!(pte & PTE_LEAF_BIT))
        return pte != 0;
    return !(pte & PTE_PHYSICAL_BIT) && frame_of(pte_pa(pte))->kind != FRAME_CACHED;
}

static unsigned count_not_owned(const uint64_t *entry, unsigned most)
{
    unsigned n = 0;
    while (n < most && !is_owned(entry[n]))
        n += entry[n] ? 1 : count_empty(&entry[n], most - n);
    return n;
}

// Up to `room` owned entries of one table become the child's too; returns how many were passed.
static unsigned share(struct pmap *parent, struct pmap *child, uint64_t va, uint64_t *from, unsigned ahead,
                      unsigned room, void (*named)(uint32_t slot))
{
    struct fences fences = {.pmap = parent};
    unsigned level, i = 0, n = 0;
    uint64_t *to = pmap_walk(child, va, &level);
    KASSERT(level == 0);
    while (n < room && (i += count_not_owned(&from[i], ahead - i)) < ahead) {
        uint64_t pte = from[i], at = va + ((uint64_t)i << PAGE_SHIFT);
        if (pte & PTE_W) {
            pte = __atomic_fetch_and(&from[i], ~PTE_W, __ATOMIC_RELAXED) & ~PTE_W;
            fences_add(&fences, at);
        }
        if (!(pte & PTE_LEAF_BIT))
            named(pte_slot(pte));
        KASSERT(to[i] == 0);
        to[i] = pte = pte & PTE_LEAF_BIT ? pte & ~PTE_D : pte;
        pmap_put_in(child, at, pte);
        n++, i++;
    }
    fences_execute(&fences);
    table_of(to)->maps += n;
    vm_stats.fork_share += n;
    return i;
}

int pmap_share_range(struct pmap *parent, struct pmap *child, uint64_t start, uint64_t end,
                     void (*named)(uint32_t slot))
{
    KASSERT(child->generation == 0);  // no walker has seen its tables, so that its entries need no fence
    uint64_t *from;
    unsigned ahead;
    for (uint64_t va = start; (from = next_entry(parent, &va, end, &ahead));) {
        unsigned skipped = count_not_owned(from, ahead);
        if (skipped) {
            va += (uint64_t)skipped << PAGE_SHIFT;
            continue;
        }
        int prepared = pmap_prepare_many(child, va, BATCH);
        if (prepared < 0)
            return -ENOMEM;
        if (prepared == 0)  // else it may have slept: look again
            va += (uint64_t)share(parent, child, va, from, ahead, BATCH, named) << PAGE_SHIFT;
    }
    return 0;
}

// ---- rights ----

void pmap_protect_range(struct pmap *pmap, uint64_t start, uint64_t end,
                        uint32_t (*rights_of)(const void *region, struct pte_view view), const void *region)
{
    struct fences fences = {.pmap = pmap};
    uint64_t *entry;
    unsigned ahead;
    for (uint64_t va = start; (entry = next_entry(pmap, &va, end, &ahead)); va += PAGE_SIZE) {
        struct pte_view view = pte_view_of(*entry);
        if (view.state != PTE_MAPPED && view.state != PTE_PHYSICAL)
            continue;
        uint32_t rights = rights_of(region, view);
        if (rights == view.rights)
            continue;
        pmap_sync_code(*entry, rights);
        uint64_t set = pte_bits_of_rights(rights), old = *entry;
        while (!__atomic_compare_exchange_n(entry, &old, (old & ~PTE_RIGHTS) | set, false, __ATOMIC_RELAXED,
                                            __ATOMIC_RELAXED)) {
        }
        fences_add(&fences, va);
    }
    fences_execute(&fences);
}
