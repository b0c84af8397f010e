// SPDX-License-Identifier: Apache-2.0
// The frame table, the free list and the reserve. Reclaim is asked when a frame is wanted and none is free.
#include "os/vm/frame.h"

#include "os/arch/trap.h"
#include "os/kern/sched.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/page.h"
#include "os/vm/pool.h"
#include "os/vm/reclaim.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

// User pages leave this many frames to page tables and kernel blocks, so that evicting a page never waits for one.
#define KERNEL_RESERVE 8

// Rounds of the hand in vain, each after a turn for everybody else, before memory counts as exhausted: pages that are
// held or wanted back for the moment come free when their tasks have run.
#define PATIENCE 16

#define POISON 0xdb

static struct {
    struct frame *table;  // one entry a managed frame
    uint64_t first, end;  // physical frame numbers, half-open
    uint64_t frontier;    // frames from here on were never used and have no initialized entry
    struct list free;
    uint64_t free_count;  // on the list or beyond the frontier
    uint64_t count[FRAME_KINDS];
} frames;

struct frame *zero_frame;
bool frame_poison;
static struct waitq io_done = WAITQ_INIT(io_done);

void frame_init(uint64_t start, uint64_t end, uint64_t limit)
{
    uint64_t first = page_up(start), bytes = page_down(end) - first;
    uint64_t count = bytes / (PAGE_SIZE + sizeof(struct frame));
    if (limit && count > limit)
        count = limit;
    frames.table = kva(first);
    frames.first = page_up(first + count * sizeof(struct frame)) >> PAGE_SHIFT;
    if ((frames.first + count) << PAGE_SHIFT > end)
        count = (end >> PAGE_SHIFT) - frames.first;
    frames.end = frames.first + count;
    frames.frontier = frames.first;
    list_init(&frames.free);
    pool_init();
    frames.free_count = count;
    frames.count[FRAME_FREE] = count;

    zero_frame = frame_alloc(FRAME_ZERO);
    page_zero(frame_kva(zero_frame));
}

struct frame *frame_by_number(uint64_t pfn)
{
    return pfn >= frames.first && pfn < frames.frontier ? &frames.table[pfn - frames.first] : NULL;
}

struct frame *frame_of(uint64_t pa) { return frame_by_number(pa >> PAGE_SHIFT); }

uint64_t frame_pa(const struct frame *frame) { return (frames.first + (uint64_t)(frame - frames.table)) << PAGE_SHIFT; }

void *frame_kva(const struct frame *frame) { return kva(frame_pa(frame)); }

static struct frame *frontier_take(void)
{
    struct frame *frame = &frames.table[frames.frontier++ - frames.first];
    memset(frame, 0, sizeof *frame);
    list_init(&frame->link);
    return frame;
}

// A free frame if more than `keep` are free; never sleeps.
static struct frame *take(enum frame_kind kind, uint64_t keep)
{
    if (frames.free_count <= keep)
        return NULL;
    struct frame *frame;
    if (list_empty(&frames.free)) {
        frame = frontier_take();
    } else {
        frame = LIST_ENTRY(list_first(&frames.free), struct frame, link);
        list_remove(&frame->link);
    }
    frames.free_count--;
    frames.count[FRAME_FREE]--;
    frames.count[kind]++;
    frame->kind = kind;
    return frame;
}

static struct frame *take_or_reclaim(enum frame_kind kind, uint64_t keep)
{
    struct frame *frame = take(kind, keep);
    if (frame)
        return frame;
    vm_stats.allocstall++;
    for (unsigned vain = 0; !(frame = take(kind, keep));) {
        if (reclaim_one())
            continue;
        if (++vain == PATIENCE)
            return NULL;
        interrupts_handle();
        yield();
    }
    return frame;
}

struct frame *frame_alloc(enum frame_kind kind) { return take_or_reclaim(kind, 0); }
struct frame *frame_take(enum frame_kind kind) { return take(kind, 0); }

struct frame *frame_take_user(void)
{
    struct frame *frame = take(FRAME_ANON, KERNEL_RESERVE);
    if (frame)
        frame->holds = 1;
    return frame;
}

