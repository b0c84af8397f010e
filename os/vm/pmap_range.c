// SPDX-License-Identifier: Apache-2.0
// Many entries of users' tables at a time: what munmap, exit, fork and mprotect do. The rules on fences stand at the
// head of pmap.c; the entries of one table are changed first, then fenced together, and only then looked at.
#include "os/vm/pmap.h"

#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/vm/pmap_entry.h"

// The next entry in [*va, end) that is not ABSENT, a page's or that of the huge page which *va then lies in; or NULL:
// there is none, and *va is `end`.
static uint64_t *next_entry(struct pmap *pmap, uint64_t *va, uint64_t end)
{
    while (*va < end) {
        unsigned level = 0;
        uint64_t *entry = pmap_near(pmap, *va);
        if (!entry)
            entry = pmap_walk(pmap, *va, &level);
        if (*entry)
            return entry;
        unsigned empty = count_empty(entry, ENTRIES - (unsigned)index_at(*va, level));
        *va = ((*va >> level_shift(level)) + empty) << level_shift(level);
        if (level == 0 && *va & (level_size(1) - 1) && *va < end)
            return entry + empty;
    }
    *va = end;
    return NULL;
}

uint64_t pmap_next(struct pmap *pmap, uint64_t va, uint64_t end)
{
    next_entry(pmap, &va, end);
    return va;
}

// Of [va, end), how many entries the table of the lowest level that maps va can show.
static unsigned entries_ahead(uint64_t va, uint64_t end)
{
    return (unsigned)MIN(ENTRIES - index_at(va, 0), (end - va + PAGE_SIZE - 1) >> PAGE_SHIFT);
}

static bool in_huge(struct pmap *pmap, uint64_t va)
{
    unsigned level;
    if (__builtin_expect(!pmap->huge, 1))
        return false;
    pmap_walk(pmap, va, &level);
    return level > 0;
}

// Is all of the huge page around va in [va, end)? If not, it is split.
static bool whole_huge(struct pmap *pmap, uint64_t va, uint64_t end)
{
    if (va % HUGE_SIZE == 0 && end - va >= HUGE_SIZE)
        return true;
    pmap_huge_split(pmap, va);
    return false;
}

// ---- removing ----

// Takes entries out of one table, from `entry` on, as long as it has any: what they were, and how far behind the first.
// Returns where it stopped.
static uint64_t *collect(uint64_t *entry, const uint64_t *end, struct removal *removal, uint16_t *at, unsigned *count)
{
    uint64_t *e = entry, *was = removal->entry, *const full = was + MIN(REMOVAL_MOST, table_of(entry)->maps);
    for (uint16_t offset = 0; e < end && was < full; e++, offset++) {
        *was = __atomic_exchange_n(e, 0, __ATOMIC_RELAXED);
        if (__builtin_expect(*was != 0, 1)) {
            was++;
            *at++ = offset;
            continue;
        }
        unsigned empty = count_empty(e, (unsigned)(end - e));
        e += empty - 1;
        offset += (uint16_t)(empty - 1);
    }
    *count = (unsigned)(was - removal->entry);
    return e;
}

static void fence_removed(struct pmap *pmap, uint64_t va, const uint16_t *at, unsigned count)
{
    struct fences fences = {.pmap = pmap};
    if (count > FENCES_SINGLE)
        fences.count = count;
    else
        for (unsigned i = 0; i < count; i++)
            fences_add(&fences, va + ((uint64_t)at[i] << PAGE_SHIFT));
    fences_execute(&fences);
}

// The entries become frames and slots; frames are written over entries that have been read.
static void sort_out(struct pmap *pmap, uint64_t va, struct removal *removal, const uint16_t *at, unsigned count)
{
    const uint64_t kind_and_maps = FRAME_STATE(0xff, 0, 0, UINT32_MAX);
    struct frame **frame = removal->frame;
    unsigned slots = 0, alone = 0;  // anonymous pages that nobody else maps: most are
    for (const uint64_t *entry = removal->entry, *end = entry + count; entry < end; entry++, at++) {
        uint64_t pte = *entry, kind = pte & (PTE_LEAF_BIT | PTE_PHYSICAL_BIT);
        if (__builtin_expect(kind == PTE_LEAF_BIT, 1)) {
            struct frame *f = *frame++ = pte_frame(pte);
            uint64_t state = f->state | FRAME_STATE(0, pte_marks(pte), 0, 0);
            if (__builtin_expect((state & kind_and_maps) == FRAME_STATE(FRAME_ANON, 0, 0, 1), 1)) {
                f->state = state - FRAME_STATE(0, 0, 0, 1);
                alone++;
                continue;
            }
            f->state = state;
            --*pmap_count_for(pmap, f);
            rmap_remove(f, pmap, va + ((uint64_t)*at << PAGE_SHIFT));
        } else if (kind)
            pmap->physical--;
        else
            removal->slot[slots++] = pte_slot(pte);
    }
    pmap->anon -= alone;
    vm_gauges.anon_mapped -= alone;
    pmap->swapped -= slots;
    removal->frames = (unsigned)(frame - removal->frame);
    removal->slots = slots;
}

