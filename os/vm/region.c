// SPDX-License-Identifier: Apache-2.0
// Regions in their list: finding, inserting, splitting, joining, and the sums that a space keeps of them.
#include "os/vm/region.h"

#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/commit.h"
#include "os/vm/kalloc.h"
#include "os/vm/region_tree.h"
#include "os/vm/space.h"

int64_t region_limit = 65530;

// ---- sums of a space ----

static bool is_data(const struct region *region)
{
    if (!(region->rights & VM_WRITE))
        return false;
    return !(region->flags & (REGION_SHARED | REGION_STACK));
}

// The pages of [start, end) of the region come (+1) or go (-1).
static inline void tally(struct space *space, const struct region *region, struct range range, int sign)
{
    int64_t pages = (int64_t)range_pages(range) * sign;
    space->pages += (uint64_t)pages;
    if (is_data(region))
        space->data_pages += (uint64_t)pages;
    if (region->flags & REGION_LOCKED)
        space->locked_pages += (uint64_t)pages;
    if (region->flags & REGION_ACCOUNT)
        commit_add(pages);
}

// ---- finding ----

static bool is_next(const struct region *region, uint64_t va)
{
    return region && region->end > va && (!region->previous || region->previous->end <= va);
}

static struct region *find_in_list(const struct space *space, uint64_t va)
{
    struct region *region = space->regions;
    while (region && region->end <= va)
        region = region->next;
    return region;
}

struct region *space_find_next(struct space *space, uint64_t va)
{
    if (is_next(space->region_recent, va))
        return space->region_recent;
    struct region *best = space->region_root ? region_tree_find_next(space, va) : find_in_list(space, va);
    if (best)
        space->region_recent = best;
    return best;
}

struct region *space_find(struct space *space, uint64_t va)
{
    struct region *region = space_find_next(space, va);
    return region && region->start <= va ? region : NULL;
}

// The last region before `region` (NULL: of all) with a gap of `length`, or NULL.
static struct region *last_gap(const struct space *space, struct region *region, uint64_t length)
{
    if (space->region_root)
        return region_tree_last_gap(space, region, length);
    region = region ? region->previous : space->region_last;
    while (region && region_gap_below(region) < length)
        region = region->previous;
    return region;
}

// The last gap that is wide enough, all of it below `region`.
__attribute__((noinline)) static struct room room_below(const struct space *space, struct region *region,
                                                        uint64_t length)
{
    region = last_gap(space, region, length);
    return region ? (struct room){region_floor(region) - length, region} : (struct room){0, NULL};
}

// Below `top`, which the gap that contains it, or ends there, is cut off by. `region` is the first with end >= top.
static inline struct room room_below_top(const struct space *space, struct region *region, uint64_t top,
                                         uint64_t length)
{
    const struct region *before = region ? region->previous : space->region_last;
    uint64_t end = region ? MIN(region_floor(region), top) : top, low = before ? before->end : USER_LOW;
    if (__builtin_expect(end <= low || end - low < length, 0))
        return room_below(space, region, length);
    return (struct room){end - length, region};
}

__attribute__((noinline)) static struct room find_room_in_tree(const struct space *space, uint64_t top, uint64_t length)
{
    return room_below_top(space, region_tree_find_next(space, top - 1), top, length);
}

struct room space_find_room(const struct space *space, uint64_t top, uint64_t length)
{
    struct region *region = NULL;
    if (space->region_root)
        return find_room_in_tree(space, top, length);
    for (struct region *r = space->region_last; r && r->end >= top; r = r->previous)
        region = r;
    return room_below_top(space, region, top, length);
}

// ---- inserting and removing ----

void region_free(struct region *region)
{
    if (region->object)
        object_release(region->object);
    if (region->file)
        file_drop(region->file);
    kfree(region);
}

void region_insert_before(struct space *space, struct region *region, struct region *next)
{
    struct region *previous = next ? next->previous : space->region_last;
    KASSERT(region->start < region->end && (!next || region->end <= next->start));
    region->next = next;
    region->previous = previous;
    *(previous ? &previous->next : &space->regions) = region;
    *(next ? &next->previous : &space->region_last) = region;
    space->region_count++;
    tally(space, region, region_range(region), 1);
    space_note_peak(space);
    if (space->region_root || space->region_count > REGION_TREE_FROM)
        region_tree_grown(space, region);
}

