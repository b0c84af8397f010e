// SPDX-License-Identifier: Apache-2.0
// What mmap, munmap, mprotect and brk do to a space. Argument rules and errno are Linux's.
//
// Each call makes its range (range.h), takes the lock of the space, checks all that can be checked, gathers memory, and
// then acts. A stack may grow while memory is gathered: so what is free is looked at last.
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/commit.h"
#include "os/vm/populate.h"
#include "os/vm/space.h"

// ---- mmap ----

static bool is_fixed(const struct map_request *q) { return q->flags & (VM_MAP_FIXED | VM_MAP_FIXED_NOREPLACE); }

// The range, if it is fixed, and then its start is not 0; else [0, length).
static int check_place(const struct map_request *q, struct range *range)
{
    if (q->length == 0)
        return -EINVAL;
    int error = range_make(is_fixed(q) ? q->hint : 0, q->length, range);
    if (error)
        return error == -EINVAL ? -EINVAL : -ENOMEM;
    return is_fixed(q) && range->start < USER_LOW ? -EPERM : 0;
}

// A mapping may write what its file may.
static bool may_write(const struct file *file) { return !file || file_writable(file); }

// Most are private anonymous memory, and nothing special.
static inline bool is_plain(const struct map_request *q)
{
    const uint32_t special = VM_MAP_SHARED | VM_MAP_GROWSDOWN | VM_MAP_NORESERVE | VM_MAP_LOCKED;
    return (q->flags & (special | VM_MAP_PRIVATE)) == VM_MAP_PRIVATE && !q->object;
}

__attribute__((noinline)) static int check_special(const struct map_request *q, struct range range)
{
    bool shared = q->flags & VM_MAP_SHARED, private = q->flags & VM_MAP_PRIVATE;
    if (shared == private)
        return -EINVAL;
    if (q->flags & VM_MAP_GROWSDOWN && (shared || q->object))
        return -EINVAL;
    if (q->object && q->offset > INT64_MAX - range_length(range))
        return -EOVERFLOW;
    return q->object && shared && q->rights & VM_WRITE && !may_write(q->file) ? -EACCES : 0;
}

// Private memory that may be written is promised memory, unless nobody wants the promise (commit.h).
static uint32_t account_flags(uint32_t rights, uint32_t flags)
{
    if (flags & (REGION_SHARED | REGION_ACCOUNT) || !(rights & VM_WRITE))
        return flags;
    return flags & REGION_NORESERVE && commit_mode != COMMIT_NEVER ? flags : flags | REGION_ACCOUNT;
}

static uint32_t region_flags(const struct space *space, const struct map_request *q)
{
    uint32_t flags = space->lock_future;
    if (q->flags & VM_MAP_SHARED)
        flags |= may_write(q->file) ? REGION_SHARED | REGION_MAYWRITE : REGION_SHARED;
    if (q->flags & VM_MAP_GROWSDOWN)
        flags |= REGION_STACK;
    if (q->flags & VM_MAP_NORESERVE)
        flags |= REGION_NORESERVE;
    if (q->flags & VM_MAP_LOCKED)
        flags |= REGION_LOCKED;
    return account_flags(q->rights, flags);
}

static bool is_data(const struct region *region)
{
    if (!(region->rights & VM_WRITE))
        return false;
    return !(region->flags & (REGION_SHARED | REGION_STACK));
}

// Pages of the range that some region has.
static uint64_t pages_within(struct space *space, struct range range)
{
    uint64_t pages = 0;
    for (struct region *r = space_find_next(space, range.start); r && r->start < range.end; r = r->next)
        pages += range_pages(range_clip(region_range(r), range));
    return pages;
}

// Everything that may forbid the region besides its place. So many pages are replaced.
__attribute__((always_inline)) static inline int check_limits(struct space *space, const struct region *region,
                                                              uint64_t replaced)
{
    uint64_t pages = range_pages(region_range(region));
    if (!region_limit_allows(space, 1) || !space_limits_allow(space, pages - replaced, is_data(region)))
        return -ENOMEM;
    if (region->flags & REGION_ACCOUNT && !commit_allows(space, pages))
        return -ENOMEM;
    return region->flags & REGION_LOCKED && !space_may_lock(space, pages) ? -EAGAIN : 0;
}

