// SPDX-License-Identifier: Apache-2.0
// Address spaces and their regions.
//
// A region is a half-open, page-aligned range [start, end) with one set of rights, private or shared, shown from an
// object or anonymous. Regions of a space are disjoint and sorted; neighbours that could be one region are one.
// Owner: the tasks that hold the space (refs). Lock: vm.h; whoever walks regions and sleeps looks them up again.
#ifndef VM_SPACE_H
#define VM_SPACE_H

#include "os/vm/object.h"
#include "os/vm/pmap.h"
#include "os/vm/vm.h"

// Linux's MAP_ values, as mmap passes them.
#define VM_MAP_SHARED 0x01u
#define VM_MAP_PRIVATE 0x02u
#define VM_MAP_FIXED 0x10u
#define VM_MAP_ANONYMOUS 0x20u
#define VM_MAP_GROWSDOWN 0x100u
#define VM_MAP_DENYWRITE 0x800u
#define VM_MAP_NORESERVE 0x4000u
#define VM_MAP_POPULATE 0x8000u
#define VM_MAP_STACK 0x20000u
#define VM_MAP_FIXED_NOREPLACE 0x100000u

// struct region.flags
#define REGION_SHARED 1u
#define REGION_STACK 2u     // grows down on a fault between its limit and its start
#define REGION_HEAP 4u      // the brk area
#define REGION_MAYWRITE 8u  // shared file regions: the file was open for writing

struct region {
    uint64_t start, end;    // bytes, page-aligned
    uint32_t rights;        // VM_READ | VM_WRITE | VM_EXEC
    uint32_t flags;         // REGION_...
    struct object *object;  // NULL: private anonymous
    uint64_t offset;        // bytes into the object that `start` shows
    struct region *next;    // by address
};

// What the PTEs of a region may grant: W implies R there.
static inline uint32_t region_pte_rights(const struct region *region)
{
    return region->rights & VM_WRITE ? region->rights | VM_READ : region->rights;
}

#define STACK_TOP (USER_END - PAGE_SIZE)  // end of the first thread's stack
#define STACK_LIMIT (8ul << 20)           // bytes that it can grow to
#define STACK_GUARD (256 * PAGE_SIZE)     // kept free below a stack's lowest possible page
#define MMAP_TOP (STACK_TOP - STACK_LIMIT - STACK_GUARD - (64ul << 20))  // mmap areas grow down from here

struct space {
    struct pmap pmap;
    uint32_t refs;  // tasks that run in it (vfork and threads share)
    struct region *regions;
    uint64_t start_brk, brk;                              // heap: [start_brk, brk), bytes; set by exec
    uint64_t start_code, end_code, start_data, end_data;  // set by exec, for /proc
    uint64_t start_stack, arg_start, arg_end, env_start, env_end;
    uint64_t pages;                      // sum of the regions, pages
    uint64_t peak_pages, peak_resident;  // high-water marks (VmPeak, VmHWM), pages
    uint64_t limit_stack;                // bytes; STACK_LIMIT until setrlimit
    struct space *next;                  // all spaces, for check.c
};

struct space *space_create(void);                // refs 1, no regions. NULL: no memory. May sleep
struct space *space_fork(struct space *parent);  // copy-on-write twin, refs 1. NULL: no memory. May sleep
void space_hold(struct space *space);
void space_release(struct space *space);   // the last one unmaps everything; not while it is active. May sleep
void space_activate(struct space *space);  // satp and ASID; NULL: kernel only

struct region *space_find(struct space *space, uint64_t va);          // region that contains va, or NULL
struct region *space_find_next(struct space *space, uint64_t va);     // first region with end > va, or NULL
struct region *space_find_or_grow(struct space *space, uint64_t va);  // grows a stack down to va if its rules allow it

// mmap(2) below the file-descriptor layer. `object` NULL: anonymous (VM_MAP_SHARED makes a SHARED object for it). The
// region takes its own reference to `object`. `maywrite`: the file is open for writing. Returns the address or
// -EINVAL, -ENOMEM, -EEXIST, -EACCES. May sleep.
int64_t space_map(struct space *space, uint64_t hint, uint64_t length, uint32_t rights, uint32_t map_flags,
                  struct object *object, uint64_t offset, bool maywrite);
int space_map_stack(struct space *space, uint64_t top, uint64_t size);  // stack [top - size, top). 0 or -errno
int space_unmap(struct space *space, uint64_t start, uint64_t length);  // munmap(2)
int space_protect(struct space *space, uint64_t start, uint64_t length, uint32_t rights);  // mprotect(2)
int64_t space_remap(struct space *space, uint64_t old, uint64_t old_length, uint64_t new_length, uint32_t flags,
                    uint64_t new_address);                             // mremap(2); moves PTEs, never copies
uint64_t space_brk(struct space *space, uint64_t brk);                 // brk(2): the break that holds afterwards
void space_set_brk(struct space *space, uint64_t start);               // exec: the heap begins here, empty
int space_sync(struct space *space, uint64_t start, uint64_t length);  // msync(2)
int space_advise(struct space *space, uint64_t start, uint64_t length, int advice);        // madvise(2)
int space_mincore(struct space *space, uint64_t start, uint64_t length, uint8_t *vector);  // vector: kernel memory

uint64_t space_resident(const struct space *space);  // pages: anon + file + shared
void space_note_peak(struct space *space);
extern struct space *all_spaces;  // by space.next

// Between space.c and mapping.c.
struct region *region_create(uint64_t start, uint64_t end, uint32_t rights, uint32_t flags, struct object *object,
                             uint64_t offset);                   // holds object; NULL: no memory
void region_insert(struct space *space, struct region *region);  // into a free range; joins neighbours where it can
void region_join(struct space *space, uint64_t start, uint64_t end);  // what can be one region, in and around
int region_split_at(struct space *space, uint64_t va);                // no region straddles va afterwards. 0 or -ENOMEM
void region_remove(struct space *space, struct region *region);       // pages and all
void space_drop_pages(struct space *space, uint64_t start, uint64_t end);  // entries [start, end) become ABSENT

#endif
