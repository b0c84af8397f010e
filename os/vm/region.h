// SPDX-License-Identifier: Apache-2.0
// Regions, and the order in which a space keeps them.
//
// A region is a half-open, page-aligned range [start, end) with one set of rights, private or shared, shown from an
// object or anonymous. Regions of a space are disjoint and sorted; neighbours that could be one region are one.
// They hang in a list by address and, where there are many, in a tree (region_tree.h): so finding an address and
// finding room both take O(log n) steps. Owner: the space. Lock: the space's for whoever changes regions (space.h);
// whoever reads them owns them until it sleeps (vm.h).
#ifndef VM_REGION_H
#define VM_REGION_H

#include "os/kern/file.h"
#include "os/vm/kalloc.h"
#include "os/vm/object.h"
#include "os/vm/range.h"

struct space;

// struct region.flags
#define REGION_SHARED 1u
#define REGION_STACK 2u          // grows down on a fault between its limit and its start
#define REGION_HEAP 4u           // the brk area
#define REGION_MAYWRITE 8u       // shared file regions: the file was open for writing
#define REGION_ACCOUNT 16u       // its pages count in Committed_AS (commit.h)
#define REGION_NORESERVE 32u     // mapped with MAP_NORESERVE: does not count, where the mode lets it
#define REGION_LOCKED 64u        // mlock: its pages stay in memory
#define REGION_NOFORK 128u       // madvise: a child does not get it,
#define REGION_WIPEFORK 256u     // or gets it empty
#define REGION_RANDOM 512u       // madvise: no read-ahead,
#define REGION_SEQUENTIAL 1024u  // or more of it
#define REGION_HUGE 2048u        // madvise: large pages are welcome,
#define REGION_NOHUGE 4096u      // or not wanted
#define REGION_NODUMP 8192u      // madvise: not for a core file
#define REGION_ON_FAULT 16384u   // REGION_LOCKED, as pages come: none is brought in for it
#define REGION_LOCKS (REGION_LOCKED | REGION_ON_FAULT)

struct region {
    uint64_t start, end;             // bytes, page-aligned
    uint32_t rights;                 // VM_READ | VM_WRITE | VM_EXEC
    uint32_t flags;                  // REGION_...
    struct object *object;           // NULL: private anonymous
    uint64_t offset;                 // bytes into the object that `start` shows
    struct file *file;               // by which it was mapped, held: it stays open. NULL: none
    struct region *next, *previous;  // by address
    // Kept by region_tree.c, where there is a tree.
    struct region *above, *left, *right;  // in the tree
    uint64_t gap;                         // free bytes below start that a mapping may have
    uint64_t widest;                      // the largest gap in this part of the tree
    uint32_t weight;                      // not above that of the node above
};

static inline struct range region_range(const struct region *region)
{
    return (struct range){region->start, region->end};
}

// What the PTEs of a region may grant: W implies R there.
static inline uint32_t region_pte_rights(const struct region *region)
{
    return region->rights & VM_WRITE ? region->rights | VM_READ : region->rights;
}

// Bytes into the object that `va`, inside the region, shows; 0 for anonymous regions.
static inline uint64_t region_offset_at(const struct region *region, uint64_t va)
{
    return region->object ? region->offset + (va - region->start) : 0;
}

// Where mappings that come from above must end: a stack keeps its guard gap below it.
#define STACK_GUARD (256 * PAGE_SIZE)
static inline uint64_t region_floor(const struct region *region)
{
    if (!(region->flags & REGION_STACK))
        return region->start;
    return region->start > STACK_GUARD ? region->start - STACK_GUARD : 0;
}

struct region *space_find(struct space *space, uint64_t va);       // region that contains va, or NULL
struct region *space_find_next(struct space *space, uint64_t va);  // first region with end > va, or NULL
// The highest free range of `length` bytes in [USER_LOW, top) that keeps the guard gaps.
struct room {
    uint64_t start;       // 0: there is none
    struct region *next;  // the region above it, or NULL
};
struct room space_find_room(const struct space *space, uint64_t top, uint64_t length);

// A region in no space. NULL: no memory. May sleep. It must be made one before anything else is done with it:
static inline struct region *region_alloc(void) { return kmalloc(sizeof(struct region)); }
// It holds `object` and `file`.
static inline void region_make(struct region *region, struct range range, uint32_t rights, uint32_t flags,
                               struct object *object, uint64_t offset, struct file *file)
{
    region->start = range.start;
    region->end = range.end;
    region->rights = rights;
    region->flags = flags;
    region->object = object;
    region->offset = offset;
    region->file = file ? file_hold(file) : NULL;
    if (object)
        object_hold(object);
}
void region_free(struct region *region);                         // in no space. Releases what it holds: may sleep
void region_insert(struct space *space, struct region *region);  // into a free range. Joins nothing
void region_insert_before(struct space *space, struct region *region, struct region *next);  // the same; NULL: last
void region_take_out(struct space *space, struct region *region);  // what is mapped there stays mapped
// Nothing is mapped any more: all regions leave the space. The first of them, the others by next.
struct region *regions_take_out(struct space *space);
void region_move_start(struct space *space, struct region *region, uint64_t start);  // the offset follows
void region_move_end(struct space *space, struct region *region, uint64_t end);
void region_set(struct space *space, struct region *region, uint32_t rights, uint32_t flags);

extern int64_t region_limit;  // vm.max_map_count: Linux's limit on their number

// No region straddles va afterwards: 0, or -ENOMEM. May sleep.
int region_split_at(struct space *space, uint64_t va);
// What can be one region in and around the range becomes one. Does not sleep (objects are held by the ones that stay).
void region_join(struct space *space, struct range range);

// For vm_check: are list and tree as they should be? NULL, or the first region that is wrong.
const struct region *region_audit(const struct space *space);

#endif
