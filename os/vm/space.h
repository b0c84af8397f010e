// SPDX-License-Identifier: Apache-2.0
// Address spaces: a page table and the regions (region.h) that say what belongs at which address.
//
// Owner: the tasks that hold the space (refs). Whoever changes regions holds `lock`, a sleeping lock, from the first
// look to the last change; the functions below that change them take it themselves. Two do without: the fault path,
// which looks again after each sleep, and the growth of a stack within it, which neither sleeps nor meets another
// region. All else is guarded as vm.h says. Order of locks: a space's is taken before anything that may sleep within
// os/vm and os/fs, and never two of them but in fork, where the child's is nobody else's yet.
#ifndef VM_SPACE_H
#define VM_SPACE_H

#include "os/kern/lock.h"
#include "os/kern/task.h"
#include "os/vm/pmap.h"
#include "os/vm/region.h"

// Linux's MAP_ values, as mmap passes them.
#define VM_MAP_SHARED 0x01u
#define VM_MAP_PRIVATE 0x02u
#define VM_MAP_FIXED 0x10u
#define VM_MAP_ANONYMOUS 0x20u
#define VM_MAP_GROWSDOWN 0x100u
#define VM_MAP_DENYWRITE 0x800u
#define VM_MAP_LOCKED 0x2000u
#define VM_MAP_NORESERVE 0x4000u
#define VM_MAP_POPULATE 0x8000u
#define VM_MAP_STACK 0x20000u
#define VM_MAP_FIXED_NOREPLACE 0x100000u

#define STACK_TOP (USER_END - PAGE_SIZE)                                 // end of the first thread's stack
#define STACK_LIMIT (8ul << 20)                                          // bytes that it can grow to, until setrlimit
#define MMAP_TOP (STACK_TOP - STACK_LIMIT - STACK_GUARD - (64ul << 20))  // mmap areas grow down from here

struct space {
    struct pmap pmap;
    uint32_t refs;  // tasks that run in it (vfork and threads share)
    uint32_t region_count;
    struct lock lock;
    struct region *regions, *region_last;                 // by region.next
    struct region *region_root, *region_recent;           // the tree or NULL, and the region met last
    uint64_t start_brk, brk;                              // heap: [start_brk, brk), bytes; set by exec
    uint64_t start_code, end_code, start_data, end_data;  // set by exec, for /proc
    uint64_t start_stack, arg_start, arg_end, env_start, env_end;
    struct file *program;                // that runs in it, held, and nobody writes to it; NULL: none
    uint64_t pages;                      // sum of the regions, pages
    uint64_t data_pages;                 // of them private and writable, no stack
    uint64_t locked_pages;               // of them mlocked (VmLck)
    uint64_t peak_pages, peak_resident;  // high-water marks (VmPeak, VmHWM), pages
    uint32_t lock_future;                // REGION_LOCKS: how regions to come are locked (mlockall)
    struct space *next;                  // all spaces, for check.c
};

struct space *space_create(void);  // refs 1, no regions. NULL: no memory. May sleep
// Copy-on-write twin, refs 1. 0, -ENOMEM, or -EINTR: SIGKILL waits. May sleep.
int space_fork(struct space *parent, struct space **child_out);
void space_hold(struct space *space);
void space_release(struct space *space);   // the last one unmaps everything; not while it is active. May sleep
void space_activate(struct space *space);  // satp and ASID; NULL: kernel only

struct region *space_find_or_grow(struct space *space, uint64_t va);  // grows a stack down to va if its rules allow it
// The region met last, if va lies in it; otherwise NULL, and another may have it.
static inline struct region *space_recent(const struct space *space, uint64_t va)
{
    struct region *region = space->region_recent;
    return region && va >= region->start && va < region->end ? region : NULL;
}
// Would `pages` more stay within the running process's RLIMIT_AS and, for data, RLIMIT_DATA?
static inline bool space_limits_allow(const struct space *space, uint64_t pages, bool data)
{
    uint64_t all = task_rlimit(LIMIT_AS), of_data = data ? task_rlimit(LIMIT_DATA) : LIMIT_INFINITY;
    return (all == LIMIT_INFINITY || space->pages + pages <= all >> PAGE_SHIFT) &&
           (of_data == LIMIT_INFINITY || space->data_pages + pages <= of_data >> PAGE_SHIFT);
}

