// SPDX-License-Identifier: Apache-2.0
// VM objects: what a region shows. A FILE object is the page cache of one vnode; a SHARED object is memory that
// spaces share and swap backs. The PHYSICAL object has no pages of its own: its page N is the frame or the device at
// physical address N * 4096, whoever that belongs to (physical.h). Private anonymous pages belong to no object: their
// PTEs own them (frame.h). Lock: vm.h. A page of an object is found by (object, index) in one table; SHARED objects
// remember slots of pages swapped out.
#ifndef VM_OBJECT_H
#define VM_OBJECT_H

#include "os/vm/frame.h"

struct vnode;

enum object_kind { OBJECT_FILE, OBJECT_SHARED, OBJECT_PHYSICAL };

struct object {
    enum object_kind kind;
    uint32_t refs;        // regions that show it, plus its vnode (FILE) or its maker (SHARED)
    uint32_t resident;    // frames on the list below
    struct vnode *vnode;  // FILE, PHYSICAL: held once for each region
    uint64_t size;        // SHARED: bytes. FILE: vnode->size counts
    uint32_t **slots;     // SHARED: directory of pages of slot numbers, of swapped-out pages
    struct list pages;    // its CACHED frames
    struct list link;     // SHARED: every such object
};

void object_init(void);

struct object *object_create_file(struct vnode *vnode);      // refs 1; NULL: no memory. May sleep
struct object *object_create_shared(uint64_t size);          // refs 1; NULL: no memory. May sleep
struct object *object_create_physical(struct vnode *vnode);  // refs 1; NULL: no memory. May sleep
void object_hold(struct object *object);
void object_release(struct object *object);         // the last one writes back, then frees every page. May sleep
uint64_t object_size(const struct object *object);  // bytes

struct frame *object_lookup(struct object *object, uint64_t index);  // resident frame or NULL; perhaps LOCKED
int object_page_out(struct frame *frame);  // writes a dirty CACHED frame, under WRITEBACK, to file or swap. Sleeps
// The page, in memory, valid, not LOCKED, held once for the caller; 0 or -EIO, -ENOMEM, -EFAULT (beyond the end). Sets
// *read when a device had to be asked. May sleep.
int object_get(struct object *object, uint64_t index, struct frame **frame, bool *read);
// The same for a caller that will overwrite the whole page: a page that is not in memory comes with any bytes, and
// DIRTY.
int object_get_blank(struct object *object, uint64_t index, struct frame **frame);
void object_remove(struct frame *frame);  // CACHED, unmapped, without I/O: becomes an ANON frame, to be settled
int object_write_back(struct object *object, uint64_t first, uint64_t end);  // FILE: dirty pages. May sleep
uint32_t object_slot(struct object *object, uint64_t index);                 // SHARED: slot of a swapped-out page, or 0
int object_recall_shared(void);                        // for swapoff: every page in swap. 0 or -errno. May sleep
void object_audit_slots(void (*name)(uint32_t slot));  // for vm_check: every slot that an object names
void object_forget_slot(struct frame *frame);          // SHARED: the page stays in memory after all

#endif
