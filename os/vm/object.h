// SPDX-License-Identifier: Apache-2.0
// VM objects: what a region shows. A FILE object is the page cache of one vnode; a SHARED object is memory that spaces
// share and swap backs: anonymous, or a file of a file system that lives in memory. The
// PHYSICAL object has no pages of its own: its page N is the frame or the device at physical address N * 4096, whoever
// that belongs to (physical.h). Private anonymous pages belong to no object: their PTEs own them (frame.h). Lock: vm.h.
//
// Each object has one index, a radix tree by page number. An entry is one of
//   a frame     the page is in memory
//   a slot      SHARED: its bytes are in swap
//   a shadow    FILE: it was evicted, and the policy of reclaim left a word in its place
//
// Dirty pages of FILE objects: FRAME_DIRTY, the entry's tag and nr_dirty say the same at all times. A page is mapped
// without W until a store asks for it (object_allow_write), and again from the moment that it is written back.
#ifndef VM_OBJECT_H
#define VM_OBJECT_H

#include "os/vm/frame.h"
#include "os/kern/work.h"
#include "os/vm/radix.h"

struct swap_area;
struct vnode;

enum object_kind { OBJECT_FILE, OBJECT_SHARED, OBJECT_PHYSICAL };

struct object {
    enum object_kind kind;
    uint32_t refs;         // regions that show it, plus its vnode or its maker
    struct vnode *vnode;   // held once for each region; NULL: anonymous shared memory
    uint64_t size;         // bytes, without a vnode; with one, vnode->size counts
    uint64_t promised;     // SHARED: pages that count in Committed_AS (commit.h): with a vnode, those that there are
    uint64_t swapped;      // entries that are slots
    uint64_t resident;     // entries that are frames
    uint64_t dirty;        // FILE: of them, dirty
    uint64_t shadows;      // entries that are shadows
    struct radix pages;    // page number -> entry
    int error;             // what write-back met last, or 0
    uint32_t error_count;  // errors that write-back met: who remembers another number has not heard of the last
    bool error_told;       // somebody has; true where there is none
    struct list link;      // every object
    struct work leaving;   // queued for the reaper by object_release_later, which has the last hold then
};

void object_init(void);

struct object *object_create_file(struct vnode *vnode);  // refs 1; NULL: no memory. May sleep
// refs 1; NULL: no memory. `vnode` NULL: anonymous, of `size` bytes. May sleep
struct object *object_create_shared(uint64_t size, struct vnode *vnode);
struct object *object_create_physical(struct vnode *vnode);  // refs 1; NULL: no memory. May sleep
void object_hold(struct object *object);
void object_release(struct object *object);         // the last one writes back, then frees every page. May sleep
void object_release_later(struct object *object);   // the same, but of the last hold the reaper lets go. Does not sleep
void object_destroy(struct object *object);         // the same, for the only holder: a vnode lets go of its own
void object_discard(struct object *object);         // the same, of one that has never had a page
uint64_t object_size(const struct object *object);  // bytes
bool object_has(const struct object *object, uint64_t index);  // does the page begin before the end?

bool object_is_hole(struct object *object, uint64_t index);  // SHARED: nobody has stored to the page yet
// The low two bits of an entry's word: those of a frame's address are clear.
enum entry_kind { ENTRY_FRAME, ENTRY_SLOT, ENTRY_SHADOW, ENTRY_NONE };

// The frame that is in memory, or NULL; perhaps LOCKED.
static inline struct frame *object_lookup(const struct object *object, uint64_t index)
{
    uint64_t word = radix_get(&object->pages, index);
    return (word & 3) == ENTRY_FRAME ? (struct frame *)word : NULL;
}
// The pages from `index` on, up to `most`, that are in memory with all their bytes, and NULL for each that is not; how
// many of either.
unsigned object_lookup_run(const struct object *object, uint64_t index, struct frame **pages, unsigned most);
// The page, in memory, valid, not LOCKED, held once for the caller; 0 or -EIO, -ENOMEM, -ENOSPC, -EFAULT (beyond the
// end). Sets *read when a device had to be asked. May sleep.
int object_get(struct object *object, uint64_t index, struct frame **frame, bool *read);
// The same for a caller that will overwrite the whole page: one that is not in memory comes LOCKED with any bytes, and
// *fresh is set; the caller fills and unlocks it, or unlocks and removes it. Beyond the end too, for who holds the
// vnode's lock and is about to lengthen it.
int object_get_blank(struct object *object, uint64_t index, struct frame **frame, bool *fresh);
// The pages [first, end) come into the cache, if there is room for them and they can be read: 0 or -EINTR. May sleep.
int object_bring_in(struct object *object, uint64_t first, uint64_t end);
// FILE: those of [first, end) that are clean and that nobody uses leave it.
void object_let_go(struct object *object, uint64_t first, uint64_t end);
void objects_let_go(void);                // those of all objects
void object_remove(struct frame *frame);  // CACHED, unmapped, without I/O: becomes an ANON frame, to be settled
void object_evict(struct frame *frame);   // the same for a page that may be asked for again: its shadow stays
uint32_t object_shadow(const struct object *object, uint64_t index);  // what the policy left (pool.h), or 0
void object_drop_page(struct object *object, uint64_t index);         // whoever maps it, dirty or not. May sleep
// The pages that begin at or after `size` bytes go, from every space too; the rest of the page in which the end lies
// is zeroed. The size itself has been lowered before, so that none comes back. May sleep.
void object_truncate(struct object *object, uint64_t size);

// A store into a page of a FILE object is about to happen: its place on the device is made sure of, and it is DIRTY.
// The caller holds it. 0, and it may be mapped with W until the next sleep; 1: slept, look again; or -ENOSPC, -EIO, ...
int object_allow_write(struct frame *frame);
// May entries grant W to this page of an object, in a region that is shared?
static inline bool object_writable(const struct frame *frame)
{
    const uint8_t known = FRAME_DIRTY | FRAME_BACKED;
    return frame->flags & FRAME_SHMEM || (frame->flags & known) == known;
}
void object_protect(struct frame *frame);    // its place has to be made sure of anew before the next store
void object_set_dirty(struct frame *frame);  // its bytes have changed, and have a place
// Writes a page, mapped or not, to its file or to swap, under WRITEBACK: clean afterwards, unless it failed or was
// written to meanwhile. 0 or -errno. Sleeps.
int object_page_out(struct frame *frame);
// FILE: the dirty pages [first, limit), each once, past errors; waits for those under way. The first error. May sleep.
int object_write_back(struct object *object, uint64_t first, uint64_t limit);

uint32_t object_slot(struct object *object, uint64_t index);  // SHARED: slot of a swapped-out page, or 0
int object_recall_shared(const struct swap_area *area);       // swapoff: all its pages. 0 or -errno. May sleep
void object_forget_slot(struct frame *frame);                 // SHARED: the page stays in memory after all

uint64_t object_pages(const struct object *object);             // in memory or in swap
bool object_next_slot(struct object *object, uint64_t *index);  // SHARED: the next page in swap, from *index on
uint64_t object_dirty_pages(void);                              // of FILE objects

// For vm_check.
uint64_t object_audit_promised(void);                  // the sum of object.promised
void object_audit_slots(void (*name)(uint32_t slot));  // every slot that an object names
void object_audit(void (*wrong)(const struct object *object, const char *what, uint64_t have, uint64_t should));

#endif
