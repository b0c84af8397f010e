// SPDX-License-Identifier: Apache-2.0
// Swap slots and the swap cache. Where slots lie, swap_area.c knows.
//
// A slot is one of:
//   FREE     refs = 0, no frame                nobody wants it
//   OUT      refs > 0, no frame                its bytes are only on the device
//   CACHED   refs >= 0, a frame                frame->slot names it; the frame's bytes are the same or newer
//
//   FREE   -> CACHED   swap_alloc + swap_cache_add + swap_unref   a page gets its place, then its PTEs name the slot
//   CACHED -> OUT      swap_cache_drop                            reclaim frees the frame: its bytes have been written
//   OUT    -> CACHED   swap_get                                   a fault needs the bytes
//   CACHED -> FREE     swap_cache_drop with refs = 0              frame gone, or slot given back: swap is crowded
//   OUT    -> FREE     the last swap_unref                        exit, munmap, exec
//   FREE   -> OUT -> FREE   swap_alloc, swap_unref                pages of SHARED objects, which have no swap cache
//
// Invariants (vm_check recomputes 1 to 3):
//   1. refs = PTEs that hold the slot + entries of SHARED objects that do.
//   2. slot.frame = f exactly when f is ANON and f->slot = slot.
//   3. used = slots that are not FREE.
//   4. A frame in the cache is owned by its PTEs and by refs: it is exclusive only with one PTE and refs = 0.
//   5. A named slot cannot change hands: so who waits for a frame, and finds it caching the slot that his PTE still
//      holds, has the right bytes.
#include "os/vm/swap.h"

#include "os/dev/blk.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/vm/pool.h"
#include "os/vm/stats.h"
#include "os/vm/swap_ahead.h"
#include "os/vm/swap_area.h"

// ---- slots ----

uint32_t swap_refs(uint32_t slot) { return slot_at(slot)->refs; }

void swap_ref(uint32_t slot)
{
    struct slot *s = slot_at(slot);
    KASSERT(s->refs < REFS_BAD - 1);
    s->refs++;
}

static struct frame *frame_in(const struct slot *s) { return s->frame ? frame_by_number(s->frame) : NULL; }

// A slot that only caches a page in memory: the page can do without.
static bool uncache(uint32_t slot)
{
    struct slot *s = slot_at(slot);
    struct frame *frame = frame_in(s);
    if (s->refs || !frame || frame->flags & FRAME_IO)
        return false;
    frame->flags |= FRAME_DIRTY;
    swap_cache_drop(frame);
    return true;
}

static bool steal_cached(void)
{
    for (uint32_t slot = slot_next(SWAP_NONE); slot; slot = slot_next(slot))
        if (area_of(slot)->state == AREA_ON && uncache(slot))
            return true;
    return false;
}

bool swap_drop_cached(struct swap_area *area)
{
    bool slept = false;
    for (uint32_t index = 1; index < area->high; index++) {
        struct frame *frame = frame_in(slot_of(area, index));
        if (frame && frame->flags & FRAME_IO) {
            frame_hold(frame);
            frame_wait_io(frame);
            frame_release(frame);
            slept = true;
        }
        uncache(area_base(area) | index);
    }
    return slept;
}

// Among free slots, those that can be written as far as anybody knows, or any.
enum choice { GOOD, ANY };

static bool is_free(const struct slot *s, enum choice which)
{
    return slot_free(s) && (which == ANY || s->shadow != SLOT_FAILED);
}

// The free slots from `index` on, up to `want`, below `end`.
static unsigned run_at(struct swap_area *area, uint32_t index, unsigned want, uint32_t end, enum choice which)
{
    unsigned length = 0;
    while (length < want && index + length < end && is_free(slot_of(area, index + length), which))
        length++;
    return length;
}

// A run of `want` free slots in [from, end), or 0.
static uint32_t find_run(struct swap_area *area, uint32_t from, uint32_t end, unsigned want, enum choice which)
{
    for (uint32_t index = from; index + want <= end;) {
        unsigned length = run_at(area, index, want, end, which);
        if (length == want)
            return index;
        index += length + 1;
    }
    return 0;
}

