// SPDX-License-Identifier: Apache-2.0
// Frames: the pages of RAM, who owns each, and what reclaim knows of it.
//
// Owner of a frame, by kind:
//   FREE     buddy.c, in a block of free memory
//   KERNEL   whoever called kpage_alloc
//   SLAB     kalloc.c, cut into blocks
//   TABLE    pmap.c, a page table
//   ZERO     the one frame of zeroes that every first read maps; never counted, never freed
//   ANON     the PTEs that map it (frame.maps of them) and, while it is in the swap cache, its slot
//   CACHED   its object (object, index): page of a file or of shared memory
// Only ANON and CACHED frames are in a pool and can be reclaimed.
// The lock is the kernel itself (vm.h). The bytes of a LOCKED frame are not there yet: it belongs to who set the bit;
// others hold it, wait, and look again. A frame under WRITEBACK is being read by a device: it may be read, mapped and
// written all the while (a store makes it dirty again), but it is neither freed nor given another identity, and its
// slot or block stays its own. A held frame keeps its identity (kind, object, slot), though not its mappings.
#ifndef VM_FRAME_H
#define VM_FRAME_H

#include "os/lib/list.h"
#include "os/kern/sched.h"
#include "os/vm/policy/policy.h"
#include "os/vm/vm.h"

struct object;
struct pmap;

enum frame_kind {
    FRAME_FREE,
    FRAME_KERNEL,
    FRAME_SLAB,
    FRAME_TABLE,
    FRAME_ZERO,
    FRAME_ANON,
    FRAME_CACHED,
    FRAME_KINDS
};

#define FRAME_LOCKED 1u      // its bytes are on their way in
#define FRAME_REFERENCED 2u  // used since it was last asked, besides what A bits of PTEs say
#define FRAME_DIRTY 4u       // newer than its copy on the device, besides what D bits of PTEs say
#define FRAME_SHMEM 8u       // CACHED: of a SHARED object
#define FRAME_CODE 16u       // fetches see its bytes: fence.i was executed since they were written
#define FRAME_WRITEBACK 32u  // a device is reading it
#define FRAME_BACKED 64u     // CACHED: each byte of it before the end of its file has a place on the device
#define FRAME_AHEAD 64u      // ANON, the same bit: read ahead from swap, and nobody has asked for it yet
#define FRAME_LAZY 128u      // ANON: may be lost (MADV_FREE), unless it has been written to since: then it is dirty
#define FRAME_IO (FRAME_LOCKED | FRAME_WRITEBACK)

// One PTE that maps a frame. The first is kept in the frame itself.
struct mapping {
    struct pmap *pmap;
    uint64_t va;
    struct mapping *next;
};

struct frame {
    union {
        struct {
            uint8_t kind;    // enum frame_kind
            uint8_t flags;   // FRAME_...
            uint16_t holds;  // short-term references that forbid reclaim and removal
            uint32_t maps;   // ANON, CACHED: PTEs that map it; TABLE: entries in use; SLAB: blocks in use
        };
        uint64_t state;  // these four at once (FRAME_STATE), where many frames are asked for them
    };
    uint32_t slot;  // ANON: the swap slot that caches it; SHMEM: of bytes under way from or to it; 0: none. FREE: is it
                    // poisoned?
    uint32_t number;        // physical frame number
    uint64_t index;         // CACHED: page number within its object; SLAB: size class; FREE: see buddy.h; TABLE: set
                            // aside for a huge page, the number of the next that is
    struct object *object;  // CACHED
    union {
        struct list link;         // FREE: free blocks of its order; SLAB: pages with room
        struct policy_page page;  // ANON, CACHED: what the policy of its pool keeps of it (pool.h)
    };
    union {
        struct mapping first;  // ANON, CACHED, while maps > 0
        struct {
            void *blocks;  // SLAB: blocks that were given back,
            uint32_t cut;  // and the bytes that blocks were cut from so far
        };
    };
};

#define FRAME_STATE(kind, flags, holds, maps) \
    ((uint64_t)(kind) | (uint64_t)(flags) << 8 | (uint64_t)(holds) << 16 | (uint64_t)(maps) << 32)

// The table of frames: one entry a managed frame.
struct frame_table {
    struct frame *entries;
    uint64_t origin;      // where the entry of frame number 0 would be
    uint64_t first, end;  // physical frame numbers, half-open
    uint64_t count;       // of them
    uint64_t frontier;    // frames from here on were never used and have no initialized entry
};
extern struct frame_table frame_table;

// Blocks of neighbouring frames: orders [0, FRAME_ORDERS), 2^order frames, aligned to their size.
#define FRAME_ORDERS 11u

