// SPDX-License-Identifier: Apache-2.0
// What mmap, munmap, mprotect, mremap, brk, msync, madvise and mincore do to a space. Argument rules and errno are
// Linux's.
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/reclaim.h"
#include "os/vm/space.h"
#include "os/vm/swap.h"

#define USER_TOP (USER_END - PAGE_SIZE)  // the last page stays empty

static bool range_valid(uint64_t start, uint64_t length)
{
    return start >= USER_LOW && start <= USER_TOP && length <= USER_TOP - start;
}

// Is [start, end) free of regions? A stack above keeps its gap.
static bool range_free(struct space *space, uint64_t start, uint64_t end)
{
    struct region *region = space_find_next(space, start);
    if (!region)
        return true;
    return region->start >= end;
}

// The highest free range of that length that ends at or below `top`; 0: none.
static uint64_t find_free_below(struct space *space, uint64_t top, uint64_t length)
{
    uint64_t best = 0, gap_start = USER_LOW;
    for (struct region *r = space->regions;; r = r->next) {
        uint64_t gap_end = r ? r->start : top;
        if (r && r->flags & REGION_STACK)
            gap_end -= MIN(gap_end, STACK_GUARD);
        gap_end = MIN(gap_end, top);
        if (gap_end > gap_start && gap_end - gap_start >= length)
            best = gap_end - length;
        if (!r || r->end >= top)
            return best;
        gap_start = r->end;
    }
}

static uint64_t find_place(struct space *space, uint64_t hint, uint64_t length)
{
    uint64_t at = page_up(hint);
    if (hint && range_valid(at, length) && range_free(space, at, at + length))
        return at;
    return find_free_below(space, MMAP_TOP, length);
}

// ---- mmap ----

static int check_map(uint64_t hint, uint64_t length, uint32_t rights, uint32_t flags, struct object *object,
                     uint64_t offset, bool maywrite)
{
    bool shared = flags & VM_MAP_SHARED, private = flags & VM_MAP_PRIVATE;
    bool fixed = flags & (VM_MAP_FIXED | VM_MAP_FIXED_NOREPLACE);
    if (length == 0 || shared == private || offset & PAGE_MASK)
        return -EINVAL;
    if (fixed && hint & PAGE_MASK)
        return -EINVAL;
    if (length > USER_TOP || (fixed && !range_valid(hint, page_up(length))))
        return -ENOMEM;
    if (object && offset + page_up(length) < offset)
        return -EINVAL;
    if (object && shared && rights & VM_WRITE && !maywrite)
        return -EACCES;
    return 0;
}

static uint32_t region_flags(uint32_t map_flags, bool maywrite)
{
    uint32_t flags = map_flags & VM_MAP_SHARED ? REGION_SHARED : 0;
    if (flags && maywrite)
        flags |= REGION_MAYWRITE;
    if (map_flags & VM_MAP_GROWSDOWN)
        flags |= REGION_STACK;
    return flags;
}

static int64_t insert_at(struct space *space, uint64_t start, struct region *region, uint32_t flags)
{
    uint64_t length = region->end - region->start;
    int error = 0;
    if (flags & VM_MAP_FIXED_NOREPLACE)
        error = range_free(space, start, start + length) ? 0 : -EEXIST;
    else if (flags & VM_MAP_FIXED)
        error = space_unmap(space, start, length);
    else if (!(start = find_place(space, start, length)))
        error = -ENOMEM;
    if (error) {
        if (region->object)
            object_release(region->object);
        kfree(region);
        return error;
    }
    region->start = start;
    region->end = start + length;
    region_insert(space, region);
    return (int64_t)start;
}

int64_t space_map(struct space *space, uint64_t hint, uint64_t length, uint32_t rights, uint32_t map_flags,
                  struct object *object, uint64_t offset, bool maywrite)
{
    int error = check_map(hint, length, rights, map_flags, object, offset, maywrite);
    if (error)
        return error;
    length = page_up(length);
    struct object *made = NULL;
    if (!object && map_flags & VM_MAP_SHARED) {
        made = object = object_create_shared(length, NULL);
        if (!made)
            return -ENOMEM;
        maywrite = true;
        offset = 0;
    }
    struct region *region =
        region_create(0, length, rights & 7, region_flags(map_flags, maywrite), object, object ? offset : 0);
    if (made)
        object_release(made);
    if (!region)
        return -ENOMEM;
    return insert_at(space, hint, region, map_flags);
}

int space_map_stack(struct space *space, uint64_t top, uint64_t size)
{
    struct region *region = region_create(top - size, top, VM_READ | VM_WRITE, REGION_STACK, NULL, 0);
    if (!region)
        return -ENOMEM;
    region_insert(space, region);
    return 0;
}

// ---- munmap, mprotect ----

static int split_around(struct space *space, uint64_t start, uint64_t end)
{
    int error = region_split_at(space, start);
    return error ? error : region_split_at(space, end);
}

