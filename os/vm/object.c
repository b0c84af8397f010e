// SPDX-License-Identifier: Apache-2.0
// VM objects and the one table that finds the frame of (object, index): the page cache, and memory that spaces share.
#include "os/vm/object.h"

#include "os/fs/vfs.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/vm/kalloc.h"
#include "os/vm/page.h"
#include "os/vm/pool.h"
#include "os/vm/reclaim.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

#define FRAMES_A_BUCKET 4
#define SLOTS_A_PAGE (PAGE_SIZE / sizeof(uint32_t))

static struct frame **buckets;
static uint64_t bucket_mask;
static struct list shared_objects = LIST_INIT(shared_objects);

void object_init(void)
{
    uint64_t count = 64;
    while (count * FRAMES_A_BUCKET < frame_count_total())
        count *= 2;
    buckets = kboot_alloc(count * sizeof *buckets);
    bucket_mask = count - 1;
}

// ---- objects ----

static struct object *object_create(enum object_kind kind)
{
    struct object *object = kzalloc(sizeof *object);
    if (!object)
        return NULL;
    object->kind = kind;
    object->refs = 1;
    list_init(&object->pages);
    list_init(&object->link);
    return object;
}

struct object *object_create_file(struct vnode *vnode)
{
    struct object *object = object_create(OBJECT_FILE);
    if (object)
        object->vnode = vnode;
    return object;
}

struct object *object_create_physical(struct vnode *vnode)
{
    struct object *object = object_create(OBJECT_PHYSICAL);
    if (object)
        object->vnode = vnode;
    return object;
}

static uint64_t slot_pages(const struct object *object)
{
    return ((object->size >> PAGE_SHIFT) + SLOTS_A_PAGE - 1) / SLOTS_A_PAGE;
}

struct object *object_create_shared(uint64_t size)
{
    struct object *object = object_create(OBJECT_SHARED);
    if (!object)
        return NULL;
    object->size = page_up(size);
    uint64_t bytes = slot_pages(object) * sizeof *object->slots;
    if (bytes <= PAGE_SIZE / 2)
        object->slots = kzalloc(bytes);
    if (!object->slots) {
        kfree(object);
        return NULL;
    }
    list_push_back(&shared_objects, &object->link);
    return object;
}

uint64_t object_size(const struct object *object)
{
    return object->kind == OBJECT_FILE ? object->vnode->size : object->size;
}

void object_hold(struct object *object)
{
    object->refs++;
    if (object->vnode)
        vnode_hold(object->vnode);
}

static void free_slots(struct object *object)
{
    for (uint64_t i = 0; i < slot_pages(object); i++) {
        if (!object->slots[i])
            continue;
        for (uint64_t j = 0; j < SLOTS_A_PAGE; j++)
            if (object->slots[i][j])
                swap_unref(object->slots[i][j]);
        kpage_free(object->slots[i]);
    }
    kfree(object->slots);
}

static void object_destroy(struct object *object)
{
    if (object->kind == OBJECT_FILE)
        object_write_back(object, 0, UINT64_MAX);
    while (!list_empty(&object->pages)) {
        struct frame *frame = LIST_ENTRY(list_first(&object->pages), struct frame, object_link);
        frame_hold(frame);
        frame_wait_io(frame);
        if (frame->object == object)
            object_remove(frame);
        frame_release(frame);
    }
    if (object->slots)
        free_slots(object);
    list_remove(&object->link);
    kfree(object);
}

void object_release(struct object *object)
{
    struct vnode *vnode = object->vnode;
    KASSERT(object->refs > 0);
    if (--object->refs == 0)
        object_destroy(object);
    else if (vnode)
        vnode_release(vnode);
}

// ---- the table of pages ----

static struct frame **bucket_of(const struct object *object, uint64_t index)
{
    return &buckets[(((uint64_t)object >> 5) * 31 + index) & bucket_mask];
}

struct frame *object_lookup(struct object *object, uint64_t index)
{
    for (struct frame *frame = *bucket_of(object, index); frame; frame = frame->hash_next)
        if (frame->object == object && frame->index == index)
            return frame;
    return NULL;
}