static bool is_like(const struct region *region, const struct region *wished)
{
    return region && !region->object && region->rights == wished->rights && region->flags == wished->flags;
}

// Private anonymous memory beside more of the same needs no region of its own: the neighbour becomes longer.
__attribute__((noinline)) static bool extend_neighbour(struct space *space, const struct region *wished,
                                                       struct region *previous, struct region *next)
{
    bool below = previous && previous->end == wished->start;
    if (next && next->start == wished->end && is_like(next, wished)) {
        region_move_start(space, next, wished->start);
        space_note_peak(space);
        if (below)
            region_join(space, region_range(wished));
        return true;
    }
    if (!below || !is_like(previous, wished))
        return false;
    region_move_end(space, previous, wished->end);
    return true;
}

static int64_t give_up(struct region *region, int error)
{
    region_free(region);
    return error;
}

// At `start` (0: there is no room for it) and below `next`, if its memory does not become a neighbour's.
static inline int64_t settle(struct space *space, struct region *region, uint64_t length, uint64_t start,
                             struct region *next)
{
    struct region *previous = next ? next->previous : space->region_last;
    uint64_t end = start + length;
    if (!start)
        return give_up(region, -ENOMEM);
    bool has_neighbour = (next && next->start == end) || (previous && previous->end == start);
    region->start = start;
    region->end = end;
    if (has_neighbour && !region->object && extend_neighbour(space, region, previous, next)) {
        region_free(region);
        return (int64_t)start;
    }
    region_insert_before(space, region, next);
    if (region->object)
        region_join(space, region_range(region));
    return (int64_t)start;
}

// Makes the range free; it stays so until the caller sleeps.
static int clear_range(struct space *space, struct range range, uint32_t flags)
{
    int error = 0;
    while (pages_within(space, range) && !error)
        error = flags & VM_MAP_FIXED_NOREPLACE ? -EEXIST : space_unmap_range(space, range);
    return error;
}

// Of a region that was made for the request and is in no space yet: it goes into the space, or it is freed. The
// address, or an error.
__attribute__((noinline)) static int64_t insert_fixed(struct space *space, const struct map_request *q,
                                                      struct region *region)
{
    struct range range = region_range(region);
    int error = check_limits(space, region, q->flags & VM_MAP_FIXED ? pages_within(space, range) : 0);
    if (!error)
        error = clear_range(space, range, q->flags);
    if (error)
        return give_up(region, error);
    return settle(space, region, range_length(range), range.start, space_find_next(space, range.start));
}

// At the hint, where that is free.
__attribute__((noinline)) static struct room find_room_near(struct space *space, uint64_t hint, uint64_t length)
{
    struct range range;
    if (!range_make(page_up(hint), length, &range) && range.start >= USER_LOW && space_range_free(space, range))
        return (struct room){range.start, space_find_next(space, range.start)};
    return space_find_room(space, MMAP_TOP, length);
}

static inline int64_t insert_anywhere(struct space *space, const struct map_request *q, struct region *region)
{
    uint64_t length = region->end;
    int error = check_limits(space, region, 0);
    if (error)
        return give_up(region, error);
    if (q->hint) {
        struct room near = find_room_near(space, q->hint, length);
        return settle(space, region, length, near.start, near.next);
    }
    struct room room = space_find_room(space, MMAP_TOP, length);
    return settle(space, region, length, room.start, room.next);
}

// An object for shared anonymous memory. Its pages are promised as long as it lives.
static struct object *shared_memory(const struct space *space, struct range range, uint32_t flags)
{
    bool promise = !(flags & VM_MAP_NORESERVE) || commit_mode == COMMIT_NEVER;
    if (promise && !commit_allows(space, range_pages(range)))
        return NULL;
    struct object *object = object_create_shared(range_length(range), NULL);
    if (object && promise) {
        object->promised = range_pages(range);
        commit_add((int64_t)object->promised);
    }
    return object;
}

