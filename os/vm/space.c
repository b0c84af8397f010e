// SPDX-License-Identifier: Apache-2.0
// Spaces and their lists of regions: making, copying, finding, splitting, joining, ending.
#include "os/vm/space.h"

#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/marks.h"
#include "os/vm/pool.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

struct space *all_spaces;

// ---- regions ----

struct region *region_create(uint64_t start, uint64_t end, uint32_t rights, uint32_t flags, struct object *object,
                             uint64_t offset)
{
    struct region *region = kmalloc(sizeof *region);
    if (!region)
        return NULL;
    *region = (struct region){start, end, rights, flags, object, offset, NULL};
    if (object)
        object_hold(object);
    return region;
}

static void region_free(struct region *region)
{
    if (region->object)
        object_release(region->object);
    kfree(region);
}

struct region *space_find_next(struct space *space, uint64_t va)
{
    struct region *region = space->regions;
    while (region && region->end <= va)
        region = region->next;
    return region;
}

struct region *space_find(struct space *space, uint64_t va)
{
    struct region *region = space_find_next(space, va);
    return region && region->start <= va ? region : NULL;
}

static struct region *find_previous(struct space *space, const struct region *region)
{
    struct region *before = NULL;
    for (struct region *r = space->regions; r != region; r = r->next)
        before = r;
    return before;
}

// A stack grows down to va if it stays within its limit and leaves the guard gap to the region below.
struct region *space_find_or_grow(struct space *space, uint64_t va)
{
    struct region *region = space_find_next(space, va);
    if (!region || region->start <= va)
        return region;
    uint64_t start = page_down(va);
    if (!(region->flags & REGION_STACK) || region->end - start > space->limit_stack)
        return NULL;
    struct region *below = find_previous(space, region);
    if (below && below->end + STACK_GUARD > start)
        return NULL;
    space->pages += (region->start - start) >> PAGE_SHIFT;
    region->start = start;
    vm_stats.stack_grow++;
    return region;
}

static bool joinable(const struct region *a, const struct region *b)
{
    if (a->end != b->start || a->rights != b->rights || a->flags != b->flags || a->object != b->object)
        return false;
    return !a->object || a->offset + (a->end - a->start) == b->offset;
}

void region_join(struct space *space, uint64_t start, uint64_t end)
{
    struct region *region = space->regions;
    while (region && region->end < start)
        region = region->next;
    while (region && region->next && region->start <= end) {
        struct region *next = region->next;
        if (!joinable(region, next)) {
            region = next;
            continue;
        }
        region->end = next->end;
        region->next = next->next;
        region_free(next);
    }
}

void region_insert(struct space *space, struct region *region)
{
    struct region **at = &space->regions;
    while (*at && (*at)->start < region->start)
        at = &(*at)->next;
    KASSERT(!*at || region->end <= (*at)->start);
    region->next = *at;
    *at = region;
    space->pages += (region->end - region->start) >> PAGE_SHIFT;
    region_join(space, region->start, region->end);
    space_note_peak(space);
}

int region_split_at(struct space *space, uint64_t va)
{
    struct region *region = space_find(space, va);
    if (!region || region->start == va)
        return 0;
    uint64_t offset = region->object ? region->offset + (va - region->start) : 0;
    struct region *upper = region_create(va, region->end, region->rights, region->flags, region->object, offset);
    if (!upper)
        return -ENOMEM;
    region = space_find(space, va);  // memory for it may have cost a sleep
    if (!region || region->start == va || region->end != upper->end) {
        region_free(upper);
        return region_split_at(space, va);
    }
    upper->next = region->next;
    region->next = upper;
    region->end = va;
    return 0;
}

void space_drop_pages(struct space *space, uint64_t start, uint64_t end)
{
    struct pmap *pmap = &space->pmap;
    for (uint64_t va = pmap_next(pmap, start, end); va < end; va = pmap_next(pmap, va + PAGE_SIZE, end)) {
        struct pte_view was = pmap_remove(pmap, va);
        if (was.state == PTE_MAPPED)
            frame_settle(was.frame);
        if (was.state == PTE_SWAPPED)
            swap_unref(was.slot);
    }
}

