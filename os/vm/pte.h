// SPDX-License-Identifier: Apache-2.0
// What a page-table entry is made of (privileged manual 4.4.1), and what the files that write entries share: pmap*.c
// for users' tables, kmap.c for the kernel's own. Nobody else includes this.
#ifndef VM_PTE_H
#define VM_PTE_H

#include "os/vm/pmap.h"
#include "os/vm/rmap.h"

#define INDEX_BITS 9
#define ENTRIES (1u << INDEX_BITS)
#define level_shift(level) (PAGE_SHIFT + INDEX_BITS * (level))
#define level_size(level) (UINT64_C(1) << level_shift(level))
#define index_at(va, level) (((va) >> level_shift(level)) & (ENTRIES - 1))

#define PTE_V (1ul << 0)
#define PTE_R (1ul << 1)
#define PTE_W (1ul << 2)
#define PTE_X (1ul << 3)
#define PTE_U (1ul << 4)
#define PTE_G (1ul << 5)
#define PTE_A (1ul << 6)
#define PTE_D (1ul << 7)
#define PTE_PHYSICAL_BIT (1ul << 8)  // software's: the leaf owns nothing
#define PTE_LEAF_BIT (1ul << 9)      // software's: a leaf, though V may be clear, since the region is PROT_NONE
#define PTE_RIGHTS (PTE_V | PTE_R | PTE_W | PTE_X | PTE_U)
#define PTE_PPN_SHIFT 10
#define PTE_PPN_BITS 44
#define pte_pa(pte) ((((pte) >> PTE_PPN_SHIFT) & ((1ul << PTE_PPN_BITS) - 1)) << PAGE_SHIFT)
#define pte_of_pa(pa) (((uint64_t)(pa) >> PAGE_SHIFT) << PTE_PPN_SHIFT)
#define pte_of_frame(frame) ((uint64_t)(frame)->number << PTE_PPN_SHIFT)

// Without PTE_LEAF_BIT and V: a slot number, where a PPN would be.
#define pte_of_slot(slot) ((uint64_t)(slot) << PTE_PPN_SHIFT)
#define pte_slot(pte) ((uint32_t)((pte) >> PTE_PPN_SHIFT))

#define SATP_ASID_SHIFT 44
#define SATP_ASID_MASK 0xfffful

// The frame of a MAPPED entry, which is managed.
static inline struct frame *pte_frame(uint64_t pte)
{
    return frame_managed(pte >> PTE_PPN_SHIFT);  // what is above the PPN is never set
}

static inline bool pte_is_table(uint64_t pte) { return (pte & (PTE_V | PTE_R | PTE_W | PTE_X)) == PTE_V; }

// A leaf without V, where the region is PROT_NONE: it keeps its frame, its A and its D, and nobody reaches it.
static inline uint64_t pte_bits_of_rights(uint32_t rights)
{
    static const uint16_t bits[] = {
        [0] = PTE_LEAF_BIT,
#define LEAF (PTE_LEAF_BIT | PTE_V | PTE_U)
        [VM_READ] = LEAF | PTE_R,
        [VM_WRITE] = LEAF | PTE_R | PTE_W,  // W without R is reserved (4.3.1)
        [VM_READ | VM_WRITE] = LEAF | PTE_R | PTE_W,
        [VM_EXEC] = LEAF | PTE_X,
        [VM_EXEC | VM_READ] = LEAF | PTE_X | PTE_R,
        [VM_EXEC | VM_WRITE] = LEAF | PTE_X | PTE_R | PTE_W,
        [VM_EXEC | VM_READ | VM_WRITE] = LEAF | PTE_X | PTE_R | PTE_W,
#undef LEAF
    };
    return bits[rights];
}

static inline uint32_t rights_of_bits(uint64_t pte)
{
    return (pte & PTE_R ? VM_READ : 0) | (pte & PTE_W ? VM_WRITE : 0) | (pte & PTE_X ? VM_EXEC : 0);
}

static inline struct pte_view pte_view_of(uint64_t pte)
{
    struct pte_view view = {.state = PTE_ABSENT};
    if (pte & PTE_LEAF_BIT) {
        view.pa = pte_pa(pte);
        view.rights = rights_of_bits(pte);
        view.accessed = pte & PTE_A;
        view.dirty = pte & PTE_D;
        view.state = PTE_PHYSICAL;
        if (!(pte & PTE_PHYSICAL_BIT)) {
            view.state = PTE_MAPPED;
            view.frame = pte_frame(pte);
        }
    } else if (pte) {
        view.state = PTE_SWAPPED;
        view.slot = pte_slot(pte);
    }
    return view;
}

