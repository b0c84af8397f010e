// SPDX-License-Identifier: Apache-2.0
// Page tables of users, entry by entry. With pmap_range.c (many entries at a time), pmap_table.c (the tables
// themselves), pmap_huge.c (leaves of level 1) and kmap.c (the kernel's own table) the only code that knows PTE bits,
// writes PTEs and executes sfence.vma.
//
// Rules kept here, so that each barrier can be reviewed in one sitting (privileged manual 4.2.1, 4.3.1):
//   1. A PTE that the walker may be reading is changed by one atomic instruction: no A or D of the hardware is lost.
//   2. PTE first, then sfence.vma for its address and ASID, and only then may anyone look at D or reuse the frame.
//   3. The fence comes after making an entry valid as well: a walker may see stores late, and may keep invalid entries.
//   4. Taking a table out of its parent fences the whole ASID: cached pointers to it have no address of their own.
//   5. Of many entries changed together FENCES_SINGLE get a fence each; with more, one fence of the whole ASID is
//   cheaper
//      than both the fences and what they leave in the TLB is worth.
//   6. An ASID is given to one space until the generation ends; then everything is fenced, and numbering starts again.
#include "os/vm/pmap.h"

#include "os/arch/csr.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/asid.h"
#include "os/vm/kmap.h"
#include "os/vm/page.h"
#include "os/vm/pmap_entry.h"

// ---- fences ----

void fence_all(void)
{
    vm_stats.sfence++;
    __asm__ volatile("sfence.vma" ::: "memory");
}

void fence_asid(const struct pmap *pmap)
{
    if (!asid_is_current(pmap))
        return;  // no entry of this ASID can be its
    vm_stats.sfence++;
    __asm__ volatile("sfence.vma x0, %0" ::"r"((uint64_t)pmap->asid) : "memory");
}

void fence_kernel_page(uint64_t va)
{
    vm_stats.sfence++;
    __asm__ volatile("sfence.vma %0, x0" ::"r"(va) : "memory");
}

void fences_execute(struct fences *fences)
{
    if (fences->count > FENCES_SINGLE)
        fence_asid(fences->pmap);
    else
        for (unsigned i = 0; i < fences->count; i++)
            fence_page(fences->pmap, fences->va[i]);
    fences->count = 0;
}

// ---- ASIDs ----

uint64_t pmap_satp(const struct pmap *pmap) { return satp_of(pmap->root, pmap->asid); }

// ASIDLEN is what sticks of all ones (4.1.11).
void pmap_init(uint64_t asid_limit)
{
    CSR_WRITE(satp, kmap_satp() | SATP_ASID_MASK << SATP_ASID_SHIFT);
    uint64_t most = CSR_READ(satp) >> SATP_ASID_SHIFT & SATP_ASID_MASK;
    asid_init(asid_limit ? MIN(most, asid_limit) : most);
    kmap_activate();
    fence_all();
}

unsigned pmap_asid_bits(void) { return asid_bits(); }

static void assign_asid(struct pmap *pmap)
{
    if (asid_give(pmap))
        fence_all();
    fence_asid(pmap);  // orders the stores that built the table before the first walk
}

void pmap_activate(struct pmap *pmap)
{
    if (!pmap) {
        kmap_activate();
        return;
    }
    if (!asid_lasts(pmap))
        assign_asid(pmap);
    CSR_WRITE(satp, satp_of(pmap->root, pmap->asid));
}

// ---- looking ----

uint64_t *pmap_walk(struct pmap *pmap, uint64_t va, unsigned *level)
{
    uint64_t *near = pmap_near(pmap, va), *table = kva(pmap->root);
    *level = 0;
    if (near)
        return near;
    for (unsigned l = top_level(); l > 0; l--) {
        uint64_t *entry = &table[index_at(va, l)];
        if (!pte_is_table(*entry)) {
            *level = l;
            return entry;
        }
        table = kva(pte_pa(*entry));
    }
    pmap->far = pmap->near;
    pmap->near = (struct met_table){va >> level_shift(1), table, table_of(table)};
    return &table[index_at(va, 0)];
}

// The entry for one page, so that it can be changed: a huge page is split for it. NULL: there is no table.
static uint64_t *leaf_entry(struct pmap *pmap, uint64_t va)
{
    unsigned level;
    uint64_t *entry = pmap_walk(pmap, va, &level);
    if (level == 0)
        return entry;
    if (!*entry)
        return NULL;
    pmap_huge_split(pmap, va);
    return pmap_walk(pmap, va, &level);
}

