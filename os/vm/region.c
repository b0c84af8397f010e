// SPDX-License-Identifier: Apache-2.0
// Regions in their list and tree: finding, inserting, splitting, joining, and the sums that a space keeps of them.
#include "os/vm/region.h"

#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/commit.h"
#include "os/vm/kalloc.h"
#include "os/vm/space.h"

int64_t region_limit = 65530;

bool region_limit_allows(const struct space *space, uint32_t more)
{
    return (int64_t)space->region_count + more <= region_limit;
}

// ---- sums of a space ----

static bool is_data(const struct region *region)
{
    return region->rights & VM_WRITE && !(region->flags & (REGION_SHARED | REGION_STACK));
}

// The pages of [start, end) of the region come (+1) or go (-1).
static void tally(struct space *space, const struct region *region, struct range range, int sign)
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

// ---- the tree ----

static uint64_t widest_of(const struct region *region) { return region ? region->widest : 0; }

static uint64_t widest_at(const struct region *region)
{
    uint64_t left = widest_of(region->left), right = widest_of(region->right);
    return MAX(region->gap, MAX(left, right));
}

// Gaps have changed at or below `region`: recompute as far up as it matters.
static void update_up(struct region *region)
{
    for (; region; region = region->above) {
        uint64_t widest = widest_at(region);
        if (region->widest == widest)
            return;
        region->widest = widest;
    }
}

static uint64_t gap_below(const struct region *region)
{
    uint64_t floor = region_floor(region), low = region->previous ? region->previous->end : USER_LOW;
    return floor > low ? floor - low : 0;
}

// The gap below the region may be another.
static void refresh(struct region *region)
{
    uint64_t gap = region ? gap_below(region) : 0;
    if (!region || region->gap == gap)
        return;
    region->gap = gap;
    update_up(region);
}

static struct region **link_to(struct space *space, const struct region *region)
{
    struct region *above = region->above;
    return !above ? &space->region_root : above->left == region ? &above->left : &above->right;
}

// `region` changes places with the node above it.
static void rotate_up(struct space *space, struct region *region)
{
    struct region *above = region->above, **link = link_to(space, above);
    bool left = above->left == region;
    struct region *moved = left ? region->right : region->left;
    *(left ? &above->left : &above->right) = moved;
    if (moved)
        moved->above = above;
    *(left ? &region->right : &region->left) = above;
    region->above = above->above;
    above->above = region;
    *link = region;
    region->widest = above->widest;  // of the same regions
    above->widest = widest_at(above);
}