static void object_insert(struct object *object, uint64_t index, struct frame *frame)
{
    struct frame **bucket = bucket_of(object, index);
    frame_set_kind(frame, FRAME_CACHED);
    frame->object = object;
    frame->index = index;
    if (object->kind == OBJECT_SHARED)
        frame->flags |= FRAME_SHMEM, vm_gauges.shmem++;
    frame->hash_next = *bucket;
    *bucket = frame;
    list_push_back(&object->pages, &frame->object_link);
    object->resident++;
    pool_insert(frame, 0);
}

void object_remove(struct frame *frame)
{
    KASSERT(frame->kind == FRAME_CACHED && frame->maps == 0 && !(frame->flags & FRAME_IO));
    struct frame **at = bucket_of(frame->object, frame->index);
    while (*at != frame)
        at = &(*at)->hash_next;
    *at = frame->hash_next;
    list_remove(&frame->object_link);
    pool_remove(frame);
    frame->object->resident--;
    vm_gauges.shmem -= frame->object->kind == OBJECT_SHARED;
    frame->object = NULL;
    frame->flags = 0;
    frame_set_kind(frame, FRAME_ANON);
}

// ---- slots of SHARED objects ----

static uint32_t *slot_entry(struct object *object, uint64_t index)
{
    uint32_t *page = object->slots[index / SLOTS_A_PAGE];
    return page ? &page[index % SLOTS_A_PAGE] : NULL;
}

uint32_t object_slot(struct object *object, uint64_t index)
{
    uint32_t *entry = slot_entry(object, index);
    return entry ? *entry : SWAP_NONE;
}

// Eviction must not allocate: a page of a SHARED object comes into being only when its slot has a place. 1: may have
// slept.
static int slot_prepare(struct object *object, uint64_t index)
{
    uint32_t **page = &object->slots[index / SLOTS_A_PAGE];
    if (object->kind != OBJECT_SHARED || *page)
        return 0;
    uint32_t *fresh = kpage_alloc_zeroed();
    if (!fresh)
        return -ENOMEM;
    if (*page)
        kpage_free(fresh);
    else
        *page = fresh;
    return 1;
}

// ---- pages in and out ----

static int fill_file(struct frame *frame, bool *read)
{
    struct vnode *vnode = frame->object->vnode;
    *read = true;
    return vnode->ops->read_page(vnode, frame->index, frame_kva(frame));
}

static int fill_shared(struct frame *frame, bool *read)
{
    uint32_t *slot = slot_entry(frame->object, frame->index);
    frame->flags |= FRAME_DIRTY;  // nothing on a device stands for it from now on
    if (!*slot) {
        page_zero(frame_kva(frame));
        return 0;
    }
    *read = true;
    int error = swap_read(*slot, frame_kva(frame));
    if (error)
        return error;
    swap_unref(*slot);
    *slot = SWAP_NONE;
    return 0;
}

// A fresh frame becomes the page: visible to others as LOCKED until its bytes are there.
static int fill(struct object *object, uint64_t index, struct frame *frame, bool *read)
{
    object_insert(object, index, frame);
    if (!read) {
        frame->flags |= FRAME_DIRTY;
        return 0;
    }
    frame_lock(frame);
    int error = object->kind == OBJECT_FILE ? fill_file(frame, read) : fill_shared(frame, read);
    frame_unlock(frame);
    if (error)
        object_remove(frame);
    return error;
}

// Not LOCKED afterwards, and held; NULL when the frame turned out to be another's meanwhile.
static struct frame *hold_when_there(struct object *object, uint64_t index, struct frame *frame)
{
    frame_hold(frame);
    frame_wait_locked(frame);
    if (frame->kind == FRAME_CACHED && frame->object == object && frame->index == index)
        return frame;
    frame_release(frame);
    return NULL;
}

