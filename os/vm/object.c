// SPDX-License-Identifier: Apache-2.0
// VM objects and their pages: how a page comes, is found and goes. Writing them back is writeback.c.
#include "os/vm/object.h"

#include "os/fs/vfs.h"
#include "os/kern/sched.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/commit.h"
#include "os/vm/kalloc.h"
#include "os/vm/object_index.h"
#include "os/vm/page.h"
#include "os/vm/pmap.h"
#include "os/vm/pool.h"
#include "os/vm/reclaim.h"
#include "os/vm/stats.h"
#include "os/vm/swap_area.h"

static struct list objects = LIST_INIT(objects);
static uint64_t shadow_count, shadow_limit;

void object_init(void) { shadow_limit = frame_count_total(); }

// ---- objects ----

static struct object *object_create(enum object_kind kind, struct vnode *vnode)
{
    struct object *object = kzalloc(sizeof *object);
    if (!object)
        return NULL;
    object->kind = kind;
    object->refs = 1;
    object->vnode = vnode;
    object->error_told = true;
    list_push_back(&objects, &object->link);
    return object;
}

struct object *object_create_file(struct vnode *vnode) { return object_create(OBJECT_FILE, vnode); }

struct object *object_create_shared(uint64_t size, struct vnode *vnode)
{
    struct object *object = object_create(OBJECT_SHARED, vnode);
    if (object)
        object->size = page_up(size);
    return object;
}

struct object *object_create_physical(struct vnode *vnode) { return object_create(OBJECT_PHYSICAL, vnode); }

uint64_t object_size(const struct object *object) { return object->vnode ? object->vnode->size : object->size; }

bool object_has(const struct object *object, uint64_t index)
{
    uint64_t size = object_size(object);
    return size > 0 && index <= (size - 1) >> PAGE_SHIFT;
}

void object_hold(struct object *object)
{
    object->refs++;
    if (object->vnode)
        vnode_hold(object->vnode);
}

// Pages of files in memory count one by one, in Committed_AS and for their file system, wherever their bytes are:
// shared memory without a file is promised as a whole.
static bool counts_pages(const struct object *object) { return object->kind == OBJECT_SHARED && object->vnode; }

static int charge(struct object *object)
{
    struct vnode *vnode = object->vnode;
    int error = !counts_pages(object) ? 0 : commit_allows(NULL, 1) ? vnode->ops->charge(vnode, 1) : -ENOSPC;
    if (error || !counts_pages(object))
        return error;
    object->promised++;
    commit_add(1);
    return 0;
}

static void uncharge(struct object *object)
{
    if (!counts_pages(object))
        return;
    object->vnode->ops->charge(object->vnode, -1);
    object->promised--;
    commit_add(-1);
}

// One entry that is no frame goes; its node may go with it.
static void drop_entry(struct object *object, uint64_t index, uint64_t word)
{
    radix_remove(&object->pages, index);
    if (entry_kind(word) == ENTRY_SLOT) {
        object->swapped--;
        swap_unref(entry_slot(word));
        uncharge(object);
    } else {
        object->shadows--;
        shadow_count--;
    }
}

// A page goes, whoever maps it. It may be held: then it is its holder's from now on.
static void drop_frame(struct object *object, struct frame *frame)
{
    frame_hold(frame);
    frame_wait_io(frame);
    if (frame->object == object) {
        frame_unmap(frame, 0);
        object_forget_slot(frame);
        object_remove(frame);
    }
    frame_release(frame);
}

void object_drop_page(struct object *object, uint64_t index)
{
    struct frame *frame = object_lookup(object, index);
    if (frame)
        drop_frame(object, frame);
}

static void drop_from(struct object *object, uint64_t first)
{
    uint64_t word;
    for (uint64_t index = first; radix_next(&object->pages, &index, &word); give_way())  // to its end, killed or not
        if (entry_kind(word) == ENTRY_FRAME)
            drop_frame(object, entry_frame(word));
        else
            drop_entry(object, index, word);
}

void object_discard(struct object *object)
{
    KASSERT(!object->pages.root);
    list_remove(&object->link);
    commit_add(-(int64_t)object->promised);
    kfree(object);
}

