// SPDX-License-Identifier: Apache-2.0
// mremap(2): a mapping shrinks, grows where it is, or moves with its entries as they are. No page is copied. With
// MREMAP_DONTUNMAP the old mapping stays, empty: its next uses are first uses.
#include "os/lib/errno.h"
#include "os/vm/commit.h"
#include "os/vm/oom.h"
#include "os/vm/populate.h"
#include "os/vm/space.h"
#include "os/vm/swap.h"

#define REMAP_MAYMOVE 1u
#define REMAP_FIXED 2u
#define REMAP_DONTUNMAP 4u
#define PIECE (512 * PAGE_SIZE)  // is moved without giving way

// What is asked for. All ranges are sound; `to` only if `fixed` or `wished`.
struct remap {
    struct range old;  // empty: a shared mapping is to be had a second time
    uint64_t length;   // the new one, whole pages
    struct range to;
    bool may_move, fixed;
    bool stays;   // the old mapping, as long as the new one, without its pages
    bool wished;  // `to` if it is free, else elsewhere
};

static int check_arguments(uint64_t old, uint64_t old_length, uint64_t new_length, uint32_t flags, uint64_t new_address,
                           struct remap *m)
{
    struct range sized;
    m->may_move = flags & REMAP_MAYMOVE;
    m->fixed = flags & REMAP_FIXED;
    m->stays = flags & REMAP_DONTUNMAP;
    m->wished = m->stays && !m->fixed && new_address;
    if (flags & ~(REMAP_MAYMOVE | REMAP_FIXED | REMAP_DONTUNMAP) || ((m->fixed || m->stays) && !m->may_move))
        return -EINVAL;
    if (m->stays && old_length != new_length)
        return -EINVAL;
    int error = range_make(old, old_length, &m->old);
    if (error)
        return error == -ENOMEM ? -EFAULT : -EINVAL;
    if (new_length == 0 || (error = range_make(0, new_length, &sized)))
        return error == -ENOMEM && !m->fixed && !m->stays ? -ENOMEM : -EINVAL;
    m->length = sized.end;
    if (!m->fixed && !m->wished)
        return 0;
    if (range_make(new_address, new_length, &m->to) || range_meets(m->to, m->old))
        return -EINVAL;
    return m->to.start < USER_LOW ? -EPERM : 0;
}

// The region that contains the old range, in *region.
static int check_region(struct space *space, const struct remap *m, struct region **out)
{
    struct region *region = space_find(space, m->old.start);
    if (!region || region->end < m->old.end)
        return -EFAULT;
    if (range_empty(m->old) && !(region->flags & REGION_SHARED))
        return -EINVAL;
    if (region->object && region_offset_at(region, m->old.start) > INT64_MAX - m->length)
        return -EINVAL;
    *out = region;
    return 0;
}

// May the region have `pages` more?
static int check_growth(const struct space *space, const struct region *region, uint64_t pages)
{
    bool data = region->rights & VM_WRITE && !(region->flags & (REGION_SHARED | REGION_STACK));
    if (!space_limits_allow(space, pages, data))
        return -ENOMEM;
    if (region->flags & REGION_LOCKED && !space_may_lock(space, pages))
        return -EAGAIN;
    return region->flags & REGION_ACCOUNT && !commit_allows(space, pages) ? -ENOMEM : 0;
}

// ---- moving ----

// The entry at `from` goes to `to`. -EINTR: there is no memory for a table, and this task is to die of it.
static int move_page(struct space *space, uint64_t from, uint64_t to)
{
    struct pmap *pmap = &space->pmap;
    for (;;) {
        int prepared = pmap_prepare(pmap, to);
        if (prepared < 0 && !oom_relieve())
            return -EINTR;
        if (prepared != 0)
            continue;
        if (pmap_look(pmap, from).state == PTE_ABSENT)
            return 0;  // it was taken out while this slept
        if (pmap_look(pmap, to).state == PTE_ABSENT)
            break;
        space_drop_pages(space, (struct range){to, to + PAGE_SIZE});  // another thread was there already
    }
    pmap_move(pmap, from, to);
    return 0;
}

// The entries of [from, from + length) go to [to, ...). Only a task that is to die is stopped on the way.
static int move_pages(struct space *space, struct range from, uint64_t to)
{
    struct pmap *pmap = &space->pmap;
    uint64_t pause = from.start + PIECE;
    for (uint64_t va = pmap_next(pmap, from.start, from.end); va < from.end;
         va = pmap_next(pmap, va + PAGE_SIZE, from.end)) {
        int error = move_page(space, va, va - from.start + to);
        if (!error && va >= pause) {
            error = give_way();
            pause = va + PIECE;
        }
        if (error)
            return error;
    }
    return 0;
}