static uint32_t next_weight(void)
{
    static uint32_t state = 0x9e3779b9;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static void tree_insert(struct space *space, struct region *region)
{
    struct region **link = &space->region_root, *above = NULL;
    while (*link) {
        above = *link;
        link = region->start < above->start ? &above->left : &above->right;
    }
    region->above = above;
    region->left = region->right = NULL;
    region->weight = next_weight();
    region->widest = region->gap;
    *link = region;
    update_up(above);
    while (region->above && region->above->weight < region->weight)
        rotate_up(space, region);
}

static void tree_remove(struct space *space, struct region *region)
{
    while (region->left || region->right) {
        struct region *left = region->left, *right = region->right;
        rotate_up(space, !right || (left && left->weight > right->weight) ? left : right);
    }
    *link_to(space, region) = NULL;
    update_up(region->above);
}

// ---- finding ----

static bool is_next(const struct region *region, uint64_t va)
{
    return region && region->end > va && (!region->previous || region->previous->end <= va);
}

struct region *space_find_next(struct space *space, uint64_t va)
{
    struct region *best = NULL;
    if (is_next(space->region_recent, va))
        return space->region_recent;
    for (struct region *r = space->region_root; r;) {
        if (r->end > va) {
            best = r;
            r = r->left;
        } else {
            r = r->right;
        }
    }
    if (best)
        space->region_recent = best;
    return best;
}

struct region *space_find(struct space *space, uint64_t va)
{
    struct region *region = space_find_next(space, va);
    return region && region->start <= va ? region : NULL;
}

// In this part of the tree, the last region with a gap of `length`; there is one.
static struct region *last_gap_in(struct region *region, uint64_t length)
{
    for (;;) {
        if (widest_of(region->right) >= length)
            region = region->right;
        else if (region->gap >= length)
            return region;
        else
            region = region->left;
    }
}

// The last region before `region` with a gap of `length`, or NULL.
static struct region *last_gap_before(struct region *region, uint64_t length)
{
    for (;;) {
        if (widest_of(region->left) >= length)
            return last_gap_in(region->left, length);
        while (region->above && region->above->left == region)
            region = region->above;
        region = region->above;
        if (!region || region->gap >= length)
            return region;
    }
}

uint64_t space_find_room(struct space *space, uint64_t top, uint64_t length)
{
    // The gap that contains `top`, or ends there, is cut off by it; those below are as the tree knows them.
    struct region *region = space_find_next(space, top - 1), *before;
    uint64_t end = region ? MIN(region_floor(region), top) : top;
    before = region ? region->previous : space->region_last;
    uint64_t low = before ? before->end : USER_LOW;
    if (end > low && end - low >= length)
        return end - length;
    if (region)
        region = last_gap_before(region, length);
    else if (widest_of(space->region_root) >= length)
        region = last_gap_in(space->region_root, length);
    return region ? region_floor(region) - length : 0;
}

// ---- inserting and removing ----

struct region *region_create(struct range range, uint32_t rights, uint32_t flags, struct object *object,
                             uint64_t offset, struct file *file)
{
    struct region *region = kmalloc(sizeof *region);
    if (!region)
        return NULL;
    region->start = range.start;
    region->end = range.end;
    region->rights = rights;
    region->flags = flags;
    region->object = object;
    region->offset = offset;
    region->file = file ? file_hold(file) : NULL;
    region->next = region->previous = region->above = region->left = region->right = NULL;
    if (object)
        object_hold(object);
    return region;
}

void region_free(struct region *region)
{
    if (region->object)
        object_release(region->object);
    if (region->file)
        file_drop(region->file);
    kfree(region);
}

void region_insert(struct space *space, struct region *region)
{
    struct region *next = space_find_next(space, region->start);
    struct region *previous = next ? next->previous : space->region_last;
    KASSERT(region->start < region->end && (!next || region->end <= next->start));
    region->next = next;
    region->previous = previous;
    *(previous ? &previous->next : &space->regions) = region;
    *(next ? &next->previous : &space->region_last) = region;
    region->gap = gap_below(region);
    tree_insert(space, region);
    refresh(next);
    space->region_count++;
    tally(space, region, region_range(region), 1);
    space_note_peak(space);
}

void region_take_out(struct space *space, struct region *region)
{
    struct region *next = region->next, *previous = region->previous;
    tree_remove(space, region);
    *(previous ? &previous->next : &space->regions) = next;
    *(next ? &next->previous : &space->region_last) = previous;
    refresh(next);
    space->region_count--;
    if (space->region_recent == region)
        space->region_recent = NULL;
    tally(space, region, region_range(region), -1);
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
    refresh(region);
}

void region_move_end(struct space *space, struct region *region, uint64_t end)
{
    if (end > region->end)
        tally(space, region, (struct range){region->end, end}, 1);
    else
        tally(space, region, (struct range){end, region->end}, -1);
    region->end = end;
    refresh(region->next);
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
            upper = region_create((struct range){0, 0}, 0, 0, NULL, 0, NULL);
            if (!upper)
                return -ENOMEM;
            continue;  // memory for it may have cost a sleep
        }
        upper->start = va;
        upper->end = region->end;
        upper->rights = region->rights;
        upper->flags = region->flags;
        upper->object = region->object;
        upper->offset = region_offset_at(region, va);
        upper->file = region->file ? file_hold(region->file) : NULL;
        if (upper->object)
            object_hold(upper->object);
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
    for (const struct region *r = space->regions; r; previous = r, r = r->next) {
        bool links =
            r->previous == previous && (!r->left || r->left->above == r) && (!r->right || r->right->above == r);
        bool order = (!r->left || r->left->start < r->start) && (!r->right || r->right->start > r->start);
        bool heap = !r->above || r->above->weight >= r->weight;
        if (!links || !order || !heap || r->gap != gap_below(r) || r->widest != widest_at(r))
            return r;
    }
    return space->region_last == previous ? NULL : previous;
}
