// SPDX-License-Identifier: Apache-2.0
// Reclaim: how a page of each kind leaves once its pool's policy has chosen it (pool.h).
//
//   ANON            gets a slot, its PTEs name the slot, its bytes are written unless the slot has them already;
//                   several go to neighbouring slots in one request
//                   one that may be lost (MADV_FREE) and is clean: its PTEs are emptied, and nothing keeps its bytes
//   CACHED, file    its PTEs are emptied, dirty bytes go to the file
//   CACHED, shared  its PTEs are emptied, the object names the slot that its bytes go to
//
// Nothing on this path waits for memory. While bytes are under way the frame is under WRITEBACK; a task that wants it
// back maps it, holds it or makes it dirty meanwhile, and then it stays.
#include "os/vm/reclaim.h"

#include "os/dev/blk.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/marks.h"
#include "os/vm/object.h"
#include "os/vm/pmap.h"
#include "os/vm/pool.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

struct task *reclaim_daemon;
struct waitq reclaim_hope = WAITQ_INIT(reclaim_hope);

// ---- eviction without a write of private pages ----

static bool wanted_back(const struct frame *frame) { return frame->maps || frame->holds || frame->flags & FRAME_DIRTY; }

static void unmap_to_slot(struct frame *frame)
{
    for (uint32_t count = frame_unmap(frame, frame->slot); count > 0; count--)
        swap_ref(frame->slot);
}

// The slot has the same bytes, and keeps what the policy wants to know when they return.
static void leave_slot_behind(struct frame *frame)
{
    swap_set_shadow(frame->slot, pool_evicted(frame));
    swap_cache_drop(frame);
    frame_free(frame);
}

static void evict_clean(struct frame *frame)
{
    vm_stats.swap_clean++;
    unmap_to_slot(frame);
    leave_slot_behind(frame);
}

// Writes an unmapped dirty page of an object; clean afterwards unless it failed. Sleeps.
static int write_cached(struct frame *frame)
{
    vm_mark(MARK_SWAP_OUT_BEGIN);
    int error = object_page_out(frame);
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
    object_evict(frame);
    frame_settle(frame);
    return true;
}

// ---- eviction of private pages by writing them ----

struct batch {
    struct frame *frames[SWAP_CLUSTER];  // under WRITEBACK from the moment they are chosen
    unsigned count, room;
};

// No owner has written to it since he said that he can do without it.
static __attribute__((noinline)) bool evict_lazy(struct frame *frame)
{
    if (!frame_may_be_lost(frame))
        return false;
    vm_stats.pglazyfreed++;
    frame_unmap(frame, 0);
    pool_evicted(frame);
    frame_free(frame);
    return true;
}

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
    frame->flags &= (uint8_t) ~(FRAME_DIRTY | FRAME_LAZY);
}

// The write is over: free unless it failed or the page was wanted back.
static bool settle_written(struct frame *frame, bool written)
{
    if (!written)
        frame->flags |= FRAME_DIRTY;
    frame_writeback_end(frame);
    if (wanted_back(frame)) {
        frame_settle(frame);  // its last owner may have gone, dirty as it is
        return false;
    }
    leave_slot_behind(frame);
    return true;
}

// As many of the batch as there are neighbouring slots for. Returns how many frames came free. Sleeps.
static unsigned write_batch(struct batch *batch)
{
    void *pages[SWAP_CLUSTER];
    uint32_t first;
    unsigned freed = 0, count = swap_alloc(batch->count, &first);
    KASSERT(count <= batch->count);
    for (unsigned i = count; i < batch->count; i++)
        frame_writeback_end(batch->frames[i]);
    if (count == 0)
        return 0;
    vm_mark(MARK_SWAP_OUT_BEGIN);
    for (unsigned i = 0; i < count; i++) {
        move_to_slot(batch->frames[i], first + i);
        pages[i] = frame_kva(batch->frames[i]);
    }
    unsigned written = swap_write(first, pages, count);
    for (unsigned i = 0; i < count; i++)
        freed += settle_written(batch->frames[i], i < written);
    vm_mark(MARK_SWAP_OUT_END);
    return freed;
}

// Scanned and freed pages count for the daemon or for who needs them. What is out of line here is so for the sake of
// the stack: the way from evict_from to a file is the deepest that there is.
static void note_scanned(unsigned count)
{
    *(current == reclaim_daemon ? &vm_stats.pgscan_kswapd : &vm_stats.pgscan_direct) += count;
}