// Among the slots used before, going round, so that those in use lie close; then among those that never were.
static uint32_t find_free(struct swap_area *area, unsigned want, enum choice which)
{
    uint32_t index = find_run(area, area->next, area->high, want, which);
    if (!index)
        index = find_run(area, 1, area->high, want, which);
    if (!index)
        index = find_run(area, area->high, area->ready, want, which);
    return index;
}

// Up to *want neighbours; one slot is free. Where a write has failed only when nothing else is left: it may have been
// for once, or for good.
static uint32_t find_some(struct swap_area *area, unsigned *want)
{
    uint32_t index;
    for (unsigned n = *want; n > 0; n /= 2)
        if ((index = find_free(area, n, GOOD))) {
            *want = n;
            return index;
        }
    *want = 1;
    return find_free(area, 1, ANY);
}

// Of the areas with a free slot that with the highest priority; equal ones take turns.
static struct swap_area *area_to_fill(void)
{
    struct swap_area *best = NULL;
    for (struct swap_area *area = swap_areas; area < swap_areas + AREAS_MOST; area++) {
        if (area->state != AREA_ON)
            continue;
        area_grow_ahead(area);
        if (area_room(area) == 0)
            continue;
        if (!best || area->priority > best->priority || (area->priority == best->priority && area->turn < best->turn))
            best = area;
    }
    return best;
}

bool swap_make_room(void) { return area_to_fill() || steal_cached(); }

unsigned swap_alloc(unsigned want, uint32_t *first)
{
    static uint64_t turns;
    if (!swap_make_room())
        return 0;
    struct swap_area *area = area_to_fill();
    uint32_t index = find_some(area, &want);
    KASSERT(index);
    for (unsigned i = 0; i < want; i++) {
        slot_of(area, index + i)->refs = 1;
        slot_of(area, index + i)->shadow = 0;
    }
    area->used += want;
    area->next = index + want;
    area->high = MAX(area->high, area->next);
    area->turn = ++turns;
    *first = area_base(area) | index;
    return want;
}

void swap_unref(uint32_t slot)
{
    struct slot *s = slot_at(slot);
    KASSERT(s->refs > 0 && s->refs != REFS_BAD);
    if (--s->refs > 0)
        return;
    if (s->frame)
        frame_settle(frame_in(s));
    else
        area_of(slot)->used--;
}

bool swap_crowded(uint32_t slot) { return area_of(slot)->state == AREA_CLOSING || swap_used() * 2 > swap_total(); }

uint32_t swap_shadow(uint32_t slot) { return slot_at(slot)->shadow; }
void swap_set_shadow(uint32_t slot, uint32_t shadow) { slot_at(slot)->shadow = shadow; }

// ---- the cache ----

struct frame *swap_cached(uint32_t slot) { return frame_in(slot_at(slot)); }

void swap_cache_add(struct frame *frame, uint32_t slot)
{
    struct slot *s = slot_at(slot);
    KASSERT(!s->frame && !frame->slot && frame->kind == FRAME_ANON);
    s->frame = (uint32_t)(frame_pa(frame) >> PAGE_SHIFT);
    frame->slot = slot;
    area_of(slot)->cached++;
}

void swap_cache_drop(struct frame *frame)
{
    struct slot *s = slot_at(frame->slot);
    KASSERT(frame_in(s) == frame);
    area_of(frame->slot)->cached--;
    vm_stats.swap_ahead_useless += (frame->flags & FRAME_AHEAD) != 0;
    frame->flags &= (uint8_t)~FRAME_AHEAD;
    s->frame = 0;
    if (s->refs == 0)
        area_of(frame->slot)->used--;
    frame->slot = SWAP_NONE;
}

// How many of the slots from `first` on lie side by side on the device.
static unsigned neighbours(uint32_t first, unsigned count)
{
    unsigned n = 1;
    while (n < count && slot_at(first + n)->sector == slot_at(first)->sector + n * SECTORS_A_PAGE)
        n++;
    return n;
}

// Neighbours on the device too, in one request.
static bool write_run(uint32_t first, void *const pages[], unsigned count)
{
    int error = blk_write_pages(area_of(first)->device, slot_at(first)->sector, pages, count);
    vm_stats.pswpout += error ? 0 : count;
    vm_stats.swap_write_error += error != 0;
    return !error;
}

