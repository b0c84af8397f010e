// SPDX-License-Identifier: Apache-2.0
// Which pages of objects are dirty, and how they reach their files and swap. A write that fails leaves its page dirty
// and is remembered by the object (error, error_count), whoever asked for it; the next pages are written all the same.
#include "os/dev/blk.h"
#include "os/fs/vfs.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/object_index.h"
#include "os/vm/pmap.h"
#include "os/vm/swap.h"

static uint64_t dirty_count;

uint64_t object_dirty_pages(void) { return dirty_count; }

void object_set_dirty(struct frame *frame)
{
    struct object *object = frame->object;
    if (frame->flags & FRAME_DIRTY)
        return;
    frame->flags |= FRAME_DIRTY;
    if (object->kind != OBJECT_FILE)
        return;
    radix_tag(&object->pages, frame->index, TAG_DIRTY, true);
    object->dirty++;
    dirty_count++;
    vnode_note_dirty(object->vnode);
}

void object_forget_dirty(struct frame *frame)
{
    struct object *object = frame->object;
    if (!(frame->flags & FRAME_DIRTY))
        return;
    frame->flags &= (uint8_t)~FRAME_DIRTY;
    if (object->kind != OBJECT_FILE)
        return;
    radix_tag(&object->pages, frame->index, TAG_DIRTY, false);
    object->dirty--;
    dirty_count--;
}

int object_allow_write(struct frame *frame)
{
    struct object *object = frame->object;
    struct vnode *vnode = object->vnode;
    if (object->kind == OBJECT_FILE && vnode->swapping)
        return -ETXTBSY;
    if (object->kind == OBJECT_FILE && !(frame->flags & FRAME_BACKED)) {
        if (!vnode->ops->write_page)
            return -EROFS;
        if (vnode->ops->back_page) {
            int error = vnode->ops->back_page(vnode, frame->index, vnode->size);
            if (!error && frame->object == object)
                frame->flags |= FRAME_BACKED;
            return error ? error : 1;
        }
        frame->flags |= FRAME_BACKED;
    }
    if (vnode && !(frame->flags & FRAME_DIRTY))
        vnode_modified(vnode);
    object_set_dirty(frame);
    return 0;
}

void object_protect(struct frame *frame)
{
    frame_clean(frame);
    frame->flags &= (uint8_t)~FRAME_BACKED;
}

// A page of a SHARED object goes to a slot, which is the frame's until the object names it.
static int shared_page_out(struct frame *frame)
{
    uint32_t slot;
    if (!swap_alloc(1, &slot))
        return -ENOSPC;
    frame->slot = slot;  // from now on somebody is known to hold it
    if (swap_write(slot, &(void *){frame_kva(frame)}, 1) == 1)
        return 0;
    frame->slot = SWAP_NONE;
    swap_unref(slot);
    return -EIO;
}

// Of a page of a file, the bytes before its end. Behind it a mapping may have stored; nobody shall read that when the
// file is longer.
static uint64_t bytes_within(struct frame *frame)
{
    const struct vnode *vnode = frame->object->vnode;
    uint64_t begin = frame->index << PAGE_SHIFT, bytes = vnode->size > begin ? vnode->size - begin : 0;
    if (bytes < PAGE_SIZE)
        memset((char *)frame_kva(frame) + bytes, 0, PAGE_SIZE - bytes);
    return MIN(bytes, PAGE_SIZE);
}

static int file_page_out(struct frame *frame)
{
    struct vnode *vnode = frame->object->vnode;
    if (!vnode->ops->write_page)
        return -EROFS;
    return bytes_within(frame) ? vnode->ops->write_page(vnode, frame->index, frame_kva(frame)) : 0;
}

// The page is being written: clean, and a store from now on makes it dirty again.
static void begin(struct frame *frame)
{
    KASSERT(frame->kind == FRAME_CACHED && !(frame->flags & FRAME_IO));
    object_forget_dirty(frame);
    frame_clean(frame);
    frame_writeback_begin(frame);
    radix_tag(&frame->object->pages, frame->index, TAG_WRITEBACK, true);
}

static void end(struct frame *frame, int error)
{
    struct object *object = frame->object;
    radix_tag(&object->pages, frame->index, TAG_WRITEBACK, false);
    frame_writeback_end(frame);
    if (error)
        object_set_dirty(frame);
}