// How many levels the hardware walks: a row for each mode of satp (4.1.11).
struct paging_mode {
    const char *name;
    uint64_t satp;
    unsigned levels;
};
extern const struct paging_mode *paging;
#define LEVELS_MOST 5
static inline unsigned top_level(void) { return paging->levels - 1; }

uint64_t satp_of(uint64_t root, uint64_t asid);

// kmap.c: the kernel's own half, in a new root table.
void kmap_copy_to(uint64_t *root);
void kmap_clear(uint64_t *root);

// pmap.c, for the other files.
//
// The entry at which a look for va ends: of the lowest level, or higher up a leaf or an empty entry.
uint64_t *pmap_walk(struct pmap *pmap, uint64_t va, unsigned *level);
void pmap_sync_code(uint64_t pte, uint32_t rights);
static inline struct frame *table_of(const uint64_t *entry) { return frame_managed(pa_of(entry) >> PAGE_SHIFT); }

// pmap_table.c. The entry for va was cleared: tables that are empty now are given back. True: the whole ASID was
// fenced.
bool pmap_prune(struct pmap *pmap, uint64_t va, const uint64_t *cleared);
void pmap_forget_table(struct pmap *pmap, const uint64_t *table);  // its entries are no place for any address now
void pmap_free_table(struct pmap *pmap, struct frame *table);      // all zero, and nothing leads to it

// pmap_huge.c. `entry` is the leaf of the huge page that va lies in.
//
// What the entry of the page at va alone would be; 0: there is no huge page.
uint64_t pmap_in_huge(struct pmap *pmap, uint64_t va);
static inline uint64_t pmap_huge_page(uint64_t leaf, uint64_t va)
{
    return leaf + index_at(va, 0) * pte_of_pa(PAGE_SIZE);
}
// ABSENT from now on. Returns the first of its frames, all of them unmapped.
struct frame *pmap_huge_remove(struct pmap *pmap, uint64_t va, uint64_t *entry);
// A is cleared, since `frame`, which is mapped at va, was asked; the other frames are REFERENCED now.
void pmap_huge_clear_accessed(struct pmap *pmap, uint64_t va, uint64_t *entry, struct frame *frame);
void pmap_huge_sync_code(uint64_t pte, uint32_t rights);

// Entries that are 0 from entry[0] on, up to `most`; eight at a time, since most tables are nearly empty.
static inline unsigned count_empty(const uint64_t *entry, unsigned most)
{
    unsigned n = 0;
    for (; n + 8 <= most; n += 8, entry += 8)
        if (entry[0] | entry[1] | entry[2] | entry[3] | entry[4] | entry[5] | entry[6] | entry[7])
            break;
    while (n < most && !*entry)
        n++, entry++;
    return n;
}

// ---- counts, of MAPPED entries that come and go ----

static inline uint32_t *pmap_count_for(struct pmap *pmap, const struct frame *frame)
{
    if (frame->kind == FRAME_ANON)
        return &pmap->anon;
    if (frame->kind == FRAME_ZERO)
        return &pmap->zero;
    return frame->flags & FRAME_SHMEM ? &pmap->shared : &pmap->file;
}

// A and D, as flags of the frame, which stand in the same order.
static inline uint8_t pte_marks(uint64_t pte)
{
    _Static_assert(FRAME_REFERENCED * (PTE_D / PTE_A) == FRAME_DIRTY, "one shift for both");
    return pte / (PTE_A / FRAME_REFERENCED) & (FRAME_REFERENCED | FRAME_DIRTY);
}

// The entry has gone, and the TLB knows: its A and D pass to the frame.
static inline void pte_unmapped_from(struct pmap *pmap, uint64_t va, struct frame *frame, uint64_t pte)
{
    --*pmap_count_for(pmap, frame);
    frame->flags |= pte_marks(pte);
    rmap_remove(frame, pmap, va);
}

static inline struct frame *pte_unmapped(struct pmap *pmap, uint64_t va, uint64_t pte)
{
    struct frame *frame = pte_frame(pte);
    pte_unmapped_from(pmap, va, frame, pte);
    return frame;
}

// Fences that are due: a few addresses, or from some number on the whole ASID.
#define FENCES_SINGLE 8
struct fences {
    struct pmap *pmap;
    unsigned count;
    uint64_t va[FENCES_SINGLE];
};
static inline void fences_add(struct fences *fences, uint64_t va)
{
    if (fences->count < FENCES_SINGLE)
        fences->va[fences->count] = va;
    fences->count++;
}
void fences_execute(struct fences *fences);  // none is due afterwards

void fence_all(void);
void fence_asid(const struct pmap *pmap);
void fence_kernel_page(uint64_t va);  // of every ASID: the kernel's leaves are global

#endif