int space_unmap(struct space *space, uint64_t start, uint64_t length)
{
    if (start & PAGE_MASK || length == 0 || start > USER_TOP || length > USER_TOP)
        return -EINVAL;
    uint64_t end = start + page_up(length);
    if (end > USER_TOP)
        return -EINVAL;
    int error = split_around(space, start, end);
    if (error)
        return error;
    struct region *region;
    while ((region = space_find_next(space, start)) && region->start < end)
        region_remove(space, region);
    return 0;
}

// Is every page of [start, end) in some region?
static bool covered(struct space *space, uint64_t start, uint64_t end)
{
    while (start < end) {
        struct region *region = space_find(space, start);
        if (!region)
            return false;
        start = region->end;
    }
    return true;
}

// No copy-on-write is due, nor a look at the file that the page belongs to.
static bool may_write_to(const struct region *region, struct pte_view view)
{
    if (view.state == PTE_PHYSICAL)
        return true;
    if (view.frame->kind == FRAME_ANON)
        return frame_exclusive(view.frame);
    return region->flags & REGION_SHARED && object_writable(view.frame);
}

// PTEs follow the region; W is given only where a store needs nothing else.
static void protect_pages(struct space *space, const struct region *region)
{
    struct pmap *pmap = &space->pmap;
    for (uint64_t va = pmap_next(pmap, region->start, region->end); va < region->end;
         va = pmap_next(pmap, va + PAGE_SIZE, region->end)) {
        struct pte_view view = pmap_look(pmap, va);
        if (view.state != PTE_MAPPED && view.state != PTE_PHYSICAL)
            continue;
        uint32_t rights = region_pte_rights(region) & (may_write_to(region, view) ? ~0u : ~VM_WRITE);
        if (rights != view.rights)
            pmap_protect(pmap, va, rights);
    }
}

int space_protect(struct space *space, uint64_t start, uint64_t length, uint32_t rights)
{
    if (start & PAGE_MASK || rights & ~(VM_READ | VM_WRITE | VM_EXEC))
        return -EINVAL;
    uint64_t end = start + page_up(length);
    if (length == 0)
        return 0;
    if (end <= start || !covered(space, start, end))
        return -ENOMEM;
    for (struct region *r = space_find_next(space, start); r && r->start < end && rights & VM_WRITE; r = r->next)
        if (r->flags & REGION_SHARED && !(r->flags & REGION_MAYWRITE))
            return -EACCES;
    int error = split_around(space, start, end);
    if (error)
        return error;
    for (struct region *r = space_find_next(space, start); r && r->start < end; r = r->next) {
        r->rights = rights;
        protect_pages(space, r);
    }
    region_join(space, start, end);
    return 0;
}

// ---- brk ----

void space_set_brk(struct space *space, uint64_t start) { space->start_brk = space->brk = start; }

uint64_t space_brk(struct space *space, uint64_t brk)
{
    uint64_t old_end = page_up(space->brk), new_end = page_up(brk);
    if (brk < space->start_brk || brk > MMAP_TOP)
        return space->brk;
    if (new_end < old_end && space_unmap(space, new_end, old_end - new_end))
        return space->brk;
    if (new_end > old_end) {
        if (!range_free(space, old_end, new_end))
            return space->brk;
        struct region *region = region_create(old_end, new_end, VM_READ | VM_WRITE, REGION_HEAP, NULL, 0);
        if (!region)
            return space->brk;
        region_insert(space, region);
    }
    return space->brk = brk;
}

// ---- mremap ----

#define REMAP_MAYMOVE 1u
#define REMAP_FIXED 2u

// The entries of [from, from + length) go to [to, ...) as they are: no page is copied.
static int move_pages(struct space *space, uint64_t from, uint64_t to, uint64_t length)
{
    struct pmap *pmap = &space->pmap;
    for (uint64_t va = pmap_next(pmap, from, from + length); va < from + length;
         va = pmap_next(pmap, va + PAGE_SIZE, from + length)) {
        if (pmap_prepare(pmap, va - from + to) < 0)
            return -ENOMEM;
        pmap_move(pmap, va, va - from + to);
    }
    return 0;
}

static int64_t remap_move(struct space *space, struct region *region, uint64_t old, uint64_t old_length,
                          uint64_t new_length, uint64_t to)
{
    uint64_t offset = region->object ? region->offset + (old - region->start) : 0;
    struct region *fresh =
        region_create(to, to + new_length, region->rights, region->flags & ~REGION_HEAP, region->object, offset);
    if (!fresh)
        return -ENOMEM;
    region_insert(space, fresh);
    int error = move_pages(space, old, to, MIN(old_length, new_length));
    if (error) {
        move_pages(space, to, old, MIN(old_length, new_length));
        space_unmap(space, to, new_length);
        return error;
    }
    space_unmap(space, old, old_length);
    return (int64_t)to;
}

static bool extend_in_place(struct space *space, struct region *region, uint64_t end, uint64_t extra)
{
    if (region->end != end || end + extra > USER_TOP || !range_free(space, end, end + extra))
        return false;
    if (region->object && region->object->kind == OBJECT_SHARED)
        return false;
    uint64_t offset = region->object ? region->offset + (end - region->start) : 0;
    struct region *more = region_create(end, end + extra, region->rights, region->flags, region->object, offset);
    if (!more)
        return false;
    region_insert(space, more);
    return true;
}

