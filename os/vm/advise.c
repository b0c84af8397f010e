// SPDX-License-Identifier: Apache-2.0
// What msync, madvise and mincore do to a space, or tell of it. Argument rules and errno are Linux's: a hole in the
// range does not keep the call from its work on what is mapped, and then makes it answer ENOMEM.
#include "os/lib/errno.h"
#include "os/vm/copy.h"
#include "os/vm/kalloc.h"
#include "os/vm/populate.h"
#include "os/vm/reclaim.h"
#include "os/vm/space.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

// A piece of a long range is worked on without giving way: it ends where a table of the lowest level does, and holds
// one huge page whole.
static uint64_t piece_end(uint64_t va) { return (va | (HUGE_SIZE - 1)) + 1; }

// Does `act` for the part of each region in the range. It may sleep, and regions may change meanwhile; an error ends
// it.
static int each_part(struct space *space, struct range range, int (*act)(struct space *, struct region *, struct range))
{
    bool hole = false;
    while (!range_empty(range)) {
        struct region *region = space_find_next(space, range.start);
        if (!region || region->start >= range.end) {
            hole = true;
            break;
        }
        hole = hole || region->start > range.start;
        struct range part = range_clip(region_range(region), range);
        int error = act(space, region, part);
        if (!error)
            error = give_way();
        if (error)
            return error;
        range.start = part.end;
    }
    return hole ? -ENOMEM : 0;
}

// ---- msync ----

// MS_INVALIDATE: what is cached here is the file; but a locked page may not go.
static int check_unlocked(struct space *space, struct region *region, struct range part)
{
    (void)space, (void)part;
    return region->flags & REGION_LOCKED ? -EBUSY : 0;
}

// MS_ASYNC: the flusher will write it.
static int leave_part(struct space *space, struct region *region, struct range part)
{
    (void)space, (void)region, (void)part;
    return 0;
}

static int sync_part(struct space *space, struct region *region, struct range part)
{
    (void)space;
    struct object *object = region->object;
    if (!object || !(region->flags & REGION_SHARED) || object->kind != OBJECT_FILE)
        return 0;
    uint64_t first = region_offset_at(region, part.start) >> PAGE_SHIFT;
    struct file *file = file_hold(region->file);  // the region may go while this sleeps
    int error = file_sync_pages(file, first, first + range_pages(part));
    file_drop(file);
    return error;
}

int space_sync(struct space *space, uint64_t start, uint64_t length, bool writes, bool invalidates)
{
    struct range range;
    int error = range_make(start, length, &range);
    if (error)
        return error == -EINVAL ? -EINVAL : -ENOMEM;
    if (invalidates && (error = each_part(space, range, check_unlocked)) == -EBUSY)
        return error;
    return each_part(space, range, writes ? sync_part : leave_part);
}

// ---- madvise: pages ----

static int drop_part(struct space *space, struct region *region, struct range part)
{
    if (region->flags & REGION_LOCKED)
        return -EINVAL;
    while (!range_empty(part)) {
        uint64_t stop = MIN(part.end, piece_end(pmap_next(&space->pmap, part.start, part.end)));
        space_drop_pages(space, (struct range){part.start, stop});
        part.start = stop;
        int error = give_way();
        if (error)
            return error;
    }
    return 0;
}

// For every page of the part that is mapped or swapped. `act` may sleep.
static int each_page(struct space *space, struct range part, void (*act)(struct space *, uint64_t, struct pte_view))
{
    struct pmap *pmap = &space->pmap;
    for (uint64_t va = pmap_next(pmap, part.start, part.end); va < part.end;
         va = pmap_next(pmap, va + PAGE_SIZE, part.end)) {
        act(space, va, pmap_look(pmap, va));
        int error = give_way();
        if (error)
            return error;
    }
    return 0;
}