void region_remove(struct space *space, struct region *region)
{
    struct region **at = &space->regions;
    while (*at != region)
        at = &(*at)->next;
    *at = region->next;
    space->pages -= (region->end - region->start) >> PAGE_SHIFT;
    space_drop_pages(space, region->start, region->end);
    region_free(region);
}

// ---- spaces ----

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
    space->limit_stack = STACK_LIMIT;
    space->next = all_spaces;
    all_spaces = space;
    return space;
}

void space_hold(struct space *space) { space->refs++; }

void space_release(struct space *space)
{
    KASSERT(space->refs > 0);
    if (--space->refs > 0)
        return;
    pool_forget_space(space);
    while (space->regions)
        region_remove(space, space->regions);
    pmap_destroy(&space->pmap);
    struct space **at = &all_spaces;
    while (*at != space)
        at = &(*at)->next;
    *at = space->next;
    kfree(space);
}

void space_activate(struct space *space) { pmap_activate(space ? &space->pmap : NULL); }

uint64_t space_resident(const struct space *space)
{
    return (uint64_t)space->pmap.anon + space->pmap.file + space->pmap.shared;
}

void space_note_peak(struct space *space)
{
    space->peak_pages = MAX(space->peak_pages, space->pages);
    space->peak_resident = MAX(space->peak_resident, space_resident(space));
}

// ---- fork ----

// Pages of objects are found again through the object; what a space owns itself is shared by fork.
static bool owned(struct pte_view view)
{
    return view.state == PTE_SWAPPED || (view.state == PTE_MAPPED && view.frame->kind != FRAME_CACHED);
}

// The private pages of [start, end): both sides lose W.
static int share_pages(struct space *parent, struct space *child, uint64_t start, uint64_t end)
{
    struct pmap *from = &parent->pmap;
    for (uint64_t va = pmap_next(from, start, end); va < end; va = pmap_next(from, va + PAGE_SIZE, end)) {
        struct pte_view view = pmap_look(from, va);
        if (!owned(view))
            continue;
        int prepared = pmap_prepare(&child->pmap, va);
        if (prepared < 0)
            return -ENOMEM;
        if (prepared)
            view = pmap_look(from, va);  // it may have slept
        if (!owned(view))
            continue;
        if (view.state == PTE_SWAPPED)
            swap_ref(view.slot);
        pmap_share(from, &child->pmap, va, view);
        vm_stats.fork_share++;
    }
    return 0;
}

static int copy_regions(struct space *parent, struct space *child)
{
    struct region **tail = &child->regions;
    for (struct region *r = parent->regions; r; r = r->next) {
        struct region *twin = region_create(r->start, r->end, r->rights, r->flags, r->object, r->offset);
        if (!twin)
            return -ENOMEM;
        *tail = twin;
        tail = &twin->next;
        child->pages += (twin->end - twin->start) >> PAGE_SHIFT;
        bool private = !(r->flags & REGION_SHARED);
        if (private && share_pages(parent, child, r->start, r->end))
            return -ENOMEM;
    }
    return 0;
}

static void copy_description(const struct space *parent, struct space *child)
{
    child->start_brk = parent->start_brk;
    child->brk = parent->brk;
    child->start_code = parent->start_code;
    child->end_code = parent->end_code;
    child->start_data = parent->start_data;
    child->end_data = parent->end_data;
    child->start_stack = parent->start_stack;
    child->arg_start = parent->arg_start;
    child->arg_end = parent->arg_end;
    child->env_start = parent->env_start;
    child->env_end = parent->env_end;
    child->limit_stack = parent->limit_stack;
}

struct space *space_fork(struct space *parent)
{
    struct space *child = space_create();
    if (!child)
        return NULL;
    vm_mark(MARK_FORK_BEGIN);
    copy_description(parent, child);
    int error = copy_regions(parent, child);
    vm_mark(MARK_FORK_END);
    if (error) {
        space_release(child);
        return NULL;
    }
    space_note_peak(child);
    return child;
}
