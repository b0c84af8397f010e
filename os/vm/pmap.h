// SPDX-License-Identifier: Apache-2.0
// Page tables. Their files (pte.h) alone know PTE bits, write PTEs and issue sfence.vma; everybody else asks in terms
// of frames, slots and rights. Sv39, or a mode with more levels, privileged manual 4.4 to 4.6.
//
// An entry of a user table is in one of these states:
//   ABSENT    0                                   nothing was ever here, or it can be found again through the object
//   MAPPED    a leaf                              a frame; V is clear where the region is PROT_NONE. A leaf of level 1
//                                                 maps a huge page (below)
//   SWAPPED   V clear, slot number                a private page whose bytes are in swap (or in the swap cache)
//   PHYSICAL  a leaf with a bit of software's     an address of RAM or of a device that the entry does not own: no
//   frame
//                                                 knows of it, and nobody's pages are counted by it
// Tables are zeroed when made and given back when their last entry goes.
//
// A huge page is 512 neighbouring ANON frames, aligned together, that one leaf of level 1 maps: 2 MiB by one entry of
// the TLB, and one access less in a walk. It is a matter of the table alone. Each of its frames has its own list of
// mappings, counts and place in a pool, as if it had an entry of its own; what it says (pmap_look) is said for each
// page, and whoever changes less than the whole changes a page: then the leaf becomes a table of 512 entries first.
// That table was set aside when the leaf was made, and counts as one of the space's tables all the while, so that
// splitting needs no memory, cannot fail, and does not sleep.
// A huge page has one owner: nobody else maps a frame of it, and no frame of it is in the swap cache. fork shares
// pages, so it splits: what two spaces own must lose W, and be copied, page by page, and one leaf has one W for all.
#ifndef VM_PMAP_H
#define VM_PMAP_H

#include "os/vm/frame.h"
#include "os/vm/vm.h"

// A table of the lowest level that was met on the way to an entry.
struct met_table {
    uint64_t range;       // number of the range that it maps; NO_RANGE: none was met
    uint64_t *entries;    // the table,
    struct frame *frame;  // and its frame
};
#define NO_RANGE UINT64_MAX

// Page table and address-space identifier of one space. Owned by the space; lock: vm.h.
struct pmap {
    uint64_t root;        // physical address of the root table
    uint64_t generation;  // of ASIDs in which `asid` was given; 0: never
    uint32_t asid;
    uint32_t tables;              // page-table pages, root included
    uint32_t anon, file, shared;  // pages mapped, by kind of frame and object (the zero frame counts nowhere)
    uint32_t swapped;             // SWAPPED entries
    uint32_t zero;                // entries that map the zero frame
    uint32_t physical;            // PHYSICAL entries
    uint32_t huge;                // leaves of level 1
    uint64_t kept;                // number of the first of the tables set aside, one for each of them; 0: none
    struct met_table near, far;   // the last two: faults come in neighbourhoods, and most programs are at two places
};

enum pte_state { PTE_ABSENT, PTE_MAPPED, PTE_SWAPPED, PTE_PHYSICAL };

// What an entry says, as seen by the rest of the kernel.
struct pte_view {
    enum pte_state state;
    struct frame *frame;   // MAPPED
    uint64_t pa;           // PHYSICAL
    uint32_t slot;         // SWAPPED
    uint32_t rights;       // MAPPED, PHYSICAL: VM_READ | VM_WRITE | VM_EXEC; 0 while hidden from user mode
    bool accessed, dirty;  // MAPPED, PHYSICAL
    uint8_t level;         // MAPPED: of the leaf; 0: it maps a page, 1: a huge page, of which this page is a part
};

// Probes ASIDLEN. At most asid_limit ASIDs are used, 0: as many as there are.
void pmap_init(uint64_t asid_limit);
unsigned pmap_asid_bits(void);

uint64_t pmap_satp(const struct pmap *pmap);  // what satp is while it is active, or would be with the ASID it has

int pmap_create(struct pmap *pmap);     // all zero before. 0 or -ENOMEM. May sleep
void pmap_destroy(struct pmap *pmap);   // every user entry must be ABSENT
void pmap_activate(struct pmap *pmap);  // loads satp; NULL: the kernel's own table

// Make sure that pmap_enter at `va` cannot fail for want of memory. 0: it was at hand; 1: this may have slept for it;
// -ENOMEM. The reservation lasts until the caller sleeps or unmaps. pmap_prepare_many: for
// so many pages of the table that maps va.
int pmap_prepare_many(struct pmap *pmap, uint64_t va, unsigned count);
static inline int pmap_prepare(struct pmap *pmap, uint64_t va) { return pmap_prepare_many(pmap, va, 1); }

struct pte_view pmap_look(struct pmap *pmap, uint64_t va);
// The byte at va, below USER_END, where the hart itself could read or write it now, changing neither A nor D; NULL
// where it would trap. Good until the next sleep.
void *pmap_reach(struct pmap *pmap, uint64_t va, enum vm_access access);