// Manage physical memory [start, end): the frame table goes at its beginning, at most `limit` frames behind it.
void frame_init(uint64_t start, uint64_t end, uint64_t limit);

// A frame for the kernel, of the given kind. NULL when nothing can be reclaimed. May sleep. Contents undefined.
struct frame *frame_alloc(enum frame_kind kind);
struct frame *frame_alloc_sparing(enum frame_kind kind);  // the same, but watermarks.min are left
struct frame *frame_take(enum frame_kind kind);  // the same if one is free: nothing is reclaimed, nothing has changed
struct frame *frame_alloc_zeroed(enum frame_kind kind);  // as frame_alloc, all zero
struct frame *frame_take_zeroed(enum frame_kind kind);   // one that is zero already, if there is; fails for no test
// A frame for a user page: ANON, in no pool, held once. Leaves watermarks.min to the kernel. NULL, sleeping: as above.
struct frame *frame_alloc_user(void);
struct frame *frame_take_user(void);          // the same if one is free: nothing is reclaimed, nothing has changed
void frame_free(struct frame *frame);         // unmapped, not held, in no pool
void frame_free_zeroed(struct frame *frame);  // the same; a page table, all zero
void frame_free_many(struct frame *const *frames, unsigned count);    // the same; all of one kind
struct frame *frame_take_above(enum frame_kind kind, uint64_t keep);  // if more than `keep` are free; fails for no test
// A block of frames of the given kind, if one is free: nothing is reclaimed, nothing has changed. Given back as a whole
// or frame by frame.
struct frame *frame_alloc_order(enum frame_kind kind, unsigned order);
void frame_free_order(struct frame *first, unsigned order);
void frame_set_kind(struct frame *frame, enum frame_kind kind);  // ANON <-> CACHED, by object.c only
uint64_t frame_boot_take(uint64_t count);  // neighbouring frames, for ever; their physical address. Boot only

// By frame number, of a frame that is managed.
static inline struct frame *frame_managed(uint64_t pfn)
{
    return (struct frame *)(frame_table.origin + pfn * sizeof(struct frame));
}

// The same; NULL when it is not managed RAM, or was never used.
static inline struct frame *frame_by_number(uint64_t pfn)
{
    return pfn >= frame_table.first && pfn < frame_table.frontier ? frame_managed(pfn) : NULL;
}

static inline struct frame *frame_of(uint64_t pa) { return frame_by_number(pa >> PAGE_SHIFT); }

static inline uint64_t frame_pa(const struct frame *frame) { return (uint64_t)frame->number << PAGE_SHIFT; }

static inline void *frame_kva(const struct frame *frame) { return kva(frame_pa(frame)); }

static inline void frame_hold(struct frame *frame) { frame->holds++; }
void frame_release(struct frame *frame);  // drops a hold, then settles
// Drops a hold of a frame that has an owner besides.
static inline void frame_unhold(struct frame *frame) { frame->holds--; }
// An ANON frame without PTE, hold, I/O or a slot that is named is free from now on. Anything else stays.
void frame_settle(struct frame *frame);
void frames_settle(struct frame **frames, unsigned count);  // each of them; the array is not as before afterwards
bool frame_slot_is_named(const struct frame *frame);
// ANON: one PTE is the only owner, so that a write needs no copy.
static inline bool frame_exclusive(const struct frame *frame)
{
    return frame->maps == 1 && !(frame->slot && frame_slot_is_named(frame));
}

// Each sets or clears its bit, and wakes who waits for it.
void frame_lock(struct frame *frame);
void frame_unlock(struct frame *frame);
void frame_writeback_begin(struct frame *frame);
void frame_writeback_end(struct frame *frame);
// Sleep until the bit is clear; the caller holds the frame, and looks again.
void frame_wait_locked(struct frame *frame);
void frame_wait_writeback(struct frame *frame);
void frame_wait_io(struct frame *frame);  // neither

extern struct waitq frames_low;  // woken when a frame is taken below watermarks.wake

// Figures.
static inline uint64_t frame_count_total(void) { return frame_table.count; }
uint64_t frame_count_free(void);
uint64_t frame_count_kind(enum frame_kind kind);
uint64_t frame_number_first(void);  // frames in use so far: numbers [first, end)
uint64_t frame_number_end(void);

extern struct frame *zero_frame;
// The allocation (of a frame or a kernel block) after which one fails, counted down by each; 0: none will. For tests.
extern int64_t fail_alloc;
static inline bool alloc_fails(void) { return fail_alloc && --fail_alloc == 0; }

#endif
