// SPDX-License-Identifier: Apache-2.0
// The frame table, kinds, counts, and what is under I/O. Who asks here gets what is free; who may wait asks supply.c.
#include "os/vm/frame.h"

#include "os/lib/panic.h"
#include "os/vm/buddy.h"
#include "os/vm/page.h"
#include "os/vm/poison.h"
#include "os/vm/stats.h"
#include "os/vm/trace.h"
#include "os/vm/watermark.h"

struct frame_table frame_table;
static uint64_t kind_count[FRAME_KINDS];

struct frame *zero_frame;
static struct waitq io_done = WAITQ_INIT(io_done);
int64_t fail_alloc;
struct waitq frames_low = WAITQ_INIT(frames_low);

void frame_init(uint64_t start, uint64_t end, uint64_t limit)
{
    uint64_t first = page_up(start), bytes = page_down(end) - first;
    uint64_t count = bytes / (PAGE_SIZE + sizeof(struct frame));
    if (limit && count > limit)
        count = limit;
    struct frame_table *table = &frame_table;
    table->entries = kva(first);
    table->first = page_up(first + count * sizeof(struct frame)) >> PAGE_SHIFT;
    if ((table->first + count) << PAGE_SHIFT > end)
        count = (end >> PAGE_SHIFT) - table->first;
    table->end = table->first + count;
    table->count = count;
    table->origin = (uint64_t)table->entries - table->first * sizeof(struct frame);
    table->frontier = table->first;
    kind_count[FRAME_FREE] = count;
    watermarks_init(count);

    zero_frame = frame_take(FRAME_ZERO);
    page_zero(frame_kva(zero_frame));
}

static void count_as(uint64_t count, enum frame_kind from, enum frame_kind to)
{
    kind_count[from] -= count;
    kind_count[to] += count;
}

// Frames have left the free ones.
static void count_taken(uint64_t count, enum frame_kind kind)
{
    count_as(count, FRAME_FREE, kind);
    if (kind_count[FRAME_FREE] < watermarks.wake)
        wake_all(&frames_low);
}

static void leave_free(struct frame *frame, enum frame_kind kind)
{
    if (frame->slot)
        poison_check(frame_kva(frame), PAGE_SIZE);
    frame->slot = 0;
    frame->kind = kind;
    frame->index = 0;
}

// A hot one, of which there is one, while no poison is about and nobody need be woken.
static inline struct frame *take_hot(enum frame_kind kind)
{
    struct frame *frame = stock_take(&buddy_hot);
    count_as(1, FRAME_FREE, kind);
    frame->kind = kind;
    frame->index = 0;
    return frame;
}

__attribute__((noinline)) static struct frame *take_cold(enum frame_kind kind)
{
    struct frame *frame = buddy_take_one();
    count_taken(1, kind);
    leave_free(frame, kind);
    return frame;
}

struct frame *frame_take_above(enum frame_kind kind, uint64_t keep)
{
    uint64_t free = kind_count[FRAME_FREE];
    if (free <= keep)
        return NULL;
    if (poison || free <= watermarks.wake || !buddy_hot.count)
        return take_cold(kind);
    return take_hot(kind);
}

struct frame *frame_take(enum frame_kind kind) { return alloc_fails() ? NULL : frame_take_above(kind, 0); }

struct frame *frame_take_zeroed(enum frame_kind kind)
{
    struct frame *frame = buddy_take_zeroed();
    if (!frame)
        return NULL;
    count_taken(1, kind);
    frame->kind = kind;
    frame->index = 0;
    return frame;
}

__attribute__((noinline)) static struct frame *take_user_cold(void)
{
    struct frame *frame = alloc_fails() ? NULL : frame_take_above(FRAME_ANON, watermarks.min);
    if (frame)
        frame->holds = 1;
    return frame;
}

struct frame *frame_take_user(void)
{
    if (fail_alloc || poison || kind_count[FRAME_FREE] <= watermarks.low || !buddy_hot.count)
        return take_user_cold();
    struct frame *frame = take_hot(FRAME_ANON);
    frame->holds = 1;
    return frame;
}

struct frame *frame_alloc_order(enum frame_kind kind, unsigned order)
{
    uint64_t count = UINT64_C(1) << order;
    if (kind_count[FRAME_FREE] < count + watermarks.min || alloc_fails())
        return NULL;
    struct frame *first = buddy_take(order);
    if (!first)
        return NULL;
    count_taken(count, kind);
    for (uint64_t i = 0; i < count; i++)
        leave_free(&first[i], kind);
    return first;
}

// All but the counts of kinds, which the caller keeps.
static void make_free(struct frame *frame, enum frame_kind kind)
{
    const uint64_t asked = FRAME_STATE(0xff, FRAME_IO, 0xffff, UINT32_MAX);
    KASSERT((frame->state & asked) == kind && frame->slot == 0);
    frame->state = FRAME_STATE(FRAME_FREE, 0, 0, 0);
    frame->index = BUDDY_INSIDE;  // no block of its own yet: a buddy that is given meanwhile must not take it for one
}

static void count_freed(uint64_t count, enum frame_kind kind)
{
    KASSERT(kind != FRAME_FREE && kind != FRAME_CACHED && kind != FRAME_ZERO);
    count_as(count, kind, FRAME_FREE);
    vm_stats.pgfree += count;
}

static void make_poisoned(struct frame *frame)
{
    if (poison)
        poison_fill(frame_kva(frame), PAGE_SIZE);
    frame->slot = poison;
}

void frame_free_many(struct frame *const *frames, unsigned count)
{
    if (count == 0)
        return;
    enum frame_kind kind = frames[0]->kind;
    count_freed(count, kind);
    for (struct frame *const *at = frames, *const *end = frames + count; at < end; at++) {
        make_free(*at, kind);
        make_poisoned(*at);
    }
    buddy_give_many(frames, count);
}

void frame_free(struct frame *frame)
{
    enum frame_kind kind = frame->kind;
    count_freed(1, kind);
    make_free(frame, kind);
    make_poisoned(frame);
    buddy_give_one(frame);
}

void frame_free_zeroed(struct frame *frame)
{
    count_freed(1, FRAME_TABLE);
    make_free(frame, FRAME_TABLE);
    buddy_give_zeroed(frame);
}

void frame_free_order(struct frame *first, unsigned order)
{
    enum frame_kind kind = first->kind;
    uint64_t count = UINT64_C(1) << order;
    count_freed(count, kind);
    for (uint64_t i = 0; i < count; i++) {
        make_free(&first[i], kind);
        make_poisoned(&first[i]);
    }
    buddy_give(first, order);
}

void frame_set_kind(struct frame *frame, enum frame_kind kind)
{
    count_as(1, frame->kind, kind);
    frame->kind = kind;
}

uint64_t frame_boot_take(uint64_t count)
{
    struct frame *first = buddy_beyond(count);
    KASSERT(first && kind_count[FRAME_FREE] > count);
    count_as(count, FRAME_FREE, FRAME_KERNEL);
    for (uint64_t i = 0; i < count; i++)
        first[i].kind = FRAME_KERNEL;
    return frame_pa(first);
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
    if (!(frame->flags & bits))
        return;
    device_wait_begin();
    while (frame->flags & bits)
        sleep_on(&io_done);
    device_wait_end();
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

uint64_t frame_count_free(void) { return kind_count[FRAME_FREE]; }
uint64_t frame_count_kind(enum frame_kind kind) { return kind_count[kind]; }
uint64_t frame_number_first(void) { return frame_table.first; }
uint64_t frame_number_end(void) { return frame_table.frontier; }