// `read` NULL: the caller will fill the page.
static int get(struct object *object, uint64_t index, struct frame **out, bool *read)
{
    struct frame *fresh = NULL;
    int error = 0;
    for (;;) {
        struct frame *frame = object_lookup(object, index);
        if (frame) {
            *out = hold_when_there(object, index, frame);
            if (*out)
                break;
            continue;
        }
        error = index << PAGE_SHIFT >= object_size(object) ? -EFAULT : 0;
        if (error)
            break;
        if (!fresh) {
            fresh = frame_alloc_user();
            if (fresh)
                continue;
            return -ENOMEM;
        }
        int prepared = slot_prepare(object, index);
        if (prepared > 0)
            continue;
        error = prepared < 0 ? prepared : fill(object, index, fresh, read);
        if (error)
            break;
        *out = fresh;
        return 0;
    }
    if (fresh)
        frame_release(fresh);
    return error;
}

int object_get(struct object *object, uint64_t index, struct frame **frame, bool *read)
{
    return get(object, index, frame, read);
}

int object_get_blank(struct object *object, uint64_t index, struct frame **frame)
{
    return get(object, index, frame, NULL);
}

// A page of a SHARED object goes to a slot that the object names from then on.
static int shared_page_out(struct frame *frame)
{
    uint32_t slot;
    if (!swap_alloc(1, &slot))
        return -ENOSPC;
    int error = swap_write(slot, &(void *){frame_kva(frame)}, 1);
    if (error) {
        swap_unref(slot);
        return error;
    }
    *slot_entry(frame->object, frame->index) = slot;
    return 0;
}

// A SHARED object with a page in swap, and which; NULL: there is none.
static struct object *find_swapped(uint64_t *index)
{
    struct object *object;
    LIST_FOR_EACH(object, &shared_objects, link)
        for (*index = 0; *index < slot_pages(object) * SLOTS_A_PAGE; ++*index)
            if (object_slot(object, *index))
                return object;
    return NULL;
}

int object_recall_shared(void)
{
    int error = 0;
    uint64_t index;
    struct object *object;
    while (!error && (object = find_swapped(&index))) {
        struct frame *frame;
        bool read;
        object_hold(object);
        error = object_get(object, index, &frame, &read);
        if (!error)
            frame_release(frame);
        object_release(object);
    }
    return error;
}

void object_audit_slots(void (*name)(uint32_t slot))
{
    struct object *object;
    LIST_FOR_EACH(object, &shared_objects, link)
        for (uint64_t i = 0; i < slot_pages(object) * SLOTS_A_PAGE; i++)
            if (object_slot(object, i))
                name(object_slot(object, i));
}

void object_forget_slot(struct frame *frame)
{
    uint32_t *slot = slot_entry(frame->object, frame->index);
    if (*slot)
        swap_unref(*slot);
    *slot = SWAP_NONE;
    frame->flags |= FRAME_DIRTY;
}

int object_page_out(struct frame *frame)
{
    struct object *object = frame->object;
    if (object->kind == OBJECT_SHARED)
        return shared_page_out(frame);
    if (!object->vnode->ops->write_page)
        return -EROFS;
    return object->vnode->ops->write_page(object->vnode, frame->index, frame_kva(frame));
}

static struct frame *next_dirty(struct object *object, uint64_t first, uint64_t end)
{
    struct frame *frame;
    LIST_FOR_EACH(frame, &object->pages, object_link)
        if (frame->index >= first && frame->index < end && frame_dirty(frame))
            return frame;
    return NULL;
}

int object_write_back(struct object *object, uint64_t first, uint64_t end)
{
    int result = 0;
    struct frame *frame;
    if (object->kind != OBJECT_FILE)
        return 0;
    while (result == 0 && (frame = next_dirty(object, first, end))) {
        frame_hold(frame);
        frame_wait_io(frame);
        if (frame->object == object && frame_dirty(frame)) {
            frame_clean(frame);  // a store from now on makes it dirty again
            frame_writeback_begin(frame);
            result = object_page_out(frame);
            if (result)
                frame->flags |= FRAME_DIRTY;
            frame_writeback_end(frame);
        }
        frame_release(frame);
    }
    return result;
}