uint64_t pmap_remove_some(struct pmap *pmap, uint64_t va, uint64_t end, struct removal *removal)
{
    uint16_t at[REMOVAL_MOST];
    unsigned count;
    uint64_t *entry = next_entry(pmap, &va, end);
    removal->frames = removal->slots = 0;
    removal->huge = NULL;
    if (!entry)
        return end;
    if (in_huge(pmap, va)) {
        if (whole_huge(pmap, va, end)) {
            removal->huge = pmap_huge_remove(pmap, va, entry);
            return va + HUGE_SIZE;
        }
        entry = next_entry(pmap, &va, end);
    }
    const uint64_t *stop = collect(entry, entry + entries_ahead(va, end), removal, at, &count);
    uint64_t next = va + ((uint64_t)(stop - entry) << PAGE_SHIFT);
    table_of(entry)->maps -= count;
    if (pmap_prune(pmap, va, entry))
        next = MIN(end, (va | (level_size(1) - 1)) + 1);
    else if (asid_is_current(pmap))
        fence_removed(pmap, va, at, count);
    sort_out(pmap, va, removal, at, count);
    return next;
}

void pmap_retire(struct pmap *pmap) { pmap->generation = 0; }

// ---- sharing ----

// Does the space own what is there itself? Pages of objects are found again through the object.
static inline bool is_owned(uint64_t pte)
{
    if (!(pte & PTE_LEAF_BIT))
        return pte != 0;
    return !(pte & PTE_PHYSICAL_BIT) && pte_frame(pte)->kind != FRAME_CACHED;
}

static bool owns_any(const uint64_t *entry, const uint64_t *end)
{
    while (entry < end && !is_owned(*entry))
        entry += *entry ? 1 : count_empty(entry, (unsigned)(end - entry));
    return entry < end;
}

#define SHARED_AT_ONCE 64u

// Up to SHARED_AT_ONCE owned entries of one table become the child's too; returns where it stopped.
static uint64_t *share(struct pmap *parent, struct pmap *child, uint64_t va, uint64_t *from, const uint64_t *end,
                       void (*named)(uint32_t slot))
{
    struct fences fences = {.pmap = parent};
    unsigned n = 0;
    uint64_t *entry = from, *to = pmap_place(child, va);
    KASSERT(to);
    for (; entry < end && n < SHARED_AT_ONCE; entry++, to++, va += PAGE_SIZE) {
        uint64_t pte = *entry;
        if (!(pte & PTE_LEAF_BIT)) {
            if (!pte)
                continue;
            child->swapped++;
            named(pte_slot(pte));
        } else {
            struct frame *frame = pte_frame(pte);
            if (pte & PTE_PHYSICAL_BIT || frame->kind == FRAME_CACHED)
                continue;
            if (pte & PTE_W) {
                pte = __atomic_fetch_and(entry, ~PTE_W, __ATOMIC_RELAXED) & ~PTE_W;
                fences_add(&fences, va);
            }
            pte &= ~PTE_D;
            if (frame->kind == FRAME_ANON) {
                child->anon++;
                rmap_add_shared(frame, child, va);
            } else {
                child->zero++;
            }
        }
        KASSERT(*to == 0);
        *to = pte;
        n++;
    }
    fences_execute(&fences);
    table_of(to - 1)->maps += n;
    vm_stats.fork_share += n;
    return entry;
}

int pmap_share_some(struct pmap *parent, struct pmap *child, uint64_t *va, uint64_t end, void (*named)(uint32_t slot))
{
    KASSERT(child->generation == 0);  // no walker has seen its tables, so that its entries need no fence
    uint64_t *from;
    while ((from = next_entry(parent, va, end))) {
        if (in_huge(parent, *va)) {
            pmap_huge_split(parent, *va);
            continue;
        }
        const uint64_t *stop = from + entries_ahead(*va, end);
        if (owns_any(from, stop)) {
            int prepared = pmap_prepare_many(child, *va, (unsigned)MIN(stop - from, SHARED_AT_ONCE));
            if (prepared < 0)
                return -ENOMEM;
            if (prepared > 0)
                continue;  // it may have slept: look again
            stop = share(parent, child, *va, from, stop, named);
        }
        *va += (uint64_t)(stop - from) << PAGE_SHIFT;
        if (*va >= end || !(*va & (level_size(1) - 1)))
            return 0;
    }
    return 0;
}

// ---- rights ----

static void protect_entry(uint64_t *entry, uint64_t va, bool huge,
                          uint32_t (*rights_of)(const void *region, struct pte_view view), const void *region,
                          struct fences *fences)
{
    struct pte_view view = pte_view_of(*entry);  // a huge page has one owner: what its first page may, all may
    if (view.state != PTE_MAPPED && view.state != PTE_PHYSICAL)
        return;
    uint32_t rights = rights_of(region, view);
    if (rights == view.rights)
        return;
    if (huge)
        pmap_huge_sync_code(*entry, rights);
    else
        pmap_sync_code(*entry, rights);
    uint64_t set = pte_bits_of_rights(rights), old = *entry;
    while (!__atomic_compare_exchange_n(entry, &old, (old & ~PTE_RIGHTS) | set, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED)) {
    }
    fences_add(fences, va);
}

void pmap_protect_range(struct pmap *pmap, uint64_t start, uint64_t end,
                        uint32_t (*rights_of)(const void *region, struct pte_view view), const void *region)
{
    struct fences fences = {.pmap = pmap};
    uint64_t *entry, va = start;
    while ((entry = next_entry(pmap, &va, end))) {
        bool huge = in_huge(pmap, va);
        if (huge && !whole_huge(pmap, va, end))
            continue;
        protect_entry(entry, va, huge, rights_of, region, &fences);
        va += huge ? HUGE_SIZE : PAGE_SIZE;
    }
    fences_execute(&fences);
}
