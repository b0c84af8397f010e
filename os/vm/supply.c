// SPDX-License-Identifier: Apache-2.0
// Frames for those who may wait: reclaim is asked when a frame is wanted and none is free. And the other end: when a
// page of user memory has lost its last owner, its frame is free.
#include "os/arch/trap.h"
#include "os/kern/task.h"
#include "os/lib/panic.h"
#include "os/vm/frame.h"
#include "os/vm/page.h"
#include "os/vm/pool.h"
#include "os/vm/reclaim.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"
#include "os/vm/watermark.h"

// Rounds of the hand in vain, each after a turn for everybody else, before memory counts as exhausted: pages that are
// held or wanted back for the moment come free when their tasks have run.
#define PATIENCE 16

static struct frame *take_or_reclaim(enum frame_kind kind, uint64_t keep)
{
    struct frame *frame = frame_take_above(kind, keep);
    if (frame)
        return frame;
    vm_stats.allocstall++;
    for (unsigned vain = 0; !(frame = frame_take_above(kind, keep));) {
        if (reclaim_one())
            continue;
        if (++vain == PATIENCE)
            return NULL;
        interrupts_handle();
        yield();
    }
    return frame;
}

struct frame *frame_alloc(enum frame_kind kind) { return alloc_fails() ? NULL : take_or_reclaim(kind, 0); }

struct frame *frame_alloc_zeroed(enum frame_kind kind)
{
    if (alloc_fails())
        return NULL;
    struct frame *frame = frame_take_zeroed(kind);
    if (!frame && (frame = take_or_reclaim(kind, 0)))
        page_zero(frame_kva(frame));
    return frame;
}

// What user pages leave to the kernel.
static uint64_t reserve(void)
{
    if (current == reclaim_daemon)
        return 0;
    return signal_kills(current) ? watermarks.min / 2 : watermarks.min;
}

struct frame *frame_alloc_sparing(enum frame_kind kind)
{
    return alloc_fails() ? NULL : take_or_reclaim(kind, reserve());
}

struct frame *frame_alloc_user(void)
{
    struct frame *frame = frame_alloc_sparing(FRAME_ANON);
    if (frame)
        frame->holds = 1;
    return frame;
}

void frame_release(struct frame *frame)
{
    KASSERT(frame->holds > 0);
    frame->holds--;
    frame_settle(frame);
}

// Does nobody own the frame any more? Then it has no slot now.
static inline bool abandoned(struct frame *frame)
{
    if ((frame->state & FRAME_STATE(0xff, FRAME_IO, 0xffff, UINT32_MAX)) != FRAME_ANON)
        return false;
    if (frame->slot) {
        if (swap_refs(frame->slot))
            return false;
        swap_cache_drop(frame);
    }
    return true;
}

void frame_settle(struct frame *frame)
{
    if (!abandoned(frame))
        return;
    pool_remove(frame);
    frame_free(frame);
}

void frames_settle(struct frame **frames, unsigned count)
{
    struct frame **free = frames;
    for (struct frame **at = frames, **end = at + count; at < end; at++)
        if (abandoned(*at))
            *free++ = *at;
    count = (unsigned)(free - frames);
    if (count == 0)
        return;
    pool_remove_many(frames, count);
    frame_free_many(frames, count);
}

bool frame_slot_is_named(const struct frame *frame) { return swap_refs(frame->slot) > 0; }