int64_t space_remap(struct space *space, uint64_t old, uint64_t old_length, uint64_t new_length, uint32_t flags,
                    uint64_t new_address)
{
    if (old & PAGE_MASK || new_length == 0 || flags & ~(REMAP_MAYMOVE | REMAP_FIXED))
        return -EINVAL;
    if (flags & REMAP_FIXED && (!(flags & REMAP_MAYMOVE) || new_address & PAGE_MASK))
        return -EINVAL;
    old_length = page_up(old_length);
    new_length = page_up(new_length);
    struct region *region = space_find(space, old);
    if (!region || old_length == 0 || region->end < old + old_length)
        return -EFAULT;
    if (flags & REMAP_FIXED) {
        if (!range_valid(new_address, new_length))
            return -EINVAL;
        if (new_address < old + old_length && old < new_address + new_length)
            return -EINVAL;
        int error = space_unmap(space, new_address, new_length);
        if (error)
            return error;
        return remap_move(space, space_find(space, old), old, old_length, new_length, new_address);
    }
    if (new_length <= old_length) {
        if (new_length < old_length)
            space_unmap(space, old + new_length, old_length - new_length);
        return (int64_t)old;
    }
    if (extend_in_place(space, region, old + old_length, new_length - old_length))
        return (int64_t)old;
    if (!(flags & REMAP_MAYMOVE))
        return -ENOMEM;
    uint64_t to = find_free_below(space, MMAP_TOP, new_length);
    return to ? remap_move(space, region, old, old_length, new_length, to) : -ENOMEM;
}

// ---- msync, madvise, mincore ----

int space_sync(struct space *space, uint64_t start, uint64_t length)
{
    uint64_t end = start + page_up(length);
    if (start & PAGE_MASK || end < start)
        return -EINVAL;
    if (!covered(space, start, end))
        return -ENOMEM;
    while (start < end) {
        struct region *r = space_find(space, start);
        if (!r)
            return -ENOMEM;
        uint64_t upto = MIN(r->end, end);
        if (r->object && r->flags & REGION_SHARED && r->object->kind == OBJECT_FILE) {
            uint64_t first = (r->offset + (start - r->start)) >> PAGE_SHIFT;
            struct object *object = r->object;
            object_hold(object);  // the region may go while this sleeps
            int error = object_write_back(object, first, first + ((upto - start) >> PAGE_SHIFT));
            object_release(object);
            if (error)
                return error;
        }
        start = upto;
    }
    return 0;
}

// Push out the pages of [start, end) that only this space maps.
static void page_out(struct space *space, uint64_t start, uint64_t end)
{
    struct pmap *pmap = &space->pmap;
    for (uint64_t va = pmap_next(pmap, start, end); va < end; va = pmap_next(pmap, va + PAGE_SIZE, end)) {
        struct pte_view view = pmap_look(pmap, va);
        if (view.state == PTE_MAPPED && view.frame->maps == 1)
            reclaim_frame(view.frame);
    }
}

#define ADVICE_NORMAL 0
#define ADVICE_RANDOM 1
#define ADVICE_SEQUENTIAL 2
#define ADVICE_WILLNEED 3
#define ADVICE_DONTNEED 4
#define ADVICE_FREE 8
#define ADVICE_PAGEOUT 21

int space_advise(struct space *space, uint64_t start, uint64_t length, int advice)
{
    uint64_t end = start + page_up(length);
    if (start & PAGE_MASK || end < start)
        return -EINVAL;
    switch (advice) {
    case ADVICE_NORMAL:
    case ADVICE_RANDOM:
    case ADVICE_SEQUENTIAL:
    case ADVICE_WILLNEED:
    case ADVICE_FREE: return covered(space, start, end) ? 0 : -ENOMEM;
    case ADVICE_DONTNEED:
        if (!covered(space, start, end))
            return -ENOMEM;
        space_drop_pages(space, start, end);
        return 0;
    case ADVICE_PAGEOUT:
        if (!covered(space, start, end))
            return -ENOMEM;
        page_out(space, start, end);
        return 0;
    default: return -EINVAL;
    }
}

static bool in_core(struct space *space, struct region *region, uint64_t va)
{
    struct pte_view view = pmap_look(&space->pmap, va);
    if (view.state == PTE_MAPPED)
        return true;
    if (view.state == PTE_SWAPPED)
        return swap_cached(view.slot) != NULL;
    return region->object && object_lookup(region->object, (region->offset + (va - region->start)) >> PAGE_SHIFT);
}

int space_mincore(struct space *space, uint64_t start, uint64_t length, uint8_t *vector)
{
    uint64_t end = start + page_up(length);
    if (start & PAGE_MASK)
        return -EINVAL;
    if (end < start || !covered(space, start, end))
        return -ENOMEM;
    for (uint64_t va = start; va < end; va += PAGE_SIZE)
        *vector++ = in_core(space, space_find(space, va), va);
    return 0;
}
