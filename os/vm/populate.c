// SPDX-License-Identifier: Apache-2.0
// Bringing pages in, and keeping them: a region with REGION_LOCKED wires what it maps.
#include "os/vm/populate.h"

#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/pool.h"

// ---- bringing in ----

static int error_of(int result)
{
    switch (result) {
    case VM_FIXED: return 0;
    case VM_BAD_ACCESS: return -EACCES;
    case VM_BAD_ADDRESS:
    case VM_NO_MEMORY: return -ENOMEM;
    default: return -EFAULT;
    }
}

static bool has_it(struct pte_view view, enum vm_access access)
{
    if (view.state != PTE_MAPPED && view.state != PTE_PHYSICAL)
        return false;
    return access == ACCESS_WRITE ? view.rights & VM_WRITE : view.rights != 0;
}

static int populate_pages(struct space *space, struct range range, enum vm_access access)
{
    for (uint64_t va = range.start; va < range.end; va += PAGE_SIZE) {
        int error = 0;
        if (!has_it(pmap_look(&space->pmap, va), access))
            error = error_of(vm_fault(space, va, access));
        if (!error)
            error = give_way();
        if (error)
            return error;
    }
    return 0;
}

static enum vm_access access_for(const struct region *region)
{
    if (region->rights & VM_WRITE && !(region->flags & REGION_SHARED))
        return ACCESS_WRITE;
    return region->rights == VM_EXEC ? ACCESS_EXEC : ACCESS_READ;
}

static int populate(struct space *space, struct range range, const enum vm_access *access)
{
    while (!range_empty(range)) {
        struct region *region = space_find(space, range.start);
        if (!region)
            return -ENOMEM;
        struct range part = range_clip(region_range(region), range);
        bool waits = !access && region->flags & REGION_ON_FAULT;
        int error = waits ? 0 : populate_pages(space, part, access ? *access : access_for(region));
        if (error)
            return error;
        range.start = part.end;
    }
    return 0;
}

int space_populate(struct space *space, struct range range) { return populate(space, range, NULL); }

int space_populate_for(struct space *space, struct range range, enum vm_access access)
{
    return populate(space, range, &access);
}

// ---- keeping ----

// The first entry of the frame in an mlocked region, or NULL.
static const struct mapping *first_wire(const struct frame *frame)
{
    if (frame->maps == 0)
        return NULL;
    for (const struct mapping *m = &frame->first; m; m = m->next) {
        struct region *region = space_find(CONTAINER_OF(m->pmap, struct space, pmap), m->va);
        if (region && region->flags & REGION_LOCKED)
            return m;
    }
    return NULL;
}

// Does an mlocked region map the frame? Then reclaim leaves it.
bool frame_is_wired(const struct frame *frame) { return first_wire(frame) != NULL; }

static void count_wired(struct space *space, struct range range, struct wired *wired)
{
    struct pmap *pmap = &space->pmap;
    for (uint64_t va = pmap_next(pmap, range.start, range.end); va < range.end;
         va = pmap_next(pmap, va + PAGE_SIZE, range.end)) {
        struct pte_view view = pmap_look(pmap, va);
        const struct mapping *first = view.state == PTE_MAPPED ? first_wire(view.frame) : NULL;
        if (!first || first->pmap != pmap || first->va != va)
            continue;  // counted elsewhere, or nothing that could leave
        bool anon = view.frame->kind == FRAME_ANON || view.frame->flags & FRAME_SHMEM;
        wired->pages[anon][pool_active(view.frame)]++;
    }
}

struct wired frames_wired(void)
{
    struct wired wired = {0};
    for (struct space *space = all_spaces; space; space = space->next)
        for (const struct region *r = space->locked_pages ? space->regions : NULL; r; r = r->next)
            if (r->flags & REGION_LOCKED)
                count_wired(space, region_range(r), &wired);
    return wired;
}

// Half of what can move at all stays so: with less, programs would lose each page before they have used it.
static bool room_to_move(uint64_t pages)
{
    uint64_t movable = frame_count_free() + frame_count_kind(FRAME_ANON) + frame_count_kind(FRAME_CACHED);
    for (const struct space *space = all_spaces; space; space = space->next)
        pages += space->locked_pages;
    return pages <= movable / 2;
}

bool space_may_lock(const struct space *space, uint64_t pages)
{
    if (!room_to_move(pages))
        return false;
    pool_frame_stays = frame_is_wired;
    uint64_t limit = task_rlimit(LIMIT_MEMLOCK);
    return limit == LIMIT_INFINITY || space->locked_pages + pages <= limit >> PAGE_SHIFT;
}

