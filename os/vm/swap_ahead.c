// SPDX-License-Identifier: Apache-2.0
#include "os/vm/swap_ahead.h"

#include "os/dev/blk.h"
#include "os/vm/pool.h"
#include "os/vm/stats.h"
#include "os/vm/swap_area.h"
#include "os/vm/watermark.h"

int64_t swap_page_cluster;

// What one request reads: slots [first, first + count), each to its page. A frame is found by its page.
struct cluster {
    uint32_t first;
    unsigned count;
    void *pages[SWAP_CLUSTER];
};

static struct frame *frame_at(const struct cluster *c, unsigned i) { return frame_of(pa_of(c->pages[i])); }

static bool side_by_side(uint32_t slot, uint32_t next)
{
    return slot_at(next)->sector == slot_at(slot)->sector + SECTORS_A_PAGE;
}

static bool worth_reading(uint32_t slot)
{
    const struct slot *s = slot_at(slot);
    return s->refs > 0 && s->refs != REFS_BAD && s->frame == 0;
}

// How many frames may be taken: nothing is reclaimed for what nobody has asked for.
static uint32_t frames_to_spare(void)
{
    uint64_t free = frame_count_free();
    return free > watermarks.low ? (uint32_t)MIN(free - watermarks.low, SWAP_CLUSTER) : 0;
}

// The slots that one request reads, [*first, *end) of the group of `slot`, which is among them.
static void group_of(uint32_t slot, uint32_t *first, uint32_t *end)
{
    uint32_t size = 1u << swap_page_cluster, base = area_base(area_of(slot)), spare = frames_to_spare();
    uint32_t index = ROUND_DOWN(swap_index(slot), size);
    uint32_t least = base | MAX(1u, index), most = base | MIN(area_of(slot)->high, index + size);
    *first = slot;
    *end = slot + 1;
    for (; spare > 0 && *first > least && side_by_side(*first - 1, *first) && worth_reading(*first - 1); spare--)
        --*first;
    for (; spare > 0 && *end < most && side_by_side(*end - 1, *end) && worth_reading(*end); spare--)
        ++*end;
}

// A page for the slot's bytes: its frame is in the cache, LOCKED and held.
static void *page_for(uint32_t slot)
{
    struct frame *frame = frame_take_above(FRAME_ANON, 0);
    frame_hold(frame);
    frame->flags |= FRAME_AHEAD;
    swap_cache_add(frame, slot);
    pool_insert(frame, swap_shadow(slot));
    frame_lock(frame);
    return frame_kva(frame);
}

static void gather(struct cluster *c, uint32_t slot, struct frame *frame)
{
    uint32_t end;
    group_of(slot, &c->first, &end);
    for (c->count = 0; c->first + c->count < end; c->count++)
        c->pages[c->count] = c->first + c->count == slot ? frame_kva(frame) : page_for(c->first + c->count);
}

static int read_all(const struct cluster *c)
{
    int error = blk_read_pages(area_of(c->first)->device, slot_at(c->first)->sector, c->pages, c->count);
    vm_stats.pswpin += error ? 0 : c->count;
    vm_stats.swap_ahead += error ? 0 : c->count - 1;
    return error;
}

// The neighbours are everybody's now, or gone when they could not be read. Their slot may have lost its names.
static void let_go(const struct cluster *c, const struct frame *own, int error)
{
    for (unsigned i = 0; i < c->count; i++) {
        struct frame *frame = frame_at(c, i);
        if (frame == own)
            continue;
        frame_unlock(frame);
        if (error) {
            frame->flags &= (uint8_t)~FRAME_AHEAD;
            swap_cache_drop(frame);
        }
        frame_release(frame);
    }
}

int swap_read_cluster(uint32_t slot, struct frame *frame)
{
    struct cluster c;
    gather(&c, slot, frame);
    if (c.count == 1)
        return swap_read(slot, frame_kva(frame));
    int error = read_all(&c);
    let_go(&c, frame, error);
    return error ? swap_read(slot, frame_kva(frame)) : 0;
}
