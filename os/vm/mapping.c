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

// A mapping on its way into a space.
struct request {
    struct range range;  // fixed: where; else [0, length)
    uint64_t hint;
    uint32_t flags;         // VM_MAP_...
    struct region *region;  // as it is wished, in no space yet; NULL: none, or given away
    struct region *next;    // once the range has its place: the region above it, or NULL
};

static bool is_fixed(uint32_t flags) { return flags & (VM_MAP_FIXED | VM_MAP_FIXED_NOREPLACE); }

static int check_place(uint64_t hint, uint64_t length, uint32_t flags, struct range *range)
{
    if (length == 0)
        return -EINVAL;
    int error = range_make(is_fixed(flags) ? hint : 0, length, range);
    if (error)
        return error == -EINVAL ? -EINVAL : -ENOMEM;
    return is_fixed(flags) && range->start < USER_LOW ? -EPERM : 0;
}

// A mapping may write what its file may.
static bool may_write(const struct file *file) { return !file || file_writable(file); }

static int check_map(struct range range, uint32_t rights, uint32_t flags, const struct object *object, uint64_t offset,
                     const struct file *file)
{
    bool shared = flags & VM_MAP_SHARED, private = flags & VM_MAP_PRIVATE;
    if (shared == private || offset & PAGE_MASK)
        return -EINVAL;
    if (flags & VM_MAP_GROWSDOWN && (shared || object))
        return -EINVAL;
    if (object && offset > INT64_MAX - range_length(range))
        return -EOVERFLOW;
    return object && shared && rights & VM_WRITE && !may_write(file) ? -EACCES : 0;
}

// Private memory that may be written is promised memory, unless nobody wants the promise (commit.h).
static uint32_t account_flags(uint32_t rights, uint32_t flags)
{
    if (flags & (REGION_SHARED | REGION_ACCOUNT) || !(rights & VM_WRITE))
        return flags;
    return flags & REGION_NORESERVE && commit_mode != COMMIT_NEVER ? flags : flags | REGION_ACCOUNT;
}

static uint32_t region_flags(const struct space *space, uint32_t map_flags, uint32_t rights, const struct file *file)
{
    uint32_t flags = space->lock_future;
    if (map_flags & VM_MAP_SHARED)
        flags |= may_write(file) ? REGION_SHARED | REGION_MAYWRITE : REGION_SHARED;
    if (map_flags & VM_MAP_GROWSDOWN)
        flags |= REGION_STACK;
    if (map_flags & VM_MAP_NORESERVE)
        flags |= REGION_NORESERVE;
    if (map_flags & VM_MAP_LOCKED)
        flags |= REGION_LOCKED;
    return account_flags(rights, flags);
}

static bool is_data(const struct region *region)
{
    return region->rights & VM_WRITE && !(region->flags & (REGION_SHARED | REGION_STACK));
}

// Pages of the range that some region has.
static uint64_t pages_within(struct space *space, struct range range)
{
    uint64_t pages = 0;
    for (struct region *r = space_find_next(space, range.start); r && r->start < range.end; r = r->next)
        pages += range_pages(range_clip(region_range(r), range));
    return pages;
}

// Everything that may forbid the region besides its place.
static int check_limits(struct space *space, const struct request *q)
{
    const struct region *region = q->region;
    uint64_t pages = range_pages(q->range), replaced = q->flags & VM_MAP_FIXED ? pages_within(space, q->range) : 0;
    if (!region_limit_allows(space, 1) || !space_limits_allow(space, pages - replaced, is_data(region)))
        return -ENOMEM;
    if (region->flags & REGION_ACCOUNT && !commit_allows(space, pages))
        return -ENOMEM;
    return region->flags & REGION_LOCKED && !space_may_lock(space, pages) ? -EAGAIN : 0;
}

