// SPDX-License-Identifier: Apache-2.0
// The treap of regions and its gaps.
#include "os/vm/region_tree.h"

#include "os/vm/space.h"

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

void region_tree_gap_changed(struct region *region)
{
    uint64_t gap = region ? region_gap_below(region) : 0;
    if (!region || region->gap == gap)
        return;
    region->gap = gap;
    update_up(region);
}

// ---- shape ----

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

// Between two neighbours of the list there is one free link: to the left of the one or to the right of the other.
static void insert(struct space *space, struct region *region)
{
    struct region *next = region->next, *previous = region->previous;
    bool left = next && (!next->left || !previous);
    struct region *above = left ? next : previous;
    *(!above ? &space->region_root : left ? &above->left : &above->right) = region;
    region->above = above;
    region->left = region->right = NULL;
    region->weight = next_weight();
    region->gap = region->widest = region_gap_below(region);
    update_up(above);
    while (region->above && region->above->weight < region->weight)
        rotate_up(space, region);
}

static void build(struct space *space)
{
    for (struct region *r = space->regions, *next; r; r = next) {
        next = r->next;
        r->next = NULL;  // those behind are not in the tree yet
        insert(space, r);
        r->next = next;
    }
}

void region_tree_grown(struct space *space, struct region *region)
{
    if (space->region_root) {
        insert(space, region);
        region_tree_gap_changed(region->next);
    } else {
        build(space);
    }
}

void region_tree_shrunk(struct space *space, struct region *region)
{
    if (space->region_count < REGION_TREE_UNTIL) {
        space->region_root = NULL;
        return;
    }
    while (region->left && region->right)
        rotate_up(space, region->left->weight > region->right->weight ? region->left : region->right);
    struct region *below = region->left ? region->left : region->right;
    *link_to(space, region) = below;
    if (below)
        below->above = region->above;
    update_up(region->above);
    region_tree_gap_changed(region->next);
}

// ---- finding ----

struct region *region_tree_find_next(const struct space *space, uint64_t va)
{
    struct region *best = NULL;
    for (struct region *r = space->region_root; r;) {
        if (r->end > va) {
            best = r;
            r = r->left;
        } else {
            r = r->right;
        }
    }
    return best;
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

struct region *region_tree_last_gap(const struct space *space, struct region *region, uint64_t length)
{
    if (!region)
        return widest_of(space->region_root) >= length ? last_gap_in(space->region_root, length) : NULL;
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

// ---- audit ----

bool region_tree_is_sound(const struct space *space, const struct region *r)
{
    const struct region *above = r->above;
    if (!space->region_root)
        return space->region_count <= REGION_TREE_FROM;
    bool links = (!r->left || r->left->above == r) && (!r->right || r->right->above == r) &&
                 (above ? above->left == r || above->right == r : space->region_root == r);
    bool order = (!r->left || r->left->start < r->start) && (!r->right || r->right->start > r->start);
    bool heap = !above || above->weight >= r->weight;
    return links && order && heap && r->gap == region_gap_below(r) && r->widest == widest_at(r);
}