static uint64_t locked_within(struct space *space, struct range range)
{
    uint64_t pages = 0;
    for (struct region *r = space_find_next(space, range.start); r && r->start < range.end; r = r->next)
        if (r->flags & REGION_LOCKED)
            pages += range_pages(range_clip(region_range(r), range));
    return pages;
}

// Sets REGION_LOCKS in the range to `locks`, up to the first hole: -ENOMEM if there is one. The lock is held.
static int set_locks(struct space *space, struct range range, uint32_t locks)
{
    uint64_t at = range.start;
    int error = space_split_around(space, range);
    if (error)
        return error;
    for (struct region *r = space_find(space, at); r && r->start == at && at < range.end; r = r->next) {
        region_set(space, r, r->rights, (r->flags & ~REGION_LOCKS) | locks);
        at = r->end;
    }
    region_join(space, range);
    return at < range.end ? -ENOMEM : 0;
}

// mlock takes any address: the range is the pages that hold its bytes. 0, -EINVAL (it wraps around) or -ENOMEM.
static int range_of_bytes(uint64_t start, uint64_t length, struct range *range)
{
    uint64_t before = start & PAGE_MASK;
    if (length > UINT64_MAX - before)
        return -EINVAL;
    int error = range_make(page_down(start), length + before, range);
    return error == -EOVERFLOW ? -EINVAL : error;
}

int space_mlock(struct space *space, uint64_t start, uint64_t length, uint32_t flags)
{
    struct range range;
    if (flags & ~LOCK_ON_FAULT)
        return -EINVAL;
    int error = range_of_bytes(start, length, &range);
    if (error || range_empty(range))
        return error;
    if (task_rlimit(LIMIT_MEMLOCK) == 0)
        return -EPERM;
    error = lock_take_killable(&space->lock);
    if (error)
        return error;
    bool allowed = space_may_lock(space, range_pages(range) - locked_within(space, range));
    uint32_t locks = flags & LOCK_ON_FAULT ? REGION_LOCKS : REGION_LOCKED;
    error = allowed ? set_locks(space, range, locks) : -ENOMEM;
    lock_drop(&space->lock);
    if (error || flags & LOCK_ON_FAULT)
        return error;
    error = space_populate(space, range);
    return error == -ENOMEM ? -EAGAIN : error == -EFAULT || error == -EACCES ? -ENOMEM : error;
}

int space_munlock(struct space *space, uint64_t start, uint64_t length)
{
    struct range range;
    int error = range_of_bytes(start, length, &range);
    if (error || range_empty(range))
        return error;
    error = lock_take_killable(&space->lock);
    if (error)
        return error;
    error = set_locks(space, range, 0);
    lock_drop(&space->lock);
    return error;
}

static void set_all(struct space *space, uint32_t locks)
{
    for (struct region *r = space->regions; r; r = r->next)
        region_set(space, r, r->rights, (r->flags & ~REGION_LOCKS) | locks);
    region_join(space, (struct range){0, USER_TOP});
}

// Every region that can be populated, one after the other: others may come and go meanwhile.
static void populate_all(struct space *space)
{
    uint64_t at = 0;
    struct region *region;
    while ((region = space_find_next(space, at))) {
        struct range part = region_range(region);
        at = part.end;
        if (region->rights)
            populate_pages(space, part, access_for(region));
    }
}

int space_mlockall(struct space *space, uint32_t flags)
{
    uint32_t what = flags & (LOCK_CURRENT | LOCK_FUTURE);
    if (what == 0 || flags & ~(LOCK_CURRENT | LOCK_FUTURE | LOCK_ALL_ON_FAULT))
        return -EINVAL;
    if (task_rlimit(LIMIT_MEMLOCK) == 0)
        return -EPERM;
    if (what & LOCK_CURRENT && !space_may_lock(space, space->pages - space->locked_pages))
        return -ENOMEM;
    int error = lock_take_killable(&space->lock);
    if (error)
        return error;
    pool_frame_stays = frame_is_wired;
    uint32_t locks = flags & LOCK_ALL_ON_FAULT ? REGION_LOCKS : REGION_LOCKED;
    space->lock_future = what & LOCK_FUTURE ? locks : 0;
    if (what & LOCK_CURRENT)
        set_all(space, locks);
    lock_drop(&space->lock);
    if (what & LOCK_CURRENT && !(flags & LOCK_ALL_ON_FAULT))
        populate_all(space);
    return 0;
}

int space_munlockall(struct space *space)
{
    int error = lock_take_killable(&space->lock);
    if (error)
        return error;
    space->lock_future = 0;
    set_all(space, 0);
    lock_drop(&space->lock);
    return 0;
}
