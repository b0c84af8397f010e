// SPDX-License-Identifier: Apache-2.0
// Which pages of objects are dirty, and how they reach their files and swap. A write that fails leaves its page dirty
// and is remembered by the object (error, error_count), whoever asked for it; the next pages are written all the same.
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
    if (object->kind == OBJECT_FILE && !(frame->flags & FRAME_BACKED)) {
        if (vnode->swapping)
            return -ETXTBSY;
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
    int error = swap_write(slot, &(void *){frame_kva(frame)}, 1);
    if (error) {
        frame->slot = SWAP_NONE;
        swap_unref(slot);
    }
    return error;
}

static int file_page_out(struct frame *frame)
{
    struct vnode *vnode = frame->object->vnode;
    if (!vnode->ops->write_page)
        return -EROFS;
    uint64_t begin = frame->index << PAGE_SHIFT, bytes = vnode->size > begin ? vnode->size - begin : 0;
    if (bytes < PAGE_SIZE)  // a mapping may have stored there; nobody shall read it when the file is longer
        memset((char *)frame_kva(frame) + bytes, 0, PAGE_SIZE - bytes);
    return bytes ? vnode->ops->write_page(vnode, frame->index, frame_kva(frame)) : 0;
}

int object_page_out(struct frame *frame)
{
    struct object *object = frame->object;
    KASSERT(frame->kind == FRAME_CACHED && !(frame->flags & FRAME_IO));
    object_forget_dirty(frame);
    frame_clean(frame);  // a store from now on makes it dirty again
    frame_writeback_begin(frame);
    radix_tag(&object->pages, frame->index, TAG_WRITEBACK, true);
    int error = object->kind == OBJECT_SHARED ? shared_page_out(frame) : file_page_out(frame);
    radix_tag(&object->pages, frame->index, TAG_WRITEBACK, false);
    frame_writeback_end(frame);
    if (error) {
        object_set_dirty(frame);
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

int object_write_back(struct object *object, uint64_t first, uint64_t end)
{
    int result = 0;
    struct frame *frame;
    if (object->kind != OBJECT_FILE)
        return 0;
    for (uint64_t index = first; (frame = next_tagged(object, &index, end, TAG_DIRTY)); index++) {
        frame_wait_io(frame);
        if (frame->object == object && frame->flags & FRAME_DIRTY) {
            int error = object_page_out(frame);
            result = result ? result : error;
        }
        frame_release(frame);
    }
    for (uint64_t index = first; (frame = next_tagged(object, &index, end, TAG_WRITEBACK)); index++) {
        frame_wait_writeback(frame);
        frame_release(frame);
    }
    return result;
}