// ABSENT, SWAPPED or MAPPED -> MAPPED to `frame` with `rights`; A is set, and D too when `access` is a write. What
// was there is taken out and returned as by pmap_remove. Prepared; cannot fail.
struct pte_view pmap_enter(struct pmap *pmap, uint64_t va, struct frame *frame, uint32_t rights, enum vm_access access);
// ABSENT -> MAPPED, for a read, of each of `count` pages of an object, side by side from va on in one table that is
// there: pages[i] with rights[i]. A page that is NULL, or whose entry is not ABSENT, is passed over. How many came:
// all, or as many as there is memory for, by pmap_prepare.
unsigned pmap_enter_run(struct pmap *pmap, uint64_t va, struct frame *const *pages, const uint8_t *rights,
                        unsigned count);
// ABSENT -> PHYSICAL, with A and D set. Prepared; cannot fail.
void pmap_enter_physical(struct pmap *pmap, uint64_t va, uint64_t pa, uint32_t rights);
// MAPPED or PHYSICAL with other rights; tells the TLB when rights shrink. D is kept, in the PTE.
void pmap_protect(struct pmap *pmap, uint64_t va, uint32_t rights);
// Svade's half of the work: set A, and D when `access` is a write, in a MAPPED entry.
void pmap_touch(struct pmap *pmap, uint64_t va, enum vm_access access);
void pmap_forget_use(struct pmap *pmap, uint64_t va);  // clears A in a MAPPED entry, and tells the TLB
// Any state -> ABSENT. Returns what was there, D moved into the frame's DIRTY flag, frame->maps already counted down;
// a slot's reference now belongs to the caller. The TLB no longer holds it.
struct pte_view pmap_remove(struct pmap *pmap, uint64_t va);

// Many entries of one table that became ABSENT together, as pmap_remove would have said of each. Frames are unmapped,
// and the references of slots belong to the caller.
#define REMOVAL_MOST 32u
struct removal {
    unsigned frames, slots;
    struct frame *huge;  // besides, all frames of a huge page, this is the first; NULL: none
    union {
        struct frame *frame[REMOVAL_MOST];
        uint64_t entry[REMOVAL_MOST];  // for pmap_range.c, while it removes
    };
    uint32_t slot[REMOVAL_MOST];
};
// From va on, below end, the next entries that are not ABSENT become so. Returns the address up to which all is ABSENT.
uint64_t pmap_remove_some(struct pmap *pmap, uint64_t va, uint64_t end, struct removal *removal);
// The space will not be active again: what is removed from its table needs no fence from now on.
void pmap_retire(struct pmap *pmap);
// fork: from *va on, below end, what the parent's next table owns itself (private pages, slots, the zero frame) is the
// child's too, and both lose W. There the child, which was never active, has nothing yet. `named` counts each slot's
// new name; it must not sleep. 0, with *va moved to where the next call goes on; or -ENOMEM. May sleep.
int pmap_share_some(struct pmap *parent, struct pmap *child, uint64_t *va, uint64_t end, void (*named)(uint32_t slot));
// Each MAPPED or PHYSICAL entry of [start, end) gets the rights that `rights_of` says for it.
void pmap_protect_range(struct pmap *pmap, uint64_t start, uint64_t end,
                        uint32_t (*rights_of)(const void *region, struct pte_view view), const void *region);

// The entry of `from`, whatever its state, goes to `to` (ABSENT, prepared). Cannot fail.
void pmap_move(struct pmap *pmap, uint64_t from, uint64_t to);

// ---- huge pages (pmap_huge.c) ----

#define HUGE_ORDER 9u  // of the block of frames
#define HUGE_PAGES (1u << HUGE_ORDER)
#define HUGE_SIZE (HUGE_PAGES * PAGE_SIZE)

// Is nothing mapped in the HUGE_SIZE bytes around va? They are the range of one table.
bool pmap_huge_absent(struct pmap *pmap, uint64_t va);
// pmap_enter for all of a block of fresh frames, `first` the first of them, at va, a multiple of HUGE_SIZE where all is
// absent. Prepared; cannot fail.
void pmap_huge_enter(struct pmap *pmap, uint64_t va, struct frame *first, uint32_t rights, enum vm_access access);
// The huge page that va lies in, if it does, is mapped page by page afterwards.
void pmap_huge_split(struct pmap *pmap, uint64_t va);

// The next address in [va, end) whose entry is not ABSENT, or `end`.
uint64_t pmap_next(struct pmap *pmap, uint64_t va, uint64_t end);

// All the PTEs of a frame.
bool frame_test_clear_accessed(struct frame *frame);  // was any A set? Clears them, and tells the TLB
bool frame_dirty(struct frame *frame);                // DIRTY flag or any D
static inline bool frame_may_be_lost(struct frame *frame) { return frame->flags & FRAME_LAZY && !frame_dirty(frame); }
void frame_clean(struct frame *frame);       // clears every D and W, and tells the TLB
void frame_forget_use(struct frame *frame);  // clears every A and D, and tells the TLB: the next use and store are seen
// Unmap everywhere: each PTE becomes SWAPPED with `slot` (0: ABSENT); returns how many there were. D is collected
// first.
uint32_t frame_unmap(struct frame *frame, uint32_t slot);

// For audits and reports.
uint32_t pmap_count_tables(struct pmap *pmap);  // UINT32_MAX: one has a wrong count of its entries, or is not set aside

#endif
