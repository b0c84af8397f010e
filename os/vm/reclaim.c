// SPDX-License-Identifier: Apache-2.0
// Reclaim: the hand, the choice of a victim, and how a page of each kind leaves.
//
//   ANON            gets a slot, its PTEs name the slot, its bytes are written unless the slot has them already;
//                   several go to neighbouring slots in one request
//   CACHED, file    its PTEs are emptied, dirty bytes go to the file
//   CACHED, shared  its PTEs are emptied, the object names the slot that its bytes go to
//
// Nothing on this path waits for memory. While bytes are under way the frame is under WRITEBACK; a task that wants it
// back maps it, holds it or makes it dirty meanwhile, and then it stays.
#include "os/vm/reclaim.h"

#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/marks.h"
#include "os/vm/object.h"
#include "os/vm/pmap.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

// How the hand looks at a page: true gives it another round.
struct policy {
    const char *name;
    bool (*spare)(struct frame *frame);
};

static bool spare_if_used(struct frame *frame)
{
    bool used = frame->flags & FRAME_REFERENCED;
    frame->flags &= ~FRAME_REFERENCED;
    return frame_test_clear_accessed(frame) || used;
}

static bool spare_none(struct frame *frame)
{
    (void)frame;
    return false;
}

static const struct policy policies[] = {{"clock", spare_if_used}, {"fifo", spare_none}};
static const struct policy *policy = &policies[0];

// The hand points between two frames: the head of the list moves round the ring.
static struct list ring = LIST_INIT(ring);
static uint64_t ring_length;

void ring_insert(struct frame *frame)
{
    list_push_back(&ring, &frame->link);
    ring_length++;
}

void ring_remove(struct frame *frame)
{
    if (list_empty(&frame->link))
        return;
    list_remove(&frame->link);
    ring_length--;
}

static struct frame *hand_advance(void)
{
    struct list *link = list_first(&ring);
    list_remove(link);
    list_push_back(&ring, link);
    return LIST_ENTRY(link, struct frame, link);
}

int reclaim_set_policy(const char *name)
{
    for (size_t i = 0; i < COUNT(policies); i++) {
        if (strcmp(policies[i].name, name) != 0)
            continue;
        policy = &policies[i];
        return 0;
    }
    return -EINVAL;
}

const char *reclaim_policy(void) { return policy->name; }

// ---- eviction without a write of private pages ----

static bool wanted_back(const struct frame *frame) { return frame->maps || frame->holds || frame->flags & FRAME_DIRTY; }

static void unmap_to_slot(struct frame *frame)
{
    for (uint32_t count = frame_unmap(frame, frame->slot); count > 0; count--)
        swap_ref(frame->slot);
}

// The slot has the same bytes.
static void evict_clean(struct frame *frame)
{
    vm_stats.swap_clean++;
    unmap_to_slot(frame);
    swap_cache_drop(frame);
    ring_remove(frame);
    frame_free(frame);
}

// Writes an unmapped dirty page of an object; clean afterwards unless it failed. Sleeps.
static int write_cached(struct frame *frame)
{
    vm_mark(MARK_SWAP_OUT_BEGIN);
    frame->flags &= ~FRAME_DIRTY;
    frame_writeback_begin(frame);
    int error = object_page_out(frame);
    if (error)
        frame->flags |= FRAME_DIRTY;
    frame_writeback_end(frame);
    vm_mark(MARK_SWAP_OUT_END);
    return error;
}

static bool evict_cached(struct frame *frame)
{
    if (frame->flags & FRAME_SHMEM && !swap_make_room())
        return false;
    frame_unmap(frame, 0);
    if (frame->flags & FRAME_DIRTY && write_cached(frame))
        return false;
    if (wanted_back(frame)) {
        if (frame->flags & FRAME_SHMEM)
            object_forget_slot(frame);
        return false;
    }
    vm_stats.evict_file += !(frame->flags & FRAME_SHMEM);
    object_remove(frame);
    frame_settle(frame);
    return true;
}

// ---- eviction of private pages by writing them ----

struct batch {
    struct frame *frames[SWAP_CLUSTER];  // under WRITEBACK from the moment they are chosen
    unsigned count, room;
};

static bool must_write(struct frame *frame)
{
    return frame->kind == FRAME_ANON && (!frame->slot || frame_dirty(frame));
}

static void choose(struct batch *batch, struct frame *frame)
{
    frame_writeback_begin(frame);
    batch->frames[batch->count++] = frame;
}

// From its PTEs and its old slot, if it had one, to the new slot, whose one reference is the caller's until the PTEs
// hold it.
static void move_to_slot(struct frame *frame, uint32_t slot)
{
    if (frame->slot)
        swap_cache_drop(frame);
    swap_cache_add(frame, slot);
    unmap_to_slot(frame);
    swap_unref(slot);
    frame->flags &= ~FRAME_DIRTY;
}

// The write is over: free unless it failed or the page was wanted back.
static bool settle_written(struct frame *frame, int error)
{
    if (error)
        frame->flags |= FRAME_DIRTY;
    frame_writeback_end(frame);
    if (wanted_back(frame)) {
        frame_settle(frame);  // its last owner may have gone, dirty as it is
        return false;
    }
    swap_cache_drop(frame);
    ring_remove(frame);
    frame_free(frame);
    return true;
}