__attribute__((noinline)) static bool make_special(struct space *space, const struct map_request *q,
                                                   struct region *region, struct range range)
{
    struct object *object = q->object, *made = NULL;
    if (!object && q->flags & VM_MAP_SHARED && !(object = made = shared_memory(space, range, q->flags)))
        return false;
    region_make(region, range, q->rights, region_flags(space, q), object, q->object ? q->offset : 0, q->file);
    if (made)
        object_release(made);
    return true;
}

// As it is wished, in no space yet. NULL: no memory.
static inline struct region *wished_region(struct space *space, const struct map_request *q, struct range range,
                                           bool plain)
{
    struct region *region = region_alloc();
    if (!region)
        return NULL;
    if (plain) {
        region_make(region, range, q->rights, account_flags(q->rights, space->lock_future), NULL, 0, NULL);
    } else if (!make_special(space, q, region, range)) {
        kfree(region);
        return NULL;
    }
    return region;
}

int64_t space_map(struct space *space, const struct map_request *q)
{
    struct range range;
    bool plain = is_plain(q);
    int64_t result = check_place(q, &range);
    if (!result && !plain)
        result = check_special(q, range);
    if (result)
        return result;
    struct region *region = wished_region(space, q, range, plain);
    if (!region)
        return -ENOMEM;
    if (lock_take_killable(&space->lock))
        return give_up(region, -EINTR);
    result = region->start ? insert_fixed(space, q, region) : insert_anywhere(space, q, region);
    lock_drop(&space->lock);
    if ((q->flags & (VM_MAP_POPULATE | VM_MAP_LOCKED) || space->lock_future) && result > 0) {
        uint64_t start = (uint64_t)result;  // what does not come now comes with its first use
        space_populate(space, (struct range){start, start + range_length(range)});
    }
    return result;
}

int space_map_stack(struct space *space, uint64_t top, uint64_t size)
{
    const struct map_request q = {
        .hint = top - size,
        .length = size,
        .rights = VM_READ | VM_WRITE,
        .flags = VM_MAP_PRIVATE | VM_MAP_FIXED_NOREPLACE | VM_MAP_GROWSDOWN,
    };
    int64_t at = space_map(space, &q);
    return at < 0 ? (int)at : 0;
}

// ---- munmap ----

int space_unmap(struct space *space, uint64_t start, uint64_t length)
{
    struct range range;
    if (length == 0 || range_make(start, length, &range))
        return -EINVAL;
    int error = lock_take_killable(&space->lock);
    if (error)
        return error;
    error = space_unmap_range(space, range);
    lock_drop(&space->lock);
    return error;
}

// ---- mprotect ----

// No copy-on-write is due, nor a look at the file that the page belongs to.
static bool may_write_to(const struct region *region, struct pte_view view)
{
    if (view.state == PTE_PHYSICAL)
        return true;
    if (view.frame->kind == FRAME_ANON)
        return frame_exclusive(view.frame);
    return region->flags & REGION_SHARED && object_writable(view.frame);
}

static uint32_t rights_now(const void *of, struct pte_view view)
{
    const struct region *region = of;
    return region_pte_rights(region) & (may_write_to(region, view) ? ~0u : ~VM_WRITE);
}

// PTEs follow the region; W is given only where a store needs nothing else. There are at most as many as there are
// frames, and nothing sleeps: so no entry ever allows more than its region for others to see.
static void protect_pages(struct space *space, const struct region *region)
{
    pmap_protect_range(&space->pmap, region->start, region->end, rights_now, region);
}