// ---- entries ----

void *pmap_reach(struct pmap *pmap, uint64_t va, enum vm_access access)
{
    const uint64_t *entry = pmap_place(pmap, va);
    return pmap_reach_at(entry ? *entry : pmap_in_huge(pmap, va), va, access);
}

struct pte_view pmap_look(struct pmap *pmap, uint64_t va)
{
    const uint64_t *entry = pmap_place(pmap, va);
    if (entry)
        return pte_view_of(*entry);
    struct pte_view view = pte_view_of(pmap_in_huge(pmap, va));
    view.level = view.state == PTE_MAPPED;
    return view;
}

// What an entry said is taken out of the counts, with D and A passed to its frame.
static struct pte_view take_out(struct pmap *pmap, uint64_t va, uint64_t pte)
{
    struct pte_view was = pte_view_of(pte);
    if (was.state == PTE_SWAPPED)
        pmap->swapped--;
    if (was.state == PTE_PHYSICAL)
        pmap->physical--;
    if (was.state == PTE_MAPPED)
        pte_unmapped(pmap, va, pte);
    return was;
}

static void put_in(struct pmap *pmap, uint64_t va, uint64_t pte)
{
    if (pte & PTE_PHYSICAL_BIT) {
        pmap->physical++;
    } else if (pte & PTE_LEAF_BIT) {
        pte_mapped(pmap, va, pte_frame(pte));
    } else {
        pmap->swapped++;
    }
}

// An entry has changed its state, and the TLB knows: counts and the frame's list of mappings follow.
static struct pte_view replaced(struct pmap *pmap, uint64_t va, uint64_t *entry, uint64_t old, uint64_t pte)
{
    struct pte_view was = {.state = PTE_ABSENT};
    table_of(entry)->maps += (pte != 0) - (old != 0);
    if (old)
        was = take_out(pmap, va, old);
    if (pte)
        put_in(pmap, va, pte);
    return was;
}

static struct pte_view replace(struct pmap *pmap, uint64_t va, uint64_t *entry, uint64_t pte)
{
    uint64_t old = __atomic_exchange_n(entry, pte, __ATOMIC_RELAXED);
    fence_page(pmap, va);
    return replaced(pmap, va, entry, old, pte);
}

void pmap_sync_code(uint64_t pte, uint32_t rights)
{
    if (!(pte & PTE_PHYSICAL_BIT))
        sync_code(frame_of(pte_pa(pte)), rights);
    else if (rights & VM_EXEC)
        fence_i();
}

struct pte_view pmap_enter(struct pmap *pmap, uint64_t va, struct frame *frame, uint32_t rights, enum vm_access access)
{
    uint64_t *entry = leaf_entry(pmap, va);
    KASSERT(entry);
    struct pte_view was = pte_view_of(*entry);
    pmap_enter_at(pmap, va, entry, was.frame, frame, rights, access, true);
    return was;
}

unsigned pmap_enter_run(struct pmap *pmap, uint64_t va, struct frame *const *pages, const uint8_t *rights,
                        unsigned count)
{
    uint64_t *entry = leaf_entry(pmap, va);
    unsigned came = 0;
    KASSERT(entry && index_at(va, 0) + count <= ENTRIES);
    for (unsigned i = 0; i < count && rmap_ready(1); i++, va += PAGE_SIZE) {
        if (!pages[i] || entry[i])
            continue;
        sync_code(pages[i], rights[i]);
        entry[i] = pte_of_frame(pages[i]) | pte_bits_of_rights(rights[i]) | PTE_A;
        fence_page(pmap, va);
        pte_mapped(pmap, va, pages[i]);
        came++;
    }
    table_of(entry)->maps += came;
    return came;
}

void pmap_enter_physical(struct pmap *pmap, uint64_t va, uint64_t pa, uint32_t rights)
{
    uint64_t *entry = leaf_entry(pmap, va);
    KASSERT(entry && !*entry);
    if (rights & VM_EXEC)
        fence_i();
    replace(pmap, va, entry, pte_of_pa(pa) | pte_bits_of_rights(rights) | PTE_PHYSICAL_BIT | PTE_A | PTE_D);
}