void region_insert(struct space *space, struct region *region)
{
    bool last = !space->region_last || space->region_last->end <= region->start;
    region_insert_before(space, region, last ? NULL : space_find_next(space, region->start));
}

void region_take_out(struct space *space, struct region *region)
{
    struct region *next = region->next, *previous = region->previous;
    *(previous ? &previous->next : &space->regions) = next;
    *(next ? &next->previous : &space->region_last) = previous;
    space->region_count--;
    if (space->region_root)
        region_tree_shrunk(space, region);
    if (space->region_recent == region)
        space->region_recent = NULL;
    tally(space, region, region_range(region), -1);
}

struct region *regions_take_out(struct space *space)
{
    struct region *first = space->regions;
    int64_t promised = 0;
    for (const struct region *r = first; r; r = r->next)
        if (r->flags & REGION_ACCOUNT)
            promised += (int64_t)range_pages(region_range(r));
    commit_add(-promised);
    space->regions = space->region_last = space->region_root = space->region_recent = NULL;
    space->region_count = 0;
    space->pages = space->data_pages = space->locked_pages = 0;
    return first;
}

void region_move_start(struct space *space, struct region *region, uint64_t start)
{
    if (start < region->start)
        tally(space, region, (struct range){start, region->start}, 1);
    else
        tally(space, region, (struct range){region->start, start}, -1);
    if (region->object)
        region->offset += start - region->start;
    region->start = start;
    if (space->region_root)
        region_tree_gap_changed(region);
}

void region_move_end(struct space *space, struct region *region, uint64_t end)
{
    if (end > region->end)
        tally(space, region, (struct range){region->end, end}, 1);
    else
        tally(space, region, (struct range){end, region->end}, -1);
    region->end = end;
    if (space->region_root)
        region_tree_gap_changed(region->next);
    space_note_peak(space);
}

void region_set(struct space *space, struct region *region, uint32_t rights, uint32_t flags)
{
    tally(space, region, region_range(region), -1);
    region->rights = rights;
    region->flags = flags;
    tally(space, region, region_range(region), 1);
}

// ---- splitting and joining ----

int region_split_at(struct space *space, uint64_t va)
{
    struct region *region, *upper = NULL;
    while ((region = space_find(space, va)) && region->start != va) {
        if (!upper) {
            if (!region_limit_allows(space, 1))
                return -ENOMEM;
            upper = region_alloc();
            if (!upper)
                return -ENOMEM;
            continue;  // memory for it may have cost a sleep
        }
        if (space->pmap.huge && va % HUGE_SIZE)
            pmap_huge_split(&space->pmap, va);
        region_make(upper, (struct range){va, region->end}, region->rights, region->flags, region->object,
                    region_offset_at(region, va), region->file);
        region_move_end(space, region, va);
        region_insert(space, upper);
        return 0;
    }
    kfree(upper);
    return 0;
}

static bool joinable(const struct region *a, const struct region *b)
{
    if (a->end != b->start || a->rights != b->rights || a->flags != b->flags || a->object != b->object ||
        a->file != b->file)
        return false;
    return !a->object || a->offset + (a->end - a->start) == b->offset;
}

// The region takes what lies behind it into itself; the one that is left over is returned.
static struct region *join_next(struct space *space, struct region *region)
{
    struct region *next = region->next;
    uint64_t end = next->end;
    region_take_out(space, next);
    region_move_end(space, region, end);
    return next;
}

void region_join(struct space *space, struct range range)
{
    struct region *region = space_find_next(space, range.start ? range.start - 1 : 0), *left_over = NULL;
    while (region && region->next && region->start <= range.end) {
        if (!joinable(region, region->next)) {
            region = region->next;
            continue;
        }
        struct region *gone = join_next(space, region);
        gone->next = left_over;
        left_over = gone;
    }
    while (left_over) {
        struct region *gone = left_over;
        left_over = gone->next;
        region_free(gone);
    }
}

// ---- audit ----

const struct region *region_audit(const struct space *space)
{
    const struct region *previous = NULL;
    for (const struct region *r = space->regions; r; previous = r, r = r->next)
        if (r->previous != previous || !region_tree_is_sound(space, r))
            return r;
    return space->region_last == previous ? NULL : previous;
}
