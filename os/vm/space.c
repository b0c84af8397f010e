// SPDX-License-Identifier: Apache-2.0
// Spaces: making, growing of stacks, taking pages out, ending. Copies are fork.c's, the calls on regions mapping.c's.
#include "os/vm/space.h"

#include "os/fs/vfs.h"
#include "os/kern/task.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/commit.h"
#include "os/vm/kalloc.h"
#include "os/vm/pool.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

struct space *all_spaces;

// ---- what is where ----

bool space_covered(struct space *space, struct range range)
{
    struct region *region = space_find(space, range.start);
    while (region && region->end < range.end)
        region = region->next && region->next->start == region->end ? region->next : NULL;
    return region || range_empty(range);
}

bool space_range_free(struct space *space, struct range range)
{
    struct region *region = space_find_next(space, range.start);
    return !region || region_floor(region) >= range.end;
}

// ---- stacks ----

// Growth leaves the guard gap to what lies below, unless that is a stack itself or cannot be reached.
static bool gap_below_stack(const struct region *below, uint64_t start)
{
    return !below || below->flags & REGION_STACK || !below->rights || start - below->end >= STACK_GUARD;
}

// May this stack begin at `start`?
static bool may_grow(const struct space *space, const struct region *stack, uint64_t start)
{
    uint64_t more = (stack->start - start) >> PAGE_SHIFT;
    if (start < USER_LOW || stack->end - start > task_rlimit(LIMIT_STACK) || !gap_below_stack(stack->previous, start))
        return false;
    return space_limits_allow(space, more, false) && commit_allows(space, more);
}

struct region *space_find_or_grow(struct space *space, uint64_t va)
{
    struct region *region = space_find_next(space, va);
    if (!region || region->start <= va)
        return region;
    if (!(region->flags & REGION_STACK) || !may_grow(space, region, page_down(va)))
        return NULL;
    region_move_start(space, region, page_down(va));
    space_note_peak(space);
    vm_stats.stack_grow++;
    return region;
}

// ---- pages ----

__attribute__((noinline)) static void settle_huge(struct frame *first)
{
    struct frame *frames[REMOVAL_MOST];
    for (unsigned done = 0; done < HUGE_PAGES; done += REMOVAL_MOST) {
        for (unsigned i = 0; i < REMOVAL_MOST; i++)
            frames[i] = &first[done + i];
        frames_settle(frames, REMOVAL_MOST);
    }
}

// Some of the range: returns up to where.
static uint64_t drop_some(struct space *space, uint64_t start, uint64_t end)
{
    struct removal removal;
    uint64_t stop = pmap_remove_some(&space->pmap, start, end, &removal);
    frames_settle(removal.frame, removal.frames);
    for (unsigned i = 0; i < removal.slots; i++)
        swap_unref(removal.slot[i]);
    if (removal.huge)
        settle_huge(removal.huge);
    return stop;
}

void space_drop_pages(struct space *space, struct range range)
{
    while (!range_empty(range))
        range.start = drop_some(space, range.start, range.end);
}

// How many batches of pages are dropped without giving way.
static unsigned batches_at_once(const struct space *space) { return space->pmap.huge ? 1 : 16; }

// The beginning of a region, up to `end` at most, goes with its pages. Nothing sleeps between the region and its pages,
// so that they are as one for others.
static void drop_piece(struct space *space, struct region *region, uint64_t end)
{
    uint64_t stop = region->start;
    unsigned batches = batches_at_once(space);
    end = MIN(end, region->end);
    for (unsigned i = 0; stop < end && i < batches; i++)
        stop = drop_some(space, stop, end);
    if (stop < region->end) {
        region_move_start(space, region, stop);
        return;
    }
    region_take_out(space, region);
    region_free(region);  // its object's last pages may be written back
}

// Nothing straddles the ends of the range. SIGKILL ends it early.
static int drop_regions(struct space *space, struct range range)
{
    struct region *region;
    while ((region = space_find_next(space, range.start)) && region->start < range.end) {
        drop_piece(space, region, range.end);
        if (give_way())
            return -EINTR;
    }
    return 0;
}

int space_split_around(struct space *space, struct range range)
{
    int error = region_split_at(space, range.start);
    return error ? error : region_split_at(space, range.end);
}

int space_unmap_range(struct space *space, struct range range)
{
    int error = space_split_around(space, range);
    return error ? error : drop_regions(space, range);
}

// ---- life ----

struct space *space_create(void)
{
    struct space *space = kzalloc(sizeof *space);
    if (!space)
        return NULL;
    if (pmap_create(&space->pmap)) {
        kfree(space);
        return NULL;
    }
    space->refs = 1;
    lock_init(&space->lock);
    space->next = all_spaces;
    all_spaces = space;
    return space;
}

void space_hold(struct space *space) { space->refs++; }

// The range of *at and of those behind it that lie in the same 2 MiB, which is one table's; *at is the next.
static struct range regions_together(const struct region **at)
{
    const struct region *region = *at;
    struct range range = region_range(region);
    while ((region = region->next) && region->start / HUGE_SIZE == (range.end - 1) / HUGE_SIZE)
        range.end = region->end;
    *at = region;
    return range;
}

// Nobody runs in the space any more, and nobody will: all its pages go, then all its regions.
static void drop_everything(struct space *space)
{
    for (const struct region *at = space->regions; at;) {
        struct range range = regions_together(&at);
        while (!range_empty(range)) {
            for (unsigned left = batches_at_once(space); left > 0 && !range_empty(range); left--)
                range.start = drop_some(space, range.start, range.end);
            give_way();
        }
    }
    unsigned freed = 0;
    for (struct region *region = regions_take_out(space), *next; region; region = next) {
        next = region->next;
        region_free(region);  // its object's last pages may be written back
        if (++freed % REMOVAL_MOST == 0)
            give_way();
    }
}

void space_release(struct space *space)
{
    KASSERT(space->refs > 0);
    if (--space->refs > 0)
        return;
    pool_forget_space(space);
    pmap_retire(&space->pmap);
    drop_everything(space);
    pmap_destroy(&space->pmap);
    struct space **at = &all_spaces;
    while (*at != space)
        at = &(*at)->next;
    *at = space->next;
    if (space->program) {
        vnode_allow_write(space->program->vnode);
        file_drop(space->program);
    }
    kfree(space);
}

void space_activate(struct space *space) { pmap_activate(space ? &space->pmap : NULL); }

int space_set_program(struct space *space, struct file *file)
{
    int error = vnode_deny_write(file->vnode);
    if (!error)
        space->program = file_hold(file);
    return error;
}

// ---- files that are shortened ----

static void forget_copies(struct space *space, const struct object *object, uint64_t first)
{
    for (struct region *r = space_find_next(space, 0); r; r = space_find_next(space, r->end)) {
        uint64_t begin = r->offset >> PAGE_SHIFT, end = begin + ((r->end - r->start) >> PAGE_SHIFT);
        if (r->object != object || r->flags & REGION_SHARED || end <= first)
            continue;
        space_drop_pages(space, (struct range){r->start + (MAX(first, begin) - begin) * PAGE_SIZE, r->end});
    }
}

void spaces_forget_copies(const struct object *object, uint64_t first)
{
    for (struct space *space = all_spaces; space; space = space->next)
        forget_copies(space, object, first);
}
