// SPDX-License-Identifier: Apache-2.0
// VM objects: what a region shows. A FILE object is the page cache of one vnode; a SHARED object is memory that spaces share
// and swap backs. Private anonymous pages belong to no object: their PTEs own them (frame.h).
// Lock: vm.h. A page of an object is found by (object, index) in one table; SHARED objects remember slots of pages swapped out.
#ifndef VM_OBJECT_H
#define VM_OBJECT_H

#include "vm/frame.h"

struct vnode;

enum object_kind { OBJECT_FILE, OBJECT_SHARED };

struct object {
    enum object_kind kind;
    uint32_t refs;           // regions that show it, plus one of its vnode
    uint32_t resident;       // frames on the list below
    struct vnode *vnode;     // FILE
    uint64_t size;           // SHARED: bytes. FILE: see vnode->size
    uint32_t **slots;        // SHARED: directory of pages of slot numbers, made on demand; swapped-out pages only
    struct frame *pages;     // any one frame of the ring of its CACHED frames
};

void object_init(uint64_t frames);

struct object *object_create_file(struct vnode *vnode);   // refs 1; NULL: no memory. May sleep
struct object *object_create_shared(uint64_t size);       // refs 1; NULL: no memory. May sleep
void object_hold(struct object *object);
void object_release(struct object *object);               // the last one writes back, then frees every page. May sleep
uint64_t object_size(const struct object *object);        // bytes

struct frame *object_lookup(struct object *object, uint64_t index);   // resident frame or NULL; perhaps BUSY
// The page, in memory, valid, not BUSY, held once for the caller; 0 or -EIO, -ENOMEM, -EFAULT (beyond the end). Sets *read when
// a device had to be asked. May sleep.
int object_get(struct object *object, uint64_t index, struct frame **frame, bool *read);
void object_insert(struct object *object, uint64_t index, struct frame *frame);   // a fresh frame becomes CACHED
void object_remove(struct frame *frame);     // CACHED, unmapped, not busy: leaves the object; the caller frees it
int object_write_back(struct object *object, uint64_t first, uint64_t end);   // dirty pages [first, end) of a FILE. May sleep
int object_drop_clean(struct object *object);   // frees clean unmapped pages, returns how many
uint32_t object_slot(struct object *object, uint64_t index);   // SHARED: slot of a swapped-out page, or 0
void object_set_slot(struct object *object, uint64_t index, uint32_t slot);

#endif