void object_destroy(struct object *object)
{
    KASSERT(object->refs <= 1);
    if (object->kind == OBJECT_FILE)
        object_write_back(object, 0, UINT64_MAX);
    drop_from(object, 0);
    radix_clear(&object->pages);
    object_discard(object);
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

static void let_go(struct work *work) { object_release(LIST_ENTRY(work, struct object, leaving)); }

void object_release_later(struct object *object)
{
    struct vnode *vnode = object->vnode;
    if (vnode ? vnode->refs == 1 : object->refs == 1) {
        work_queue(&object->leaving, let_go);
        return;
    }
    object->refs--;
    if (vnode)
        vnode->refs--;
}

// Of the page in which the end lies, when it is in memory or in swap.
static void zero_tail(struct object *object, uint64_t size)
{
    struct frame *frame;
    bool read;
    uint64_t word = radix_get(&object->pages, size >> PAGE_SHIFT);
    bool there = entry_kind(word) == ENTRY_FRAME || entry_kind(word) == ENTRY_SLOT;
    if (!(size & PAGE_MASK) || !there || object_get(object, size >> PAGE_SHIFT, &frame, &read))
        return;
    memset((char *)frame_kva(frame) + (size & PAGE_MASK), 0, PAGE_SIZE - (size & PAGE_MASK));
    frame_release(frame);
}

void object_truncate(struct object *object, uint64_t size)
{
    drop_from(object, (size + PAGE_MASK) >> PAGE_SHIFT);
    zero_tail(object, size);
}

// ---- the index ----

unsigned object_lookup_run(const struct object *object, uint64_t index, struct frame **pages, unsigned most)
{
    unsigned count;
    const uint64_t *words = radix_run(&object->pages, index, &count);
    count = MIN(count, most);
    for (unsigned i = 0; i < count; i++) {
        struct frame *page = words && entry_kind(words[i]) == ENTRY_FRAME ? entry_frame(words[i]) : NULL;
        pages[i] = page && !(page->flags & FRAME_LOCKED) ? page : NULL;
    }
    return count;
}

bool object_is_hole(struct object *object, uint64_t index)
{
    return object->kind == OBJECT_SHARED && !radix_get(&object->pages, index);
}

uint32_t object_slot(struct object *object, uint64_t index)
{
    uint64_t word = radix_get(&object->pages, index);
    return entry_kind(word) == ENTRY_SLOT ? entry_slot(word) : SWAP_NONE;
}

uint32_t object_shadow(const struct object *object, uint64_t index)
{
    uint64_t word = radix_get(&object->pages, index);
    switch (entry_kind(word)) {
    case ENTRY_SLOT: return swap_shadow(entry_slot(word));
    case ENTRY_SHADOW: return entry_shadow(word);
    default: return 0;
    }
}

// Shadows of one object make room for those that are left from now on.
static void prune_shadows(void)
{
    struct object *object;
    LIST_FOR_EACH(object, &objects, link) {
        uint64_t word;
        if (object->shadows == 0)
            continue;
        for (uint64_t index = 0; radix_next(&object->pages, &index, &word); index++)
            if (entry_kind(word) == ENTRY_SHADOW)
                drop_entry(object, index, word);
        return;
    }
}

// Prepared. What stood there, a shadow or the slot of its bytes, is the frame's concern now.
static void object_insert(struct object *object, uint64_t index, struct frame *frame)
{
    uint64_t was = radix_get(&object->pages, index);
    uint32_t shadow = object_shadow(object, index);
    frame_set_kind(frame, FRAME_CACHED);
    frame->object = object;
    frame->index = index;
    frame->slot = entry_kind(was) == ENTRY_SLOT ? entry_slot(was) : SWAP_NONE;
    object->swapped -= entry_kind(was) == ENTRY_SLOT;
    if (entry_kind(was) == ENTRY_SHADOW) {
        object->shadows--;
        shadow_count--;
    }
    radix_set(&object->pages, index, entry_of_frame(frame));
    object->resident++;
    if (object->kind == OBJECT_SHARED) {
        frame->flags |= FRAME_SHMEM;
        vm_gauges.shmem++;
    }
    pool_insert(frame, shadow);
}

// The entry becomes the page's slot, if it has one, or the shadow, or none.
static void leave_entry(struct frame *frame, uint32_t shadow)
{
    struct object *object = frame->object;
    if (frame->slot) {
        object->swapped++;
        swap_set_shadow(frame->slot, shadow);
        radix_set(&object->pages, frame->index, entry_of_slot(frame->slot));
    } else if (shadow) {
        radix_set(&object->pages, frame->index, entry_of_shadow(shadow));
        object->shadows++;
        shadow_count++;
    } else {
        radix_remove(&object->pages, frame->index);
        uncharge(object);
    }
}

static void take_out(struct frame *frame, uint32_t shadow)
{
    struct object *object = frame->object;
    KASSERT(frame->kind == FRAME_CACHED && frame->maps == 0 && !(frame->flags & FRAME_IO));
    object_forget_dirty(frame);
    leave_entry(frame, shadow);
    vm_gauges.shmem -= object->kind == OBJECT_SHARED;
    object->resident--;
    frame->object = NULL;
    frame->slot = SWAP_NONE;
    frame->flags = 0;
    frame_set_kind(frame, FRAME_ANON);
    if (shadow_count > shadow_limit)
        prune_shadows();
}

void object_remove(struct frame *frame)
{
    pool_remove(frame);
    take_out(frame, 0);
}

void object_evict(struct frame *frame) { take_out(frame, pool_evicted(frame)); }

// ---- pages in ----

static int fill_file(struct frame *frame, bool *read)
{
    struct vnode *vnode = frame->object->vnode;
    *read = true;
    return vnode->ops->read_page(vnode, frame->index, frame_kva(frame));
}

static int fill_shared(struct frame *frame, bool *read)
{
    frame->flags |= FRAME_DIRTY;  // nothing on a device stands for it from now on
    if (!frame->slot) {
        page_zero(frame_kva(frame));
        return 0;
    }
    *read = true;
    int error = swap_read(frame->slot, frame_kva(frame));
    if (!error)
        object_forget_slot(frame);
    return error;
}

// A fresh frame becomes the page: visible to others as LOCKED until its bytes are there.
static int fill(struct object *object, uint64_t index, struct frame *frame, bool *read)
{
    object_insert(object, index, frame);
    frame_lock(frame);
    if (!read) {
        object_forget_slot(frame);
        return 0;
    }
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

// `read` NULL: the caller will fill the page, if it is a new one: *blank then.
static int get(struct object *object, uint64_t index, struct frame **out, bool *read, bool *blank)
{
    struct frame *fresh = NULL, *frame;
    int error;
    if (blank)
        *blank = false;
    for (;;) {
        error = read && !object_has(object, index) ? -EFAULT : 0;
        if (error)
            break;
        frame = object_lookup(object, index);
        if (frame) {
            frame = hold_when_there(object, index, frame);
            if (!frame)
                continue;
            *out = frame;
            break;
        }
        if (!fresh) {
            fresh = frame_alloc_user();
            if (fresh)
                continue;
            return -ENOMEM;
        }
        error = radix_prepare(&object->pages, index);
        if (error > 0)
            continue;
        if (!error && object_is_hole(object, index))
            error = charge(object);
        if (!error)
            error = fill(object, index, fresh, read);
        if (error)
            break;
        *out = fresh;
        if (blank)
            *blank = true;
        return 0;
    }
    if (fresh)
        frame_release(fresh);
    return error;
}

int object_get(struct object *object, uint64_t index, struct frame **frame, bool *read)
{
    struct frame *there = object_lookup(object, index);
    if (!there || there->flags & FRAME_LOCKED || !object_has(object, index))
        return get(object, index, frame, read, NULL);
    frame_hold(there);
    *frame = there;
    return 0;
}

// As far as a quarter of memory and the object go.
int object_bring_in(struct object *object, uint64_t first, uint64_t end)
{
    uint64_t most = frame_count_total() / 4, size = page_up(object_size(object)) >> PAGE_SHIFT;
    end = MIN(end, size);
    for (uint64_t index = first; index < end && index - first < most; index++) {
        struct frame *frame;
        bool read = false;
        if (object_get(object, index, &frame, &read))
            break;
        frame_release(frame);
        int error = give_way();
        if (error)
            return error;
    }
    return 0;
}

static bool is_idle(const struct frame *frame)
{
    return frame->maps == 0 && frame->holds == 0 && !(frame->flags & (FRAME_IO | FRAME_DIRTY));
}

void object_let_go(struct object *object, uint64_t first, uint64_t end)
{
    uint64_t word;
    if (object->kind != OBJECT_FILE)
        return;
    for (uint64_t index = first; radix_next(&object->pages, &index, &word) && index < end; index++) {
        struct frame *frame = entry_kind(word) == ENTRY_FRAME ? entry_frame(word) : NULL;
        if (!frame || !is_idle(frame))
            continue;
        object_remove(frame);
        frame_settle(frame);
    }
}

void objects_let_go(void)
{
    struct object *object;
    LIST_FOR_EACH(object, &objects, link)
        object_let_go(object, 0, UINT64_MAX);
}

int object_get_blank(struct object *object, uint64_t index, struct frame **frame, bool *fresh)
{
    return get(object, index, frame, NULL, fresh);
}

// ---- slots of SHARED objects ----

void object_forget_slot(struct frame *frame)
{
    if (frame->flags & FRAME_SHMEM)
        frame->flags |= FRAME_DIRTY;
    if (!frame->slot)
        return;
    swap_unref(frame->slot);
    frame->slot = SWAP_NONE;
}

// A SHARED object with a page in swap, and which; NULL: there is none. What is on its way out of an object, because
// that is ending (refs 0) or shorter than it was, gives its slots back itself.
static struct object *find_swapped(const struct swap_area *area, uint64_t *index)
{
    struct object *object;
    uint64_t word;
    LIST_FOR_EACH(object, &objects, link)
        for (*index = 0; object->refs && radix_next(&object->pages, index, &word) && object_has(object, *index);
             ++*index)
            if (entry_kind(word) == ENTRY_SLOT && area_of(entry_slot(word)) == area)
                return object;
    return NULL;
}

int object_recall_shared(const struct swap_area *area)
{
    int error = 0;
    uint64_t index;
    struct object *object;
    while (!error && (object = find_swapped(area, &index))) {
        struct frame *frame;
        bool read;
        object_hold(object);
        error = object_get(object, index, &frame, &read);
        if (!error)
            frame_release(frame);
        else if (error == -EFAULT)
            error = 0;  // it was shortened meanwhile
        object_release(object);
    }
    return error;
}

// ---- figures and audit ----

bool object_next_slot(struct object *object, uint64_t *index)
{
    uint64_t word;
    for (; object->swapped && radix_next(&object->pages, index, &word); ++*index)
        if (entry_kind(word) == ENTRY_SLOT)
            return true;
    return false;
}

uint64_t object_pages(const struct object *object) { return object->resident + object->swapped; }

static uint32_t slot_named(uint64_t word)
{
    switch (entry_kind(word)) {
    case ENTRY_SLOT: return entry_slot(word);
    case ENTRY_FRAME: return entry_frame(word)->slot;
    default: return SWAP_NONE;
    }
}

void object_audit_slots(void (*name)(uint32_t slot))
{
    struct object *object;
    uint64_t word;
    LIST_FOR_EACH(object, &objects, link)
        for (uint64_t index = 0; radix_next(&object->pages, &index, &word); index++)
            if (slot_named(word))
                name(slot_named(word));
}

uint64_t object_audit_promised(void)
{
    uint64_t sum = 0;
    struct object *object;
    LIST_FOR_EACH(object, &objects, link)
        sum += object->promised;
    return sum;
}

// What an object's entries add up to.
struct sums {
    uint64_t resident, swapped, dirty, shadows, misplaced, mistagged;
};

static void add_entry(struct sums *sums, const struct object *object, uint64_t index, uint64_t word)
{
    sums->shadows += entry_kind(word) == ENTRY_SHADOW;
    sums->swapped += entry_kind(word) == ENTRY_SLOT;
    if (entry_kind(word) != ENTRY_FRAME)
        return;
    const struct frame *frame = entry_frame(word);
    bool dirty = object->kind == OBJECT_FILE && frame->flags & FRAME_DIRTY;
    sums->resident++;
    sums->dirty += dirty;
    sums->misplaced += frame->kind != FRAME_CACHED || frame->object != object || frame->index != index;
    sums->mistagged += dirty != radix_tagged(&object->pages, index, TAG_DIRTY);
    sums->mistagged += !(frame->flags & FRAME_WRITEBACK) == radix_tagged(&object->pages, index, TAG_WRITEBACK);
}

void object_audit(void (*wrong)(const struct object *object, const char *what, uint64_t have, uint64_t should))
{
    struct object *object;
    uint64_t word;
    struct sums total = {0};
    LIST_FOR_EACH(object, &objects, link) {
        struct sums sums = {0};
        for (uint64_t index = 0; radix_next(&object->pages, &index, &word); index++)
            add_entry(&sums, object, index, word);
        wrong(object, "resident pages", object->resident, sums.resident);
        wrong(object, "pages in swap", object->swapped, sums.swapped);
        wrong(object, "dirty pages", object->dirty, sums.dirty);
        wrong(object, "shadows", object->shadows, sums.shadows);
        wrong(object, "entries that another page has", sums.misplaced, 0);
        wrong(object, "entries with a wrong tag", sums.mistagged, 0);
        wrong(object, "mistakes in the tree", radix_audit(&object->pages), 0);
        total.dirty += sums.dirty;
        total.shadows += sums.shadows;
    }
    wrong(NULL, "dirty pages", object_dirty_pages(), total.dirty);
    wrong(NULL, "shadows", shadow_count, total.shadows);
}
