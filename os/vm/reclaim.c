// SPDX-License-Identifier: Apache-2.0
// Reclaim: the hand, the choice of a victim, and how a page of each kind leaves.
//
//   ANON            gets a slot, its PTEs name the slot, its bytes are written unless the slot has them already
//   CACHED, file    its PTEs are emptied, dirty bytes go to the file
//   CACHED, shared  its PTEs are emptied, the object names the slot that its bytes go to
//
// Nothing on this path allocates memory. While bytes are under way the frame is BUSY; a task that wants it holds it and waits, and
// a held frame stays, so the page that was just wanted back is not freed under it.
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

static const struct policy policies[] = { { "clock", spare_if_used }, { "fifo", spare_none } };
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
    if (list_empty(&frame->link)) return;
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
        if (strcmp(policies[i].name, name) != 0) continue;
        policy = &policies[i];
        return 0;
    }
    return -EINVAL;
}

const char *reclaim_policy(void) { return policy->name; }

// ---- eviction ----

// The slot for an ANON frame's bytes, with all its PTEs naming it. False: swap is full.
static bool unmap_to_slot(struct frame *frame)
{
    if (!frame->slot) {
        uint32_t slot = swap_alloc();
        if (!slot) return false;
        swap_cache_add(frame, slot);
        frame->flags |= FRAME_DIRTY;
        swap_unref(slot);   // the PTEs hold it in a moment
    }
    for (uint32_t count = frame_unmap(frame, frame->slot); count > 0; count--) swap_ref(frame->slot);
    return true;
}

static int write_anon(struct frame *frame) { return swap_write(frame->slot, frame_kva(frame)); }

// Writes an unmapped dirty frame by `write`; clean afterwards unless it failed. Sleeps.
static int write_out(struct frame *frame, int (*write)(struct frame *))
{
    vm_mark(MARK_SWAP_OUT_BEGIN);
    frame->flags &= ~FRAME_DIRTY;
    frame_set_busy(frame);
    int error = write(frame);
    if (error) frame->flags |= FRAME_DIRTY;
    frame_clear_busy(frame);
    vm_mark(MARK_SWAP_OUT_END);
    return error;
}

static bool evict_anon(struct frame *frame)
{
    if (!unmap_to_slot(frame)) return false;
    if (!(frame->flags & FRAME_DIRTY)) vm_stats.swap_clean++;
    else if (write_out(frame, write_anon)) return false;
    if (frame->maps || frame->holds) return false;   // wanted back meanwhile
    swap_cache_drop(frame);
    ring_remove(frame);
    frame_free(frame);
    return true;
}

static bool evict_cached(struct frame *frame)
{
    if (frame->flags & FRAME_SHMEM && !swap_active()) return false;
    frame_unmap(frame, 0);
    if (frame->flags & FRAME_DIRTY && write_out(frame, object_page_out)) return false;
    if (frame->maps || frame->holds) {
        if (frame->flags & FRAME_SHMEM) object_forget_slot(frame);
        return false;
    }
    vm_stats.evict_file += !(frame->flags & FRAME_SHMEM);
    object_remove(frame);
    frame_settle(frame);
    return true;
}

static bool evict(struct frame *frame)
{
    bool freed = frame->kind == FRAME_ANON ? evict_anon(frame) : evict_cached(frame);
    if (!freed) return false;
    vm_stats.pgsteal_direct++;
    vm_mark(MARK_PAGE_DROP);
    return true;
}

bool reclaim_frame(struct frame *frame)
{
    if (frame->holds || frame->flags & FRAME_BUSY) return false;
    if (frame->kind != FRAME_ANON && frame->kind != FRAME_CACHED) return false;
    return evict(frame);
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
        if (r->task == current) return true;
    return false;
}

static void reclaimer_remove(struct reclaimer *gone)
{
    struct reclaimer **at = &reclaimers;
    while (*at != gone) at = &(*at)->next;
    *at = gone->next;
}

// One turn of the hand finds the pages not used since the last; two find any page that can leave at all.
static bool turn(void)
{
    struct frame *busy = NULL;
    for (uint64_t looks = 2 * ring_length + 1; looks > 0 && ring_length > 0; looks--) {
        struct frame *frame = hand_advance();
        vm_stats.pgscan_direct++;
        if (frame->flags & FRAME_BUSY) busy = frame;
        if (frame->holds || frame->flags & FRAME_BUSY || policy->spare(frame)) continue;
        if (evict(frame)) return true;
    }
    if (!busy) return false;
    frame_hold(busy);   // somebody else's eviction: its end is worth another look
    frame_wait(busy);
    frame_release(busy);
    return true;
}

bool reclaim_one(void)
{
    if (reclaiming()) return false;
    struct reclaimer self = { current, reclaimers };
    reclaimers = &self;
    bool again = turn();
    reclaimer_remove(&self);
    return again;
}
