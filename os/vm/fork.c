// SPDX-License-Identifier: Apache-2.0
// The copy of a space. Regions are copied, private pages are shared: both sides lose W, and the first to write takes a
// copy (fault.c). Pages of objects are not copied at all: the child finds them again through the object.
//
// The parent's lock keeps its regions as they are, but not its entries: while this sleeps for a table, reclaim and the
// faults of other threads may change them. So pmap_share_some looks at each after the last sleep.
#include "os/lib/string.h"
#include "os/vm/commit.h"
#include "os/vm/marks.h"
#include "os/vm/page.h"
#include "os/vm/pool.h"
#include "os/vm/space.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

int64_t vm_eager_fork;

static int share_pages(struct space *parent, struct space *child, struct range range)
{
    while (!range_empty(range)) {
        if (pmap_share_some(&parent->pmap, &child->pmap, &range.start, range.end, swap_ref))
            return -ENOMEM;
        if (!range_empty(range) && give_way())
            return -EINTR;
    }
    return 0;
}

// One page of the parent, at once: 1 when memory for it was got, so that this may have slept and nothing is done yet.
static int copy_page(struct space *parent, struct space *child, const struct region *twin, uint64_t va,
                     struct frame **spare)
{
    if (!*spare && !(*spare = frame_take_user())) {
        *spare = frame_alloc_user();
        return *spare ? 1 : -ENOMEM;
    }
    int prepared = pmap_prepare(&child->pmap, va);
    if (prepared != 0)
        return prepared;
    page_copy(frame_kva(*spare), frame_kva(pmap_look(&parent->pmap, va).frame));
    pmap_enter(&child->pmap, va, *spare, region_pte_rights(twin), ACCESS_READ);
    (*spare)->flags |= FRAME_DIRTY;
    pool_insert(*spare, 0);
    frame_release(*spare);
    *spare = NULL;
    vm_stats.fork_copy++;
    return 0;
}

// vm.eager_fork: what fork did before there was copy-on-write. Pages in swap stay shared there.
static int copy_pages(struct space *parent, struct space *child, const struct region *twin)
{
    struct pmap *from = &parent->pmap;
    struct frame *spare = NULL;
    struct range range = region_range(twin);
    int error = 0;
    for (uint64_t va = pmap_next(from, range.start, range.end); va < range.end && error >= 0;
         va = pmap_next(from, va + PAGE_SIZE, range.end)) {
        struct pte_view view;
        while ((view = pmap_look(from, va)).state == PTE_MAPPED && view.frame->kind == FRAME_ANON) {
            error = copy_page(parent, child, twin, va, &spare);
            if (error <= 0)
                break;
        }
        if (view.state != PTE_MAPPED || view.frame->kind != FRAME_ANON)
            error = share_pages(parent, child, (struct range){va, va + PAGE_SIZE});
        if (error >= 0 && give_way())
            error = -EINTR;
    }
    if (spare)
        frame_release(spare);
    return error;
}

static int copy_region(struct space *parent, struct space *child, const struct region *region)
{
    uint32_t flags = region->flags & ~REGION_LOCKS;  // locks are not inherited
    uint64_t pages = range_pages(region_range(region));
    if (flags & REGION_ACCOUNT && !commit_allows(child, pages))
        return -ENOMEM;
    struct region *twin = region_alloc();
    if (!twin)
        return -ENOMEM;
    region_make(twin, region_range(region), region->rights, flags, region->object, region->offset, region->file);
    region_insert_before(child, twin, NULL);  // they come in order
    if (flags & (REGION_SHARED | REGION_WIPEFORK))
        return 0;
    // A stack may have grown since.
    return vm_eager_fork ? copy_pages(parent, child, twin) : share_pages(parent, child, region_range(twin));
}

static int copy_regions(struct space *parent, struct space *child)
{
    int error = 0;
    for (struct region *r = parent->regions; r && !error; r = r->next)
        if (!(r->flags & REGION_NOFORK))
            error = copy_region(parent, child, r);
    return error;
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
    if (parent->program)
        space_set_program(child, parent->program);  // the parent's hold keeps writers away
}

int space_fork(struct space *parent, struct space **child_out)
{
    struct space *child = space_create();
    if (!child)
        return -ENOMEM;
    vm_mark(MARK_FORK_BEGIN);
    int error = lock_take_killable(&parent->lock);
    if (!error) {
        copy_description(parent, child);
        error = copy_regions(parent, child);
        space_note_resident(child);
        lock_drop(&parent->lock);
    }
    vm_mark(MARK_FORK_END);
    if (error)
        space_release(child);
    else
        *child_out = child;
    return error;
}