// What was to stay in memory has moved.
static void unlock_range(struct space *space, struct range range)
{
    for (struct region *r = space_find_next(space, range.start); r && r->start < range.end; r = r->next)
        region_set(space, r, r->rights, r->flags & ~REGION_LOCKS);
}

// The target is free and stays so until this sleeps, which it does not before `fresh` is there.
static int64_t move_region(struct space *space, const struct remap *m, struct region *fresh, struct range to)
{
    struct range kept = {m->old.start, m->old.start + MIN(range_length(m->old), m->length)};
    region_insert(space, fresh);
    int error = move_pages(space, kept, to.start);
    if (!error && m->stays)
        unlock_range(space, m->old);
    else if (!error && !range_empty(m->old))
        error = space_unmap_range(space, m->old);
    region_join(space, to);
    return error ? error : (int64_t)to.start;
}

// A place for the new range: free when this returns 0, until the caller sleeps.
static int take_target(struct space *space, const struct remap *m, struct range *to)
{
    if (m->wished && space_range_free(space, m->to)) {
        *to = m->to;
        return 0;
    }
    if (!m->fixed) {
        uint64_t start = space_find_room(space, MMAP_TOP, m->length).start;
        return start ? range_make(start, m->length, to) : -ENOMEM;
    }
    struct region *region;
    *to = m->to;
    while ((region = space_find_next(space, to->start)) && region->start < to->end) {
        int error = space_unmap_range(space, *to);
        if (error)
            return error;
    }
    return 0;
}

// Moving splits at most three regions: Linux keeps that many in hand, so that it cannot stop half way.
static int64_t move(struct space *space, const struct remap *m, const struct region *region)
{
    struct range to;
    uint64_t pages = m->length >> PAGE_SHIFT, old = m->stays ? 0 : range_pages(m->old);
    if (!region_limit_allows(space, 4))
        return -ENOMEM;
    int64_t result = pages > old ? check_growth(space, region, pages - old) : 0;
    if (!result && !range_empty(m->old))
        result = space_split_around(space, m->old);
    if (result)
        return result;
    region = space_find(space, m->old.start);
    struct region *fresh = region_alloc();
    if (!fresh)
        return -ENOMEM;
    region_make(fresh, (struct range){0, 0}, region->rights, region->flags & ~REGION_HEAP, region->object,
                region_offset_at(region, m->old.start), region->file);
    result = take_target(space, m, &to);
    if (result) {
        region_free(fresh);
        return result;
    }
    fresh->start = to.start;
    fresh->end = to.end;
    return move_region(space, m, fresh, to);
}

// ---- staying ----

static bool extend_in_place(struct space *space, const struct remap *m, struct region *region)
{
    struct range whole, more;
    if (region->end != m->old.end || range_empty(m->old) || range_make(m->old.start, m->length, &whole))
        return false;
    more = (struct range){m->old.end, whole.end};
    if (!space_range_free(space, more) || check_growth(space, region, range_pages(more)))
        return false;
    region_move_end(space, region, whole.end);
    region_join(space, more);
    return true;
}

static int64_t remap_locked(struct space *space, const struct remap *m)
{
    struct region *region = NULL;
    if (!m->fixed && m->length < range_length(m->old)) {
        if (!space_find(space, m->old.start))
            return -EFAULT;
        int error = space_unmap_range(space, (struct range){m->old.start + m->length, m->old.end});
        return error ? error : (int64_t)m->old.start;
    }
    int error = check_region(space, m, &region);
    if (error)
        return error;
    if (m->fixed || m->stays)
        return move(space, m, region);
    if (m->length == range_length(m->old) || extend_in_place(space, m, region))
        return (int64_t)m->old.start;
    if (!m->may_move)
        return -ENOMEM;
    return move(space, m, region);
}

int64_t space_remap(struct space *space, uint64_t old, uint64_t old_length, uint64_t new_length, uint32_t flags,
                    uint64_t new_address)
{
    struct remap m = {0};
    struct range there;
    int64_t result = check_arguments(old, old_length, new_length, flags, new_address, &m);
    if (!result)
        result = lock_take_killable(&space->lock);
    if (result)
        return result;
    result = remap_locked(space, &m);
    region_join(space, m.old);  // where it was split and stays
    bool locked = result > 0 && space_find(space, (uint64_t)result)->flags & REGION_LOCKED;
    lock_drop(&space->lock);
    if (locked && m.length > range_length(m.old) && !range_make((uint64_t)result, m.length, &there))
        space_populate(space, there);
    return result;
}
