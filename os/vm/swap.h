// SPDX-License-Identifier: Apache-2.0
// Swap: slots in areas made by mkswap, partitions or files, and the cache of frames whose bytes are also in a slot.
// Invariants and transitions stand at the head of swap.c. Lock: vm.h.
#ifndef VM_SWAP_H
#define VM_SWAP_H

#include "os/vm/frame.h"

struct blk;
struct swap_area;
struct vnode;

#define SWAP_NONE 0u  // no slot has this number: the header lies there

// swapon(2): a block device, or a file without holes. Slots are taken from the area of the highest priority; below 0:
// lower than all that are there. 0 or -EINVAL (neither, no signature, bad size, a hole), -EBUSY (it is on, or mounted),
// -EPERM (no more areas), -EIO, -ENOMEM. May sleep.
int swap_on(struct vnode *vnode, const char *name, int priority);
// swapoff(2): every page comes back. 0 or -EINVAL (it is not on), -ENOMEM, -EIO, -EINTR (killed). May sleep
int swap_off(struct vnode *vnode);
bool swap_drop_cached(struct swap_area *area);  // frees slots that nobody names: their pages are in memory. True: slept
bool swap_accepts(void);                        // there is an area that swapoff is not emptying
bool swap_uses(const struct blk *device);       // is it an area?

struct swap_description {
    const char *name;
    bool is_file;
    uint32_t total, used;  // slots
    int priority;
};
bool swap_describe(unsigned number, struct swap_description *d);  // a row of /proc/swaps; false: no area of that number
#define SWAP_AREAS 8u

// A slot's number is that of its area above SLOT_BITS and that of the page within the area below.
#define SLOT_BITS 24
#define SLOT_MASK ((1u << SLOT_BITS) - 1)
static inline uint32_t swap_area_number(uint32_t slot) { return slot >> SLOT_BITS; }
static inline uint32_t swap_index(uint32_t slot) { return slot & SLOT_MASK; }

bool swap_make_room(void);  // is a slot free, if need be at the cost of one that only caches a page in memory?
// Up to `want` neighbouring free slots, each with one reference: how many, and the first. 0: swap is full, or there
// is none.
unsigned swap_alloc(unsigned want, uint32_t *first);
void swap_ref(uint32_t slot);         // one more PTE or object entry names it
void swap_unref(uint32_t slot);       // one fewer; the last frees the slot, or settles the frame that caches it
uint32_t swap_refs(uint32_t slot);    // PTEs and object entries that name it
uint32_t swap_shadow(uint32_t slot);  // what the policy left with the page (pool.h); 0: nothing
void swap_set_shadow(uint32_t slot, uint32_t shadow);
struct frame *swap_cached(uint32_t slot);
void swap_cache_add(struct frame *frame, uint32_t slot);
void swap_cache_drop(struct frame *frame);  // the frame forgets its slot; the slot is freed when nobody names it
bool swap_crowded(uint32_t slot);  // more than half full, or its area being emptied: a page that comes back gives it up

// Slots [first, first + count) <- pages, if possible in one request; count at most SWAP_CLUSTER. Where a place cannot
// be written, others are tried. The number of pages that were written, from the first on: fewer than count after an
// error. Sleeps; the caller keeps slots and pages as they are.
#define SWAP_CLUSTER 8u
unsigned swap_write(uint32_t first, void *const pages[], unsigned count);
int swap_read(uint32_t slot, void *page);
// The frame that holds `slot`'s bytes, in the cache, not LOCKED, held once for the caller, in *out. 0 or -EIO, -ENOMEM.
// Sets *read when the device had to be asked, with `ahead` for neighbours, too (swap_ahead.h). -EAGAIN: the slot was
// freed while this slept. May sleep.
int swap_get(uint32_t slot, bool ahead, struct frame **out, bool *read);

uint64_t swap_total(void);  // usable slots
uint64_t swap_used(void);   // slots with a reference or a cached frame
uint64_t swap_cache_count(void);

// For vm_check: count anew who names each slot.
uint32_t swap_next(uint32_t slot);  // the next that is or was in use, in order; 0: no more. For 0: the first
bool swap_valid(uint32_t slot);     // it is one of them
void swap_audit_start(void);
void swap_audit_name(uint32_t slot);
uint32_t swap_audit_names(uint32_t slot);
uint64_t swap_audit_used(void);  // slots in use, also in areas that swapoff empties

#endif