void pmap_protect(struct pmap *pmap, uint64_t va, uint32_t rights)
{
    uint64_t *entry = leaf_entry(pmap, va);
    KASSERT(entry && *entry & PTE_LEAF_BIT);
    pmap_sync_code(*entry, rights);
    uint64_t set = pte_bits_of_rights(rights), old = *entry;
    while (!__atomic_compare_exchange_n(entry, &old, (old & ~PTE_RIGHTS) | set, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED)) {
    }
    fence_page(pmap, va);
}

void pmap_touch(struct pmap *pmap, uint64_t va, enum vm_access access)
{
    unsigned level;
    uint64_t *entry = pmap_walk(pmap, va, &level);
    KASSERT(*entry & PTE_LEAF_BIT);
    __atomic_fetch_or(entry, access == ACCESS_WRITE ? PTE_A | PTE_D : PTE_A, __ATOMIC_RELAXED);
    fence_page(pmap, va);
}

void pmap_forget_use(struct pmap *pmap, uint64_t va)
{
    unsigned level;
    uint64_t *entry = pmap_walk(pmap, va, &level);
    KASSERT(*entry & PTE_LEAF_BIT);
    if (level > 0) {
        if (*entry & PTE_A)
            pmap_huge_clear_accessed(pmap, va, entry, pmap_look(pmap, va).frame);
        return;
    }
    __atomic_fetch_and(entry, ~PTE_A, __ATOMIC_RELAXED);
    fence_page(pmap, va);
}

struct pte_view pmap_remove(struct pmap *pmap, uint64_t va)
{
    uint64_t *entry = leaf_entry(pmap, va);
    if (!entry || !*entry)
        return (struct pte_view){.state = PTE_ABSENT};
    struct pte_view was = replace(pmap, va, entry, 0);
    pmap_prune(pmap, va, entry);
    return was;
}

void pmap_move(struct pmap *pmap, uint64_t from, uint64_t to)
{
    uint64_t *old = leaf_entry(pmap, from), *new = leaf_entry(pmap, to);
    KASSERT(old && new &&*new == 0);
    uint64_t pte = *old;
    if (!pte)
        return;
    struct frame *frame = pte_view_of(pte).frame;
    if (frame)
        frame->holds++;  // it may be without any mapping for a moment
    replace(pmap, from, old, 0);
    replace(pmap, to, new, pte);
    if (frame)
        frame->holds--;
    pmap_prune(pmap, from, old);
}

// ---- all the PTEs of a frame ----

// Clears bits in every PTE of the frame; true if one was set.
static bool clear_in_all(struct frame *frame, uint64_t bits)
{
    bool any = false;
    if (frame->maps == 0)
        return false;
    for (struct mapping *m = &frame->first; m; m = m->next) {
        unsigned level;
        uint64_t *entry = pmap_walk(m->pmap, m->va, &level);
        if (!(*entry & bits))
            continue;
        if (level > 0 && bits == PTE_A) {
            pmap_huge_clear_accessed(m->pmap, m->va, entry, frame);
            return true;  // it has no other
        }
        if (level > 0)
            entry = leaf_entry(m->pmap, m->va);
        __atomic_fetch_and(entry, ~bits, __ATOMIC_RELAXED);
        fence_page(m->pmap, m->va);
        any = true;
    }
    return any;
}

bool frame_test_clear_accessed(struct frame *frame) { return clear_in_all(frame, PTE_A); }

void frame_forget_use(struct frame *frame) { clear_in_all(frame, PTE_A | PTE_D); }

void frame_clean(struct frame *frame) { clear_in_all(frame, PTE_D | PTE_W); }

bool frame_dirty(struct frame *frame)
{
    if (frame->flags & FRAME_DIRTY)
        return true;
    if (frame->maps == 0)
        return false;
    unsigned level;
    for (struct mapping *m = &frame->first; m; m = m->next)
        if (*pmap_walk(m->pmap, m->va, &level) & PTE_D)
            return true;
    return false;
}

uint32_t frame_unmap(struct frame *frame, uint32_t slot)
{
    uint32_t count = 0;
    while (frame->maps > 0) {
        struct pmap *pmap = frame->first.pmap;
        uint64_t va = frame->first.va;
        uint64_t *entry = leaf_entry(pmap, va);
        replace(pmap, va, entry, slot ? pte_of_slot(slot) : 0);
        if (!slot)
            pmap_prune(pmap, va, entry);
        count++;
    }
    return count;
}