// Those pages of a region that would be promised anew, or become data, with these rights.
static int check_protect(struct space *space, struct range range, uint32_t rights)
{
    uint64_t promised = 0, data = 0;
    if (!space_covered(space, range))
        return -ENOMEM;
    for (struct region *r = space_find_next(space, range.start); r && r->start < range.end; r = r->next) {
        uint64_t pages = range_pages(range_clip(region_range(r), range));
        if (rights & VM_WRITE && r->flags & REGION_SHARED && !(r->flags & REGION_MAYWRITE))
            return -EACCES;
        if (account_flags(rights, r->flags) != r->flags)
            promised += pages;
        if (rights & VM_WRITE && !is_data(r) && !(r->flags & (REGION_SHARED | REGION_STACK)))
            data += pages;
    }
    bool room = commit_allows(space, promised) || promised == 0;
    uint64_t limit = task_rlimit(LIMIT_DATA);
    bool allowed = data == 0 || limit == LIMIT_INFINITY || space->data_pages + data <= limit >> PAGE_SHIFT;
    return room && allowed ? 0 : -ENOMEM;
}

static int protect_range(struct space *space, struct range range, uint32_t rights)
{
    int error = check_protect(space, range, rights);
    if (!error)
        error = space_split_around(space, range);
    if (error)
        return error;
    for (struct region *r = space_find_next(space, range.start); r && r->start < range.end; r = r->next) {
        region_set(space, r, rights, account_flags(rights, r->flags));
        protect_pages(space, r);
        error = give_way();
        if (error)
            break;
    }
    region_join(space, range);
    return error;
}

int space_protect(struct space *space, uint64_t start, uint64_t length, uint32_t rights)
{
    struct range range;
    if (rights & ~(VM_READ | VM_WRITE | VM_EXEC))
        return -EINVAL;
    int error = range_make(start, length, &range);
    if (error || range_empty(range))
        return error && error != -EINVAL ? -ENOMEM : error;
    error = lock_take_killable(&space->lock);
    if (error)
        return error;
    error = protect_range(space, range, rights);
    lock_drop(&space->lock);
    return error;
}

// ---- brk ----

void space_set_brk(struct space *space, uint64_t start) { space->start_brk = space->brk = start; }

// RLIMIT_DATA counts the program's own data too.
static bool data_limit_allows(const struct space *space, uint64_t brk)
{
    uint64_t bytes = brk - space->start_brk + (space->end_data - space->start_data);
    return bytes <= task_rlimit(LIMIT_DATA);
}

// The heap may end at range.end: a free page stays above it.
static bool heap_may_grow(struct space *space, struct range range)
{
    uint64_t pages = range_pages(range);
    struct range with_gap;
    return !range_make(range.start, range_length(range) + PAGE_SIZE, &with_gap) && space_range_free(space, with_gap) &&
           region_limit_allows(space, 1) && space_limits_allow(space, pages, true) && commit_allows(space, pages) &&
           (!space->lock_future || space_may_lock(space, pages));
}

static bool heap_grow(struct space *space, struct range range)
{
    uint32_t flags = account_flags(VM_WRITE, REGION_HEAP | space->lock_future);
    struct region *region = region_alloc();
    if (!region)
        return false;
    region_make(region, range, VM_READ | VM_WRITE, flags, NULL, 0, NULL);
    if (!heap_may_grow(space, range)) {
        region_free(region);
        return false;
    }
    region_insert(space, region);
    region_join(space, range);
    return true;
}

static bool set_break(struct space *space, uint64_t brk)
{
    struct range heap, range;
    if (brk < space->start_brk || brk > MMAP_TOP || !data_limit_allows(space, brk))
        return false;
    if (range_make(page_down(space->start_brk), brk - page_down(space->start_brk), &heap))
        return false;
    uint64_t old_end = page_up(space->brk);
    range = (struct range){MIN(old_end, heap.end), MAX(old_end, heap.end)};
    if (!range_empty(range) && (heap.end < old_end ? space_unmap_range(space, range) : !heap_grow(space, range)))
        return false;
    space->brk = brk;
    return true;
}

uint64_t space_brk(struct space *space, uint64_t brk)
{
    if (lock_take_killable(&space->lock))
        return space->brk;
    uint64_t old_end = page_up(space->brk);
    bool grown = set_break(space, brk) && page_up(space->brk) > old_end;
    struct range more = {old_end, page_up(space->brk)};
    lock_drop(&space->lock);
    if (grown && space->lock_future)
        space_populate(space, more);
    return space->brk;
}