int object_page_out(struct frame *frame)
{
    struct object *object = frame->object;
    begin(frame);
    int error = object->kind == OBJECT_SHARED ? shared_page_out(frame) : file_page_out(frame);
    end(frame, error);
    if (error) {
        object->error = error;
        object->error_count++;
        object->error_told = false;
    }
    return error;
}

// The next page from *index on that has the tag, held; NULL: none before `end`.
static struct frame *next_tagged(struct object *object, uint64_t *index, uint64_t end, unsigned tag)
{
    uint64_t word;
    if (!radix_next_tagged(&object->pages, index, &word, tag) || *index >= end)
        return NULL;
    struct frame *frame = entry_frame(word);
    frame_hold(frame);
    return frame;
}

// ---- neighbours in one request ----

struct cluster {
    struct frame *frames[BLK_PAGES_MAX];  // of neighbouring pages, dirty and held
    unsigned count;
};

static bool can_join(struct object *object, struct frame *frame)
{
    return frame && frame->flags & FRAME_DIRTY && !(frame->flags & FRAME_IO) && object_has(object, frame->index);
}

// The held page and the dirty ones behind it, before `limit`.
static void gather(struct object *object, struct frame *first, uint64_t limit, struct cluster *cluster)
{
    cluster->frames[0] = first;
    cluster->count = 1;
    uint64_t index = first->index;
    if (!object->vnode->ops->write_pages || !object_has(object, index))
        return;
    while (cluster->count < BLK_PAGES_MAX && ++index < limit) {
        struct frame *next = object_lookup(object, index);
        if (!can_join(object, next))
            return;
        frame_hold(next);
        cluster->frames[cluster->count++] = next;
    }
}

// Errors are told by who writes them one by one.
static int cluster_page_out(struct object *object, struct cluster *cluster)
{
    void *pages[BLK_PAGES_MAX];
    uint64_t index = cluster->frames[0]->index;
    for (unsigned i = 0; i < cluster->count; i++) {
        begin(cluster->frames[i]);
        bytes_within(cluster->frames[i]);
        pages[i] = frame_kva(cluster->frames[i]);
    }
    int error = object->vnode->ops->write_pages(object->vnode, index, pages, cluster->count);
    for (unsigned i = 0; i < cluster->count; i++)
        end(cluster->frames[i], error);
    return error;
}

// One page after the other, those that are still the object's and dirty. The first error.
static int each_page_out(struct object *object, struct cluster *cluster)
{
    int result = 0;
    for (unsigned i = 0; i < cluster->count; i++) {
        struct frame *frame = cluster->frames[i];
        frame_wait_io(frame);
        int error = frame->object == object && frame->flags & FRAME_DIRTY ? object_page_out(frame) : 0;
        result = result ? result : error;
    }
    return result;
}

// The held page, and neighbours if there are. *next is the first page that was not looked at.
static int write_some(struct object *object, struct frame *first, uint64_t limit, uint64_t *next)
{
    struct cluster cluster;
    *next = first->index + 1;
    frame_wait_io(first);
    if (first->object != object || !(first->flags & FRAME_DIRTY)) {
        frame_release(first);
        return 0;
    }
    gather(object, first, limit, &cluster);
    *next = first->index + cluster.count;
    int error = cluster.count > 1 ? cluster_page_out(object, &cluster) : -EAGAIN;
    if (error)
        error = each_page_out(object, &cluster);
    for (unsigned i = 0; i < cluster.count; i++)
        frame_release(cluster.frames[i]);
    return error;
}

int object_write_back(struct object *object, uint64_t first, uint64_t limit)
{
    int result = 0;
    struct frame *frame;
    if (object->kind != OBJECT_FILE)
        return 0;
    for (uint64_t index = first; (frame = next_tagged(object, &index, limit, TAG_DIRTY));) {
        int error = write_some(object, frame, limit, &index);
        result = result ? result : error;
    }
    for (uint64_t index = first; (frame = next_tagged(object, &index, limit, TAG_WRITEBACK)); index++) {
        frame_wait_writeback(frame);
        frame_release(frame);
    }
    return result;
}