// May it have so many regions more?
static inline bool region_limit_allows(const struct space *space, uint32_t more)
{
    return (int64_t)space->region_count + more <= region_limit;
}

// mmap(2) below the file-descriptor layer. The region takes its own references to `object` and `file`. Returns the
// address or -EINVAL, -ENOMEM, -EEXIST, -EACCES, -EPERM, -EAGAIN, -EINTR. May sleep, as all that follow.
struct map_request {
    uint64_t hint, length;  // bytes
    uint32_t rights;        // VM_READ, ...
    uint32_t flags;         // VM_MAP_...
    struct object *object;  // NULL: anonymous (VM_MAP_SHARED makes a SHARED object for it)
    uint64_t offset;        // bytes into the object, a multiple of the page size
    struct file *file;      // by which it is mapped; NULL: none
};
int64_t space_map(struct space *space, const struct map_request *q);
int space_map_stack(struct space *space, uint64_t top, uint64_t size);  // stack [top - size, top). 0 or -errno
int space_unmap(struct space *space, uint64_t start, uint64_t length);  // munmap(2)
int space_protect(struct space *space, uint64_t start, uint64_t length, uint32_t rights);  // mprotect(2)
int64_t space_remap(struct space *space, uint64_t old, uint64_t old_length, uint64_t new_length, uint32_t flags,
                    uint64_t new_address);              // mremap(2); moves PTEs, never copies
uint64_t space_brk(struct space *space, uint64_t brk);  // brk(2): the break that holds afterwards
// exec, fork: the program runs in the space from now on. 0 or -ETXTBSY: somebody may write to it.
int space_set_program(struct space *space, struct file *file);
void space_set_brk(struct space *space, uint64_t start);  // exec: the heap begins here, empty
// msync(2): `writes` is MS_SYNC, `invalidates` MS_INVALIDATE.
int space_sync(struct space *space, uint64_t start, uint64_t length, bool writes, bool invalidates);
int space_advise(struct space *space, uint64_t start, uint64_t length, int number);        // madvise(2)
int space_mincore(struct space *space, uint64_t start, uint64_t length, uint64_t vector);  // mincore(2)

// An object has been shortened: private copies of its pages from `first` on go from every space.
void spaces_forget_copies(const struct object *object, uint64_t first);

static inline uint64_t space_resident(const struct space *space)  // pages: anon + file + shared
{
    return (uint64_t)space->pmap.anon + space->pmap.file + space->pmap.shared;
}

static inline void space_note_resident(struct space *space)  // pages have come
{
    uint64_t resident = space_resident(space);
    if (resident > space->peak_resident)
        space->peak_resident = resident;
}

static inline void space_note_peak(struct space *space)  // regions have come, or grown
{
    if (space->pages > space->peak_pages)
        space->peak_pages = space->pages;
}
extern struct space *all_spaces;  // by space.next

// ---- between the files of os/vm; the lock of the space is held ----

// Entries [start, end) become ABSENT. Does not sleep.
void space_drop_pages(struct space *space, struct range range);
// What is mapped in the range goes, a piece at a time: gives way between pieces. 0, -ENOMEM, or -EINTR when SIGKILL
// waits (and part is gone).
int space_unmap_range(struct space *space, struct range range);
int space_split_around(struct space *space, struct range range);  // no region straddles its ends. 0 or -ENOMEM
bool space_covered(struct space *space, struct range range);      // is every page in some region?
bool space_range_free(struct space *space, struct range range);   // is no page of it, nor of a guard gap above?

#endif