// As many of the batch as there are neighbouring slots for. Returns how many frames came free. Sleeps.
static unsigned write_batch(struct batch *batch)
{
    void *pages[SWAP_CLUSTER];
    uint32_t first;
    unsigned freed = 0, count = swap_alloc(batch->count, &first);
    for (unsigned i = count; i < batch->count; i++)
        frame_writeback_end(batch->frames[i]);
    if (count == 0)
        return 0;
    vm_mark(MARK_SWAP_OUT_BEGIN);
    for (unsigned i = 0; i < count; i++) {
        move_to_slot(batch->frames[i], first + i);
        pages[i] = frame_kva(batch->frames[i]);
    }
    int error = swap_write(first, pages, count);
    for (unsigned i = 0; i < count; i++)
        freed += settle_written(batch->frames[i], error);
    vm_mark(MARK_SWAP_OUT_END);
    return freed;
}

static bool note_freed(unsigned count)
{
    vm_stats.pgsteal_direct += count;
    if (count)
        vm_mark(MARK_PAGE_DROP);
    return count > 0;
}

// A private page with nowhere to go: there is no swap or swapoff is emptying it, or the page is newer than a slot that
// others still name, which is so only after a write to it has failed.
static bool stranded(struct frame *frame)
{
    if (frame->kind != FRAME_ANON)
        return false;
    return !swap_accepts() || (frame->slot && swap_refs(frame->slot) && frame_dirty(frame));
}

bool reclaim_frame(struct frame *frame)
{
    struct batch batch = {.count = 0};
    if (frame->holds || frame->flags & FRAME_IO || stranded(frame))
        return false;
    if (frame->kind == FRAME_CACHED)
        return note_freed(evict_cached(frame));
    if (frame->kind != FRAME_ANON)
        return false;
    if (must_write(frame)) {
        choose(&batch, frame);
        return note_freed(write_batch(&batch));
    }
    evict_clean(frame);
    return note_freed(1);
}

// ---- who is reclaiming ----

// Writing a file page may need memory itself: then reclaim is not entered again by the same task.
struct reclaimer {
    struct task *task;
    struct reclaimer *next;
};
static struct reclaimer *reclaimers;

static bool reclaiming(void)
{
    for (struct reclaimer *r = reclaimers; r; r = r->next)
        if (r->task == current)
            return true;
    return false;
}

static void reclaimer_remove(struct reclaimer *gone)
{
    struct reclaimer **at = &reclaimers;
    while (*at != gone)
        at = &(*at)->next;
    *at = gone->next;
}

// A write takes along what else the hand finds unused within LOOK_AHEAD frames, but never much of a small memory.
#define LOOK_AHEAD 32u
#define RING_A_PAGE 16u  // frames on the ring for each page of a batch

static unsigned batch_room(void)
{
    if (!swap_make_room())
        return 0;
    return (unsigned)MAX(1, MIN(SWAP_CLUSTER, ring_length / RING_A_PAGE));
}

static bool can_leave(struct frame *frame)
{
    return !frame->holds && !(frame->flags & FRAME_IO) && !stranded(frame) && !policy->spare(frame);
}

// The hand met `first`, which must be written: look for company, then write. Clean private pages on the way are freed.
static unsigned evict_with_company(struct batch *batch, struct frame *first)
{
    unsigned freed = 0;
    choose(batch, first);
    for (unsigned looks = LOOK_AHEAD; looks > 0 && batch->count < batch->room; looks--) {
        struct frame *frame = hand_advance();
        vm_stats.pgscan_direct++;
        if (frame->kind != FRAME_ANON || !can_leave(frame))
            continue;
        if (must_write(frame)) {
            choose(batch, frame);
        } else {
            evict_clean(frame);
            freed++;
        }
    }
    return freed + write_batch(batch);
}

static unsigned evict(struct frame *frame)
{
    struct batch batch = {.count = 0};
    if (frame->kind == FRAME_CACHED)
        return evict_cached(frame);
    if (!must_write(frame)) {
        evict_clean(frame);
        return 1;
    }
    batch.room = batch_room();
    return batch.room ? evict_with_company(&batch, frame) : 0;
}

// One turn of the hand finds the pages not used since the last; two find any page that can leave at all.
static bool turn(void)
{
    struct frame *busy = NULL;
    for (uint64_t looks = 2 * ring_length + 1; looks > 0 && ring_length > 0; looks--) {
        struct frame *frame = hand_advance();
        vm_stats.pgscan_direct++;
        if (frame->flags & FRAME_IO)
            busy = frame;
        if (can_leave(frame) && note_freed(evict(frame)))
            return true;
    }
    if (!busy)
        return false;
    frame_hold(busy);  // somebody else's eviction: its end is worth another look
    frame_wait_io(busy);
    frame_release(busy);
    return true;
}

bool reclaim_one(void)
{
    if (reclaiming())
        return false;
    struct reclaimer self = {current, reclaimers};
    reclaimers = &self;
    bool again = turn();
    reclaimer_remove(&self);
    return again;
}
