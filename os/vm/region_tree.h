// SPDX-License-Identifier: Apache-2.0
// The tree over the regions of a space that has many of them: a treap, by address from left to right, by weight from
// top to bottom, whose nodes know the widest gap below them. So finding an address and finding room take O(log n)
// steps. A few regions are found as fast along the list, and make no tree: space->region_root is NULL then, and only
// then. Kept by region.c alone.
#ifndef VM_REGION_TREE_H
#define VM_REGION_TREE_H

#include "os/vm/region.h"

// More regions than so many make a tree, and with fewer than so many it is given up.
#define REGION_TREE_FROM 16u
#define REGION_TREE_UNTIL 8u

// It is in the list now. There is a tree, or there are enough regions for one.
void region_tree_grown(struct space *space, struct region *region);
// There is a tree, in all that follow.
void region_tree_shrunk(struct space *space, struct region *region);           // it is no longer
void region_tree_gap_changed(struct region *region);                           // NULL is nothing
struct region *region_tree_find_next(const struct space *space, uint64_t va);  // the first with end > va, or NULL
// The last region before `region` (NULL: of all) with `length` free bytes below it, or NULL.
struct region *region_tree_last_gap(const struct space *space, struct region *region, uint64_t length);
bool region_tree_is_sound(const struct space *space, const struct region *region);  // as far as it touches the region

static inline uint64_t region_gap_below(const struct region *region)
{
    uint64_t floor = region_floor(region), low = region->previous ? region->previous->end : USER_LOW;
    return floor > low ? floor - low : 0;
}

#endif
