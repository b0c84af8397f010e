// SPDX-License-Identifier: Apache-2.0
// Frames: the pages of RAM, who owns each, and the ring on which reclaim's hand turns.
//
// Owner of a frame, by kind:
//   FREE     the free list
//   KERNEL   whoever called kpage_alloc
//   SLAB     kalloc.c, cut into blocks
//   TABLE    pmap.c, a page table
//   ZERO     the one frame of zeroes that every first read maps; never counted, never freed
//   ANON     the PTEs that map it (frame.maps of them) and, while it is in the swap cache, its slot
//   CACHED   its object (object, index): page of a file or of shared memory
// Only ANON and CACHED frames are on the ring and can be reclaimed.
// The lock is the kernel itself (vm.h). A frame with FRAME_BUSY set is under I/O: its identity and bytes stand still, and
// who needs it calls frame_wait() and looks again. A frame with holds > 0 keeps its identity but may be written.
#ifndef VM_FRAME_H
#define VM_FRAME_H

#include "vm/vm.h"

struct object;
struct pmap;

enum frame_kind { FRAME_FREE, FRAME_KERNEL, FRAME_SLAB, FRAME_TABLE, FRAME_ZERO, FRAME_ANON, FRAME_CACHED };

#define FRAME_BUSY 1u         // I/O under way
#define FRAME_DIRTY 2u        // newer than its copy on the device, besides what D bits of PTEs say
#define FRAME_REFERENCED 4u   // used since the hand passed, besides what A bits of PTEs say
#define FRAME_INVALID 8u      // CACHED only: reading it failed; the next user tries again

// One PTE that maps a frame. The first is kept in the frame itself.
struct mapping {
    struct pmap *pmap;
    uint64_t va;
    struct mapping *next;
};

struct frame {
    uint8_t kind;    // enum frame_kind
    uint8_t flags;   // FRAME_...
    uint16_t holds;  // short-term references that forbid reclaim (and, for CACHED, removal)
    uint32_t maps;   // ANON, CACHED: PTEs that map it; TABLE: entries in use; SLAB: blocks in use
    uint32_t slot;   // ANON: the swap slot with an older or equal copy, 0 for none
    uint32_t index;  // CACHED: page number within its object; SLAB: size class
    struct object *object;
    struct frame *hash_next;                 // CACHED: chain of the object table
    struct frame *object_prev, *object_next; // CACHED: ring through its object's head
    struct frame *ring_prev, *ring_next;     // ANON, CACHED: reclaim's ring; FREE: ring_next is the free list; SLAB: partial list
    struct mapping first;                    // ANON, CACHED with maps > 0
};

void frame_init(uint64_t first_pa, uint64_t end_pa, uint64_t limit);

// A frame for kernel use of the given kind, off every list. NULL when nothing can be reclaimed. May sleep.
struct frame *frame_alloc(enum frame_kind kind);
// The same for a user page: leaves a reserve to the kernel. The frame comes held once.
struct frame *frame_alloc_user(void);
void frame_free(struct frame *frame);   // off every list, unmapped, not held
uint64_t frame_boot_take(uint64_t count);   // `count` neighbouring frames for ever; physical address. Boot only.

struct frame *frame_of(uint64_t pa);    // NULL when pa is not managed RAM
uint64_t frame_pa(const struct frame *frame);
void *frame_kva(const struct frame *frame);

static inline void frame_hold(struct frame *frame) { frame->holds++; }
void frame_release(struct frame *frame);   // drops a hold; frees an ANON frame that has no other owner left

void frame_wait(struct frame *frame);      // sleeps until the frame is not BUSY; afterwards the frame may be anybody's
void frame_set_busy(struct frame *frame);
void frame_clear_busy(struct frame *frame);   // and wakes who waits

void ring_insert(struct frame *frame);     // just behind the hand: the last to be looked at
void ring_remove(struct frame *frame);

uint64_t frame_count_total(void);   // given to this kernel
uint64_t frame_count_free(void);
uint64_t frame_count_kind(enum frame_kind kind);
uint64_t frame_first_number(void);  // physical frame number of the first managed frame
struct frame *frame_by_number(uint64_t pfn);

extern struct frame *zero_frame;

#endif