struct frame *frame_alloc_user(void)
{
    struct frame *frame = take_or_reclaim(FRAME_ANON, KERNEL_RESERVE);
    if (frame)
        frame->holds = 1;
    return frame;
}

void frame_free(struct frame *frame)
{
    KASSERT(frame->kind != FRAME_FREE && frame->kind != FRAME_CACHED && frame->kind != FRAME_ZERO);
    KASSERT(frame->maps == 0 && frame->holds == 0 && frame->slot == 0 && !(frame->flags & FRAME_IO));
    if (frame_poison)
        memset(frame_kva(frame), POISON, PAGE_SIZE);
    list_remove(&frame->link);
    frames.count[frame->kind]--;
    frames.count[FRAME_FREE]++;
    frame->kind = FRAME_FREE;
    frame->flags = 0;
    list_push_front(&frames.free, &frame->link);
    frames.free_count++;
    vm_stats.pgfree++;
}

void frame_set_kind(struct frame *frame, enum frame_kind kind)
{
    frames.count[frame->kind]--;
    frames.count[kind]++;
    frame->kind = kind;
}

uint64_t frame_boot_take(uint64_t count)
{
    KASSERT(frames.free_count > count && frames.frontier + count <= frames.end);
    uint64_t pa = frames.frontier << PAGE_SHIFT;
    for (uint64_t i = 0; i < count; i++)
        frontier_take()->kind = FRAME_KERNEL;
    frames.free_count -= count;
    frames.count[FRAME_FREE] -= count;
    frames.count[FRAME_KERNEL] += count;
    return pa;
}

void frame_release(struct frame *frame)
{
    KASSERT(frame->holds > 0);
    frame->holds--;
    frame_settle(frame);
}

void frame_settle(struct frame *frame)
{
    if (frame->kind != FRAME_ANON || frame->maps || frame->holds || frame->flags & FRAME_IO)
        return;
    if (frame->slot && swap_refs(frame->slot))
        return;
    if (frame->slot)
        swap_cache_drop(frame);
    pool_remove(frame);
    frame_free(frame);
}

bool frame_exclusive(const struct frame *frame)
{
    return frame->maps == 1 && (!frame->slot || swap_refs(frame->slot) == 0);
}

static void begin(struct frame *frame, uint8_t bit)
{
    KASSERT(!(frame->flags & FRAME_IO));
    frame->flags |= bit;
}

static void end(struct frame *frame, uint8_t bit)
{
    KASSERT(frame->flags & bit);
    frame->flags &= (uint8_t)~bit;
    wake_all(&io_done);
}

static void wait_for(const struct frame *frame, uint8_t bits)
{
    while (frame->flags & bits)
        sleep_on(&io_done);
}

struct frame *frame_under_io(void)
{
    for (uint64_t pfn = frames.first; pfn < frames.frontier; pfn++)
        if (frame_by_number(pfn)->kind != FRAME_FREE && frame_by_number(pfn)->flags & FRAME_IO)
            return frame_by_number(pfn);
    return NULL;
}

void frame_lock(struct frame *frame) { begin(frame, FRAME_LOCKED); }
void frame_unlock(struct frame *frame) { end(frame, FRAME_LOCKED); }
void frame_writeback_begin(struct frame *frame)
{
    begin(frame, FRAME_WRITEBACK);
    vm_gauges.writeback++;
}

void frame_writeback_end(struct frame *frame)
{
    vm_gauges.writeback--;
    end(frame, FRAME_WRITEBACK);
}
void frame_wait_locked(struct frame *frame) { wait_for(frame, FRAME_LOCKED); }
void frame_wait_writeback(struct frame *frame) { wait_for(frame, FRAME_WRITEBACK); }
void frame_wait_io(struct frame *frame) { wait_for(frame, FRAME_IO); }

uint64_t frame_count_total(void) { return frames.end - frames.first; }
uint64_t frame_count_free(void) { return frames.free_count; }
uint64_t frame_count_kind(enum frame_kind kind) { return frames.count[kind]; }
uint64_t frame_number_first(void) { return frames.first; }
uint64_t frame_number_end(void) { return frames.frontier; }
