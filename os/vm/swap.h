// SPDX-License-Identifier: Apache-2.0
// Swap: slots on one block device made by mkswap, and the cache of frames whose bytes are also in a slot.
// Invariants and transitions stand at the head of swap.c. Lock: vm.h.
#ifndef VM_SWAP_H
#define VM_SWAP_H

#include "os/vm/frame.h"

struct blk;

#define SWAP_NONE 0u  // no slot has this number: the header lies there

// 0 or -EINVAL (no signature, bad size), -EBUSY, -EIO, -ENOMEM. May sleep.
int swap_on(struct blk *device, const char *name);
int swap_off(void);            // swapoff.c: brings every page back. 0 or -ENOMEM, -EIO, -EINVAL, -EBUSY. May sleep
void swap_close(bool closed);  // while closed no slot is given out
bool swap_drop_cached(void);   // frees the slots that nobody names: their pages are in memory. True: it has slept
int swap_detach(void);         // forgets the device. 0 or -EBUSY: a slot is in use
bool swap_active(void);
bool swap_accepts(void);  // there is swap, and swapoff is not emptying it
const char *swap_name(void);

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
bool swap_crowded(void);  // more than half full, or being emptied: a page that comes back gives up its slot

// Slots [first, first + count) <- pages, in one request; count at most SWAP_CLUSTER. 0 or -EIO. Sleeps; the caller
// keeps slots and pages as they are.
#define SWAP_CLUSTER 8u
int swap_write(uint32_t first, void *const pages[], unsigned count);
int swap_read(uint32_t slot, void *page);
// The frame that holds `slot`'s bytes, in the cache, not LOCKED, held once for the caller, in *out. 0 or -EIO, -ENOMEM.
// Sets *read when the device had to be asked. -EAGAIN: the slot was freed while this slept. May sleep.
int swap_get(uint32_t slot, struct frame **out, bool *read);

uint64_t swap_total(void);  // usable slots
uint64_t swap_used(void);   // slots with a reference or a cached frame
uint64_t swap_cache_count(void);
uint32_t swap_high(void);  // every slot that is or was in use is below: [1, high)
bool swap_slot_bad(uint32_t slot);

// For vm_check: count anew who names each slot.
void swap_audit_start(void);
void swap_audit_name(uint32_t slot);
uint32_t swap_audit_names(uint32_t slot);

#endif