// MADV_FREE: a page that is the space's alone may be lost from now on; until it is, it reads as it is, and the next
// store keeps it. What is in swap is lost at once.
static void let_go(struct space *space, uint64_t va, struct pte_view view)
{
    struct frame *frame = view.frame;
    if (view.state == PTE_SWAPPED)
        space_drop_pages(space, (struct range){va, va + PAGE_SIZE});
    if (view.state != PTE_MAPPED || frame->kind != FRAME_ANON || !frame_exclusive(frame) || frame->flags & FRAME_IO)
        return;
    if (frame->slot)
        swap_cache_drop(frame);
    frame_forget_use(frame);
    frame->flags = (uint8_t)((frame->flags & ~(FRAME_DIRTY | FRAME_REFERENCED)) | FRAME_LAZY);
    vm_stats.pglazyfree++;
}

static int free_part(struct space *space, struct region *region, struct range part)
{
    return region->object || region->flags & REGION_LOCKED ? -EINVAL : each_page(space, part, let_go);
}

// Pages that only this space maps leave memory.
static void page_out(struct space *space, uint64_t va, struct pte_view view)
{
    (void)space, (void)va;
    if (view.state == PTE_MAPPED && view.frame->maps == 1)
        reclaim_frame(view.frame);
}

static int page_out_part(struct space *space, struct region *region, struct range part)
{
    return region->flags & REGION_LOCKED ? -EINVAL : each_page(space, part, page_out);
}

// They look unused, and go early when memory is short.
static void cool(struct space *space, uint64_t va, struct pte_view view)
{
    (void)space, (void)va;
    if (view.state != PTE_MAPPED || view.frame == zero_frame || view.frame->maps != 1)
        return;
    frame_test_clear_accessed(view.frame);
    view.frame->flags &= ~FRAME_REFERENCED;
}

static int cool_part(struct space *space, struct region *region, struct range part)
{
    return region->flags & REGION_LOCKED ? -EINVAL : each_page(space, part, cool);
}

static void bring_slot(struct space *space, uint64_t va, struct pte_view view)
{
    struct frame *frame;
    bool read = false;
    (void)space, (void)va;
    if (view.state == PTE_SWAPPED && !swap_get(view.slot, false, &frame, &read))
        frame_release(frame);
}

static int will_need_part(struct space *space, struct region *region, struct range part)
{
    struct object *object = region->object;
    if (!object)
        return each_page(space, part, bring_slot);
    uint64_t first = region_offset_at(region, part.start) >> PAGE_SHIFT;
    object_hold(object);  // the region may go while this sleeps
    int error = object_bring_in(object, first, first + range_pages(part));
    object_release(object);
    return error;
}

static int populate_part(struct space *space, struct range part, enum vm_access access)
{
    int error = space_populate_for(space, part, access);
    return error == -EACCES ? -EINVAL : error;
}

static int populate_read(struct space *space, struct region *region, struct range part)
{
    (void)region;
    return populate_part(space, part, ACCESS_READ);
}

static int populate_write(struct space *space, struct region *region, struct range part)
{
    (void)region;
    return populate_part(space, part, ACCESS_WRITE);
}

// ---- madvise: what regions remember ----

struct advice {
    int number;           // MADV_...
    uint32_t set, clear;  // flags of regions; or
    int (*act)(struct space *space, struct region *region, struct range part);
    bool anonymous_only;  // else EINVAL
};

#define ORDER (REGION_RANDOM | REGION_SEQUENTIAL)

static const struct advice advices[] = {
    {.number = 0, .clear = ORDER},                                     // NORMAL
    {.number = 1, .set = REGION_RANDOM, .clear = ORDER},               // RANDOM
    {.number = 2, .set = REGION_SEQUENTIAL, .clear = ORDER},           // SEQUENTIAL
    {.number = 3, .act = will_need_part},                              // WILLNEED
    {.number = 4, .act = drop_part},                                   // DONTNEED
    {.number = 8, .act = free_part},                                   // FREE
    {.number = 10, .set = REGION_NOFORK},                              // DONTFORK
    {.number = 11, .clear = REGION_NOFORK},                            // DOFORK
    {.number = 14, .set = REGION_HUGE, .clear = REGION_NOHUGE},        // HUGEPAGE
    {.number = 15, .set = REGION_NOHUGE, .clear = REGION_HUGE},        // NOHUGEPAGE
    {.number = 16, .set = REGION_NODUMP},                              // DONTDUMP
    {.number = 17, .clear = REGION_NODUMP},                            // DODUMP
    {.number = 18, .set = REGION_WIPEFORK, .anonymous_only = true},    // WIPEONFORK
    {.number = 19, .clear = REGION_WIPEFORK, .anonymous_only = true},  // KEEPONFORK
    {.number = 20, .act = cool_part},                                  // COLD
    {.number = 21, .act = page_out_part},                              // PAGEOUT
    {.number = 22, .act = populate_read},                              // POPULATE_READ
    {.number = 23, .act = populate_write},                             // POPULATE_WRITE
};