static __attribute__((noinline)) bool note_freed(unsigned count)
{
    *(current == reclaim_daemon ? &vm_stats.pgsteal_kswapd : &vm_stats.pgsteal_direct) += count;
    if (count == 0)
        return false;
    vm_mark(MARK_PAGE_DROP);
    wake_all(&reclaim_hope);
    return true;
}

bool reclaim_frame(struct frame *frame)
{
    struct batch batch = {.count = 0};
    if (!pool_frame_can_leave(frame))
        return false;
    if (frame->kind == FRAME_CACHED)
        return note_freed(evict_cached(frame));
    if (frame->kind != FRAME_ANON)
        return false;
    if (evict_lazy(frame))
        return note_freed(1);
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

// A write takes along what else the policy gives within LOOK_AHEAD looks, but never much of a small pool.
#define LOOK_AHEAD 32u
#define PAGES_A_WRITE 16u  // in the pool for each page of a batch

static unsigned batch_room(const struct pool *pool)
{
    if (!swap_make_room())
        return 0;
    return (unsigned)MAX(1, MIN(SWAP_CLUSTER, pool_pages(pool) / PAGES_A_WRITE));
}

static __attribute__((noinline)) struct frame *choose_next(struct pool *pool, unsigned *looks, bool anonymous)
{
    unsigned before = *looks;
    struct frame *frame = pool_choose(pool, looks, anonymous);
    note_scanned(before - *looks);
    return frame;
}

// `first` must be written: look for company, then write. Clean private pages on the way are freed.
static unsigned evict_with_company(struct pool *pool, struct batch *batch, struct frame *first)
{
    unsigned freed = 0, looks = LOOK_AHEAD;
    struct frame *frame;
    choose(batch, first);
    while (batch->count < batch->room && (frame = choose_next(pool, &looks, true))) {
        if (evict_lazy(frame)) {
            freed++;
        } else if (must_write(frame)) {
            choose(batch, frame);
        } else {
            evict_clean(frame);
            freed++;
        }
    }
    return freed + write_batch(batch);
}

// Of its own frame on the stack: writing a page of a file goes deep, and needs no batch.
static __attribute__((noinline)) unsigned evict_by_writing(struct pool *pool, struct frame *frame)
{
    struct batch batch = {.room = batch_room(pool)};
    return batch.room ? evict_with_company(pool, &batch, frame) : 0;
}

static unsigned evict(struct pool *pool, struct frame *frame)
{
    if (frame->kind == FRAME_CACHED)
        return evict_cached(frame);
    if (evict_lazy(frame))
        return 1;
    if (must_write(frame))
        return evict_by_writing(pool, frame);
    evict_clean(frame);
    return 1;
}

// What a policy may look at to find a page, if there is one that can leave at all (tb/policy/test_progress.c).
static unsigned looks_for(const struct pool *pool) { return 4 * pool_pages(pool) + 1; }

// A page that stays after all, since it was wanted back or could not be written, costs one try, and others have theirs.
static bool evict_from(struct pool *pool)
{
    pool_begin_turn(pool);
    for (uint32_t tries = pool_pages(pool); tries > 0; tries--) {
        unsigned looks = looks_for(pool);
        struct frame *frame = choose_next(pool, &looks, false);
        if (!frame)
            return false;
        unsigned freed = evict(pool, frame);
        pool_note_evictions(pool, freed);
        if (note_freed(freed))
            return true;
    }
    return false;
}

static bool evict_from_any(void)
{
    for (unsigned i = 0; i < POOLS_MOST; i++)
        if (pool_by_index(i) && evict_from(pool_by_index(i)))
            return true;
    return false;
}

bool reclaim_one(void)
{
    if (reclaiming())
        return false;
    struct reclaimer self = {current, reclaimers};
    reclaimers = &self;
    // The end of somebody else's eviction is worth another look. It is the device that is waited for, not a page: that
    // may be locked by one who waits for memory to find where on the device it lies, or by this task itself.
    bool again = evict_from_any() || blk_wait_any();
    reclaimer_remove(&self);
    return again;
}

bool reclaim_from(struct pool *pool)
{
    if (reclaiming())
        return false;
    struct reclaimer self = {current, reclaimers};
    reclaimers = &self;
    bool freed = evict_from(pool);
    reclaimer_remove(&self);
    return freed;
}

bool reclaim_in_background(void) { return reclaim_from(pool_common()); }

int reclaim_set_policy(const char *name) { return pool_set_policy(pool_common(), name); }
const char *reclaim_policy(void) { return pool_policy(pool_common()); }