// The slot gets the place of a free one, which has the bad place from now on: so whoever names the slot need not know.
// Far from where slots were used so far, since what cannot be written often lies together.
static bool move_away(uint32_t slot)
{
    struct swap_area *area = area_of(slot);
    struct slot *failed = slot_at(slot);
    uint32_t middle = area->high + (area->ready - area->high) / 2;
    uint32_t index = find_run(area, middle, area->ready, 1, GOOD);
    if (!index && !(index = find_free(area, 1, GOOD)))
        return false;
    struct slot *good = slot_of(area, index);
    uint32_t sector = good->sector;
    good->sector = failed->sector;
    good->shadow = SLOT_FAILED;
    failed->sector = sector;
    area->high = MAX(area->high, index + 1);
    return true;
}

#define MOVES 3  // in vain, before a page counts as one that cannot be written for now

static bool write_somewhere(uint32_t slot, void *const *page)
{
    bool written = write_run(slot, page, 1);
    for (unsigned moves = 0; !written && moves < MOVES && move_away(slot); moves++)
        written = write_run(slot, page, 1);
    if (!written)
        slot_at(slot)->shadow = SLOT_FAILED;
    return written;
}

unsigned swap_write(uint32_t first, void *const pages[], unsigned count)
{
    unsigned done = 0;
    while (done < count) {
        unsigned n = neighbours(first + done, count - done);
        if (write_run(first + done, pages + done, n))
            done += n;
        else if (write_somewhere(first + done, pages + done))
            done++;
        else
            break;
    }
    return done;
}

int swap_read(uint32_t slot, void *page)
{
    int error = blk_read(area_of(slot)->device, slot_at(slot)->sector, page, PAGE_SIZE);
    if (!error)
        vm_stats.pswpin++;
    else
        vm_stats.swap_read_error++;
    return error;
}

// OUT -> CACHED with the caller's fresh frame, which others see as LOCKED until the bytes are there.
static int bring_in(uint32_t slot, bool ahead, struct frame *frame)
{
    swap_cache_add(frame, slot);
    pool_insert(frame, slot_at(slot)->shadow);
    frame_lock(frame);
    int error = ahead ? swap_read_cluster(slot, frame) : swap_read(slot, frame_kva(frame));
    frame_unlock(frame);
    if (error)
        swap_cache_drop(frame);
    return error;
}

// Does anybody name the slot, or a frame cache it? Who slept asks first: the area itself may be gone.
static bool slot_lives(uint32_t slot) { return slot_valid(slot) && !slot_free(slot_at(slot)); }

// The frame in the cache once its bytes are there, held; NULL when it has left the slot meanwhile. Sleeps.
static struct frame *hold_when_read(struct frame *frame, uint32_t slot)
{
    frame_hold(frame);
    frame_wait_locked(frame);
    if (frame->slot == slot) {
        vm_stats.swap_ahead_hit += (frame->flags & FRAME_AHEAD) != 0;
        frame->flags &= (uint8_t)~FRAME_AHEAD;
        return frame;
    }
    frame_release(frame);
    return NULL;
}

int swap_get(uint32_t slot, bool ahead, struct frame **out, bool *read)
{
    struct frame *fresh = NULL, *frame = NULL;
    int error = 0;
    while (!frame && !error) {
        if (!slot_lives(slot)) {
            error = -EAGAIN;
        } else if ((frame = swap_cached(slot))) {
            frame = hold_when_read(frame, slot);
        } else if (!fresh) {
            fresh = frame_alloc_user();
            error = fresh ? 0 : -ENOMEM;
        } else if (!(error = bring_in(slot, ahead, fresh))) {
            *read = true;
            *out = fresh;
            return 0;
        }
    }
    if (fresh)
        frame_release(fresh);
    if (!error)
        *out = frame;
    return error;
}

// ---- audit ----

uint32_t swap_next(uint32_t slot)
{
    do
        slot = slot_next(slot);
    while (slot && slot_at(slot)->refs == REFS_BAD);
    return slot;
}

bool swap_valid(uint32_t slot) { return slot_valid(slot); }

void swap_audit_start(void)
{
    for (uint32_t slot = swap_next(SWAP_NONE); slot; slot = swap_next(slot))
        slot_at(slot)->audit = 0;
}

void swap_audit_name(uint32_t slot) { slot_at(slot)->audit++; }
uint32_t swap_audit_names(uint32_t slot) { return slot_at(slot)->audit; }