static const struct advice *advice_of(int number)
{
    for (unsigned i = 0; i < COUNT(advices); i++)
        if (advices[i].number == number)
            return &advices[i];
    return NULL;
}

// The lock of the space is held.
static int set_flags(struct space *space, struct range range, const struct advice *advice)
{
    bool hole = !space_covered(space, range);
    int error = space_split_around(space, range);
    if (error)
        return error;
    for (struct region *r = space_find_next(space, range.start); r && r->start < range.end; r = r->next) {
        if (advice->anonymous_only && r->object) {
            error = -EINVAL;
            break;
        }
        region_set(space, r, r->rights, (r->flags & ~advice->clear) | advice->set);
    }
    region_join(space, range);
    return error ? error : hole ? -ENOMEM : 0;
}

int space_advise(struct space *space, uint64_t start, uint64_t length, int number)
{
    struct range range;
    const struct advice *advice = advice_of(number);
    if (!advice)
        return -EINVAL;
    int error = range_make(start, length, &range);
    if (error)
        return error == -ENOMEM ? -ENOMEM : -EINVAL;
    if (range_empty(range))
        return 0;
    if (advice->act)
        return each_part(space, range, advice->act);
    error = lock_take_killable(&space->lock);
    if (error)
        return error;
    error = set_flags(space, range, advice);
    lock_drop(&space->lock);
    return error;
}

// ---- mincore ----

static bool in_core(struct space *space, const struct region *region, uint64_t va)
{
    struct pte_view view = pmap_look(&space->pmap, va);
    if (view.state == PTE_MAPPED || view.state == PTE_PHYSICAL)
        return true;
    if (view.state == PTE_SWAPPED)
        return swap_cached(view.slot) != NULL;
    return region->object && object_lookup(region->object, region_offset_at(region, va) >> PAGE_SHIFT);
}

// One byte a page of the range, which is covered, and at most a page of bytes. Does not sleep.
static void fill_vector(struct space *space, struct range range, uint8_t *vector)
{
    while (!range_empty(range)) {
        const struct region *region = space_find(space, range.start);
        struct range part = range_clip(region_range(region), range);
        while (!range_empty(part)) {
            uint64_t next = region->object ? part.start : pmap_next(&space->pmap, part.start, part.end);
            for (; part.start < next; part.start += PAGE_SIZE)
                *vector++ = 0;
            if (range_empty(part))
                break;
            *vector++ = in_core(space, region, part.start);
            part.start += PAGE_SIZE;
        }
        range.start = part.end;
    }
}

static int mincore(struct space *space, struct range range, uint64_t uva, uint8_t *vector)
{
    while (!range_empty(range)) {
        struct range piece = {range.start, range.start + MIN(range_length(range), PAGE_SIZE * PAGE_SIZE)};
        if (!space_covered(space, piece))
            return -ENOMEM;
        fill_vector(space, piece, vector);
        int error = copy_to_user(space, uva, vector, range_pages(piece));
        if (!error)
            error = give_way();
        if (error)
            return error;
        uva += range_pages(piece);
        range.start = piece.end;
    }
    return 0;
}

int space_mincore(struct space *space, uint64_t start, uint64_t length, uint64_t vector)
{
    struct range range;
    int error = range_make(start, length, &range);
    if (error)
        return error == -EINVAL ? -EINVAL : -ENOMEM;
    uint8_t *page = kpage_alloc();
    if (!page)
        return -EAGAIN;
    error = mincore(space, range, vector, page);
    kpage_free(page);
    return error;
}