static int find_place(struct space *space, struct request *q)
{
    struct range hint;
    uint64_t length = range_length(q->range);
    if (q->hint && !range_make(page_up(q->hint), length, &hint) && hint.start >= USER_LOW &&
        space_range_free(space, hint)) {
        q->range = hint;
        q->next = space_find_next(space, hint.start);
        return 0;
    }
    uint64_t start = space_find_room(space, MMAP_TOP, length, &q->next);
    q->range = (struct range){start, start + length};
    return start ? 0 : -ENOMEM;
}

// The place is free when this returns 0, and stays so until the caller sleeps.
static int take_place(struct space *space, struct request *q)
{
    if (!is_fixed(q->flags))
        return find_place(space, q);
    int error = 0;
    while (pages_within(space, q->range) && !error)
        error = q->flags & VM_MAP_FIXED_NOREPLACE ? -EEXIST : space_unmap_range(space, q->range);
    q->next = space_find_next(space, q->range.start);
    return error;
}

static bool is_like(const struct region *region, const struct region *wished)
{
    return region && !region->object && region->rights == wished->rights && region->flags == wished->flags;
}

// Private anonymous memory beside more of the same needs no region of its own: the neighbour becomes longer.
static bool extend_neighbour(struct space *space, struct range range, const struct region *wished, struct region *next)
{
    struct region *previous = next ? next->previous : space->region_last;
    bool below = previous && previous->end == range.start;
    if (wished->object)
        return false;
    if (next && next->start == range.end && is_like(next, wished)) {
        region_move_start(space, next, range.start);
        space_note_peak(space);
        if (below)
            region_join(space, range);
        return true;
    }
    if (!below || !is_like(previous, wished))
        return false;
    region_move_end(space, previous, range.end);
    return true;
}

static int64_t insert_request(struct space *space, struct request *q)
{
    int error = check_limits(space, q);
    if (!error)
        error = take_place(space, q);
    if (error)
        return error;
    if (extend_neighbour(space, q->range, q->region, q->next))
        return (int64_t)q->range.start;
    bool anonymous = !q->region->object;
    q->region->start = q->range.start;
    q->region->end = q->range.end;
    region_insert_before(space, q->region, q->next);
    q->region = NULL;
    if (!anonymous)
        region_join(space, q->range);
    return (int64_t)q->range.start;
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

static int make_region(struct space *space, struct request *q, uint32_t rights, struct object *object, uint64_t offset,
                       struct file *file)
{
    struct object *made = NULL;
    if (!object && q->flags & VM_MAP_SHARED && !(made = shared_memory(space, q->range, q->flags)))
        return -ENOMEM;
    q->region = region_create(q->range, rights, region_flags(space, q->flags, rights, file), made ? made : object,
                              object ? offset : 0, file);
    if (made)
        object_release(made);
    return q->region ? 0 : -ENOMEM;
}

int64_t space_map(struct space *space, uint64_t hint, uint64_t length, uint32_t rights, uint32_t map_flags,
                  struct object *object, uint64_t offset, struct file *file)
{
    struct request q;  // what is not set here is not looked at
    q.hint = hint;
    q.flags = map_flags;
    q.region = NULL;
    int64_t result = check_place(hint, length, map_flags, &q.range);
    if (!result)
        result = check_map(q.range, rights, map_flags, object, offset, file);
    if (!result)
        result = make_region(space, &q, rights, object, offset, file);
    if (!result)
        result = lock_take_killable(&space->lock);
    if (!result) {
        result = insert_request(space, &q);
        lock_drop(&space->lock);
    }
    if (q.region)
        region_free(q.region);
    if (result > 0 && (map_flags & (VM_MAP_POPULATE | VM_MAP_LOCKED) || space->lock_future))
        space_populate(space, q.range);  // what does not come now comes with its first use
    return result;
}

int space_map_stack(struct space *space, uint64_t top, uint64_t size)
{
    int64_t at = space_map(space, top - size, size, VM_READ | VM_WRITE,
                           VM_MAP_PRIVATE | VM_MAP_FIXED_NOREPLACE | VM_MAP_GROWSDOWN, NULL, 0, NULL);
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
    struct region *region = region_create(range, VM_READ | VM_WRITE, flags, NULL, 0, NULL);
    if (!region)
        return false;
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
