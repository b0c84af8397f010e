// SPDX-License-Identifier: Apache-2.0
// The one fault path.
//
// What the entry says, in a region that allows the access, and what it becomes ("R" is readable, "RW" writable):
//
//   private anonymous region
//     absent            read    ->  R   the zero frame                              MARK_ZERO_PAGE
//                       write   ->  RW  a zeroed frame                              MARK_DEMAND_ZERO
//     R  zero frame     write   ->  RW  a zeroed frame                              MARK_DEMAND_ZERO
//     swapped           read    ->  RW  the frame from the cache or the device, R when it has another owner
//                       write   ->  the same, then as below if R                    MARK_SWAP_IN, MARK_SWAP_CACHED
//     R  one owner      write   ->  RW  the same frame                              MARK_COW_REUSE
//     R  many owners    write   ->  RW  a copy; the others keep the frame           MARK_COW_COPY
//     (without vm_zero_page, a first read is as a first write, but leaves D clear)
//   private file region
//     absent            read    ->  R   the page cache's frame                      MARK_FILE_MINOR, MARK_FILE_MAJOR
//                       write   ->  RW  a copy of it                                MARK_FILE_COPY
//     R  page cache     write   ->  RW  a copy of it                                MARK_FILE_COPY
//     else as anonymous: the copy belongs to the space
//   shared region (file or memory)
//     absent            any     ->  RW  the object's frame; R, when it is a clean page of a file and this no store
//     R  clean          write   ->  RW  the same frame, once its place in the file is sure   MARK_FILE_MINOR
//   region of physical memory (always shared)
//     absent            any     ->  the address itself: nobody's page                MARK_FILE_MINOR
//   a read of an object's page takes along up to vm_fault_around - 1 neighbours that are in memory; they are not
//   counted any
//     allowed by the entry, A or D clear  ->  A (and D) set: Svade                  MARK_AD_UPDATE
//     allowed by the entry                ->  as it is: someone was faster          MARK_SPURIOUS
//
// Owners of a frame are its PTEs and the references to the slot that caches it.
//
// Each step checks everything and gathers what it needs (a frame, tables, the page); what may sleep answers AGAIN,
// and the next step looks at region and entry afresh. The step that changes the table neither sleeps nor fails.
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/vm/marks.h"
#include "os/vm/oom.h"
#include "os/vm/page.h"
#include "os/vm/physical.h"
#include "os/vm/pool.h"
#include "os/vm/reclaim.h"
#include "os/vm/space.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"
#include "os/vm/trace.h"

int64_t vm_zero_page = 1;
int64_t vm_fault_around = 1;

#define AGAIN (-1)  // beside enum vm_result: something slept, look again

struct fault {
    struct space *space;
    uint64_t va;  // of the page
    enum vm_access access;
    struct region *region;  // these two are looked up in each step
    struct pte_view view;
    unsigned kind;        // MARK_..., what it turned out to be; 0: not known yet
    struct frame *spare;  // a fresh frame, or NULL
    struct frame *page;   // the page that swap_get or object_get gave, held, or NULL
    bool read;            // a device was asked: a major fault
    bool uncounted;       // the entry allowed the access: on another machine there would have been no fault
};

// The fault turned out to be of this kind.
#define decide(f, code) \
    do { \
        vm_mark(code); \
        (f)->kind = (code); \
    } while (0)

static uint32_t right_for(enum vm_access access)
{
    return access == ACCESS_WRITE ? VM_WRITE : access == ACCESS_EXEC ? VM_EXEC : VM_READ;
}

// W implies R in a PTE, so a region that may be written may be read.
static bool allows(uint32_t rights, enum vm_access access)
{
    if (access == ACCESS_READ && rights & VM_WRITE)
        return true;
    return rights & right_for(access);
}

static int result_of(int error)
{
    switch (error) {
    case -EAGAIN: return AGAIN;
    case -ENOMEM: return VM_NO_MEMORY;
    case -EFAULT: return VM_BEYOND_END;
    default: return VM_IO_ERROR;
    }
}

// A page more is about to be in memory: a limited pool that is full gives one of its own for it. True: look again.
static bool made_room(struct fault *f)
{
    struct pool *pool = pool_at(f->space, f->va);
    return pool && pool_full(pool) && reclaim_from(pool);
}

// The entry's tables, and a spare frame when asked for, with nothing reclaimed since: VM_FIXED; or AGAIN, or
// VM_NO_MEMORY.
static int gather(struct fault *f, bool frame)
{
    fault_phase(ALLOCATION);
    if (frame && made_room(f))
        return AGAIN;
    if (frame && !f->spare && !(f->spare = frame_take_user())) {
        f->spare = frame_alloc_user();
        return f->spare ? AGAIN : VM_NO_MEMORY;
    }
    int prepared = pmap_prepare(&f->space->pmap, f->va);
    return prepared < 0 ? VM_NO_MEMORY : prepared > 0 ? AGAIN : VM_FIXED;
}

// The spare frame becomes the private page of this address; what was mapped there may lose its last owner.
static void enter_spare(struct fault *f)
{
    struct frame *frame = f->spare;
    fault_phase(TABLE);
    struct pte_view was = pmap_enter(&f->space->pmap, f->va, frame, region_pte_rights(f->region), f->access);
    pool_insert(frame, 0);
    pool_adopt(frame, f->space, f->va, 0);
    f->spare = NULL;
    frame_release(frame);
    if (was.state == PTE_MAPPED)
        frame_settle(was.frame);
}

static int demand_zero(struct fault *f)
{
    int result = gather(f, true);
    if (result != VM_FIXED)
        return result;
    fault_phase(FILL);
    page_zero(frame_kva(f->spare));
    if (f->access != ACCESS_WRITE)
        f->spare->flags |= FRAME_DIRTY;  // nothing on a device stands for it
    vm_stats.demand_zero++;
    decide(f, MARK_DEMAND_ZERO);
    enter_spare(f);
    return VM_FIXED;
}

static int anonymous(struct fault *f)
{
    if (f->access == ACCESS_WRITE || !vm_zero_page)
        return demand_zero(f);
    int result = gather(f, false);
    if (result != VM_FIXED)
        return result;
    vm_stats.zero_page++;
    decide(f, MARK_ZERO_PAGE);
    fault_phase(TABLE);
    pmap_enter(&f->space->pmap, f->va, zero_frame, region_pte_rights(f->region) & ~VM_WRITE, f->access);
    return VM_FIXED;
}

// What had to come from a device first is of that kind, and its copy is counted besides.
static void decide_copy(struct fault *f, const struct frame *source)
{
    if (source->kind == FRAME_ANON) {
        vm_stats.cow_copy++;
        if (f->read)
            decide(f, MARK_SWAP_IN);  // counted when it came
        else
            decide(f, MARK_COW_COPY);
        return;
    }
    vm_stats.file_copy++;
    if (f->read) {
        vm_stats.file_major++;
        decide(f, MARK_FILE_MAJOR);
    } else {
        decide(f, MARK_FILE_COPY);
    }
}

static int copy_from(struct fault *f, const struct frame *source)
{
    int result = gather(f, true);
    if (result != VM_FIXED)
        return result;
    fault_phase(FILL);
    page_copy(frame_kva(f->spare), frame_kva(source));
    decide_copy(f, source);
    enter_spare(f);
    return VM_FIXED;
}

static int reuse(struct fault *f)
{
    vm_stats.cow_reuse++;
    vm_stats.pgreuse++;
    decide(f, MARK_COW_REUSE);
    fault_phase(TABLE);
    pmap_protect(&f->space->pmap, f->va, region_pte_rights(f->region));
    pmap_touch(&f->space->pmap, f->va, ACCESS_WRITE);
    return VM_FIXED;
}

// ---- present ----

// A page of a file that is mapped without W until somebody stores into it.
static int first_store(struct fault *f, struct frame *frame)
{
    frame_hold(frame);
    int slept = object_allow_write(frame);
    frame_release(frame);
    if (slept)
        return slept < 0 ? result_of(slept) : AGAIN;
    vm_stats.file_minor++;
    decide(f, MARK_FILE_MINOR);
    pmap_protect(&f->space->pmap, f->va, region_pte_rights(f->region));
    pmap_touch(&f->space->pmap, f->va, ACCESS_WRITE);
    return VM_FIXED;
}

static int store_to_readable(struct fault *f)
{
    struct frame *frame = f->view.frame;
    if (frame == zero_frame)
        return demand_zero(f);
    if (f->region->flags & REGION_SHARED)
        return first_store(f, frame);
    if (frame->kind == FRAME_ANON && frame_exclusive(frame))
        return reuse(f);
    return copy_from(f, frame);
}

static int allowed_by_entry(struct fault *f)
{
    bool update = !f->view.accessed || (f->access == ACCESS_WRITE && !f->view.dirty);
    if (update) {
        vm_stats.ad_update++;
        decide(f, MARK_AD_UPDATE);
    } else {
        vm_stats.spurious++;
        decide(f, MARK_SPURIOUS);
    }
    f->uncounted = true;
    fault_phase(TABLE);
    pmap_touch(&f->space->pmap, f->va, f->access);  // fences, which a stale TLB entry needs too
    return VM_FIXED;
}

static int present(struct fault *f)
{
    if (allows(f->view.rights, f->access))
        return allowed_by_entry(f);
    if (f->access == ACCESS_WRITE)
        return store_to_readable(f);
    panic("entry at %lx allows %x, region allows %x", (unsigned long)f->va, f->view.rights, f->region->rights);
}

// ---- swapped ----

static void drop_page(struct fault *f)
{
    if (f->page)
        frame_release(f->page);
    f->page = NULL;
}

// A copy on the device of a page that will live on in memory is a luxury when swap is more than half full. A slot that
// is being written stays its page's until that is over.
static void slot_done(struct frame *frame, uint32_t slot)
{
    if (swap_refs(slot) == 0 && swap_crowded(slot) && !(frame->flags & FRAME_WRITEBACK)) {
        swap_cache_drop(frame);
        frame->flags |= FRAME_DIRTY;
    }
}

static int swapped(struct fault *f)
{
    uint32_t slot = f->view.slot;
    if (!f->page || f->page->slot != slot || f->page->flags & FRAME_LOCKED) {
        drop_page(f);
        int error = swap_get(slot, &f->page, &f->read);
        return error ? result_of(error) : AGAIN;
    }
    if (made_room(f))
        return AGAIN;
    int result = gather(f, false);
    if (result != VM_FIXED)
        return result;

    bool alone = f->page->maps == 0 && swap_refs(slot) == 1;
    uint32_t rights = region_pte_rights(f->region) & (alone ? ~0u : ~VM_WRITE);
    bool copy_next = !alone && f->access == ACCESS_WRITE;
    if (f->read)
        vm_stats.swap_in++;
    else
        vm_stats.swap_cached++;
    if (!copy_next) {
        if (f->read)
            decide(f, MARK_SWAP_IN);
        else
            decide(f, MARK_SWAP_CACHED);
    }
    fault_phase(TABLE);
    pmap_enter(&f->space->pmap, f->va, f->page, rights, copy_next ? ACCESS_READ : f->access);
    pool_adopt(f->page, f->space, f->va, swap_shadow(slot));
    swap_unref(slot);
    slot_done(f->page, slot);
    return copy_next ? AGAIN : VM_FIXED;
}

// ---- pages of objects ----

static bool page_is(const struct frame *page, const struct object *object, uint64_t index)
{
    return page && page->kind == FRAME_CACHED && page->object == object && page->index == index &&
           !(page->flags & FRAME_LOCKED);
}

static int physical(struct fault *f, uint64_t pa)
{
    int result = physical_allowed(pa, PAGE_SIZE) ? gather(f, false) : VM_BEYOND_END;
    if (result != VM_FIXED)
        return result;
    vm_stats.file_minor++;
    decide(f, MARK_FILE_MINOR);
    fault_phase(TABLE);
    pmap_enter_physical(&f->space->pmap, f->va, pa, region_pte_rights(f->region));
    return VM_FIXED;
}

static void decide_from_object(struct fault *f, const struct object *object)
{
    if (!f->read) {
        vm_stats.file_minor++;
        decide(f, MARK_FILE_MINOR);
    } else if (object->kind == OBJECT_SHARED) {
        vm_stats.swap_in++;
        decide(f, MARK_SWAP_IN);
    } else {
        vm_stats.file_major++;
        decide(f, MARK_FILE_MAJOR);
    }
}

// What a region may be granted to a page of its object.
static uint32_t rights_to(const struct region *region, const struct frame *page)
{
    bool store = region->flags & REGION_SHARED && object_writable(page);
    return region_pte_rights(region) & (store ? ~0u : ~VM_WRITE);
}

// Neighbours of the page in its object that are in memory anyway are entered with it, up to vm_fault_around pages in an
// aligned block: then they need no fault of their own. What would need memory or a device is left.
static void enter_neighbours(const struct fault *f)
{
    struct region *region = f->region;
    struct pmap *pmap = &f->space->pmap;
    uint64_t block = (uint64_t)vm_fault_around * PAGE_SIZE, start = ROUND_DOWN(f->va, block);
    struct range around = range_clip(region_range(region), (struct range){start, start + block});
    for (uint64_t va = around.start; va < around.end; va += PAGE_SIZE) {
        if (pmap_look(pmap, va).state != PTE_ABSENT)
            continue;
        struct frame *page = object_lookup(region->object, region_offset_at(region, va) >> PAGE_SHIFT);
        if (!page || page->flags & FRAME_LOCKED)
            continue;
        if (pmap_prepare(pmap, va) != 0)
            return;  // it may have slept
        pmap_enter(pmap, va, page, rights_to(region, page), ACCESS_READ);
        vm_stats.file_around++;
    }
}

static int from_object(struct fault *f)
{
    struct region *region = f->region;
    uint64_t index = (region->offset + (f->va - region->start)) >> PAGE_SHIFT;
    if (region->object->kind == OBJECT_PHYSICAL)
        return physical(f, index << PAGE_SHIFT);
    if (!object_has(region->object, index))
        return VM_BEYOND_END;
    if (!page_is(f->page, region->object, index)) {
        drop_page(f);
        struct object *object = region->object;
        object_hold(object);  // the region may go while this sleeps
        int error = object_get(object, index, &f->page, &f->read);
        object_release_later(object);
        return error ? result_of(error) : AGAIN;
    }
    if (f->access == ACCESS_WRITE && !(region->flags & REGION_SHARED))
        return copy_from(f, f->page);
    int result = gather(f, false);
    if (result != VM_FIXED)
        return result;
    if (f->access == ACCESS_WRITE && (result = object_allow_write(f->page)))
        return result < 0 ? result_of(result) : AGAIN;
    decide_from_object(f, region->object);
    fault_phase(TABLE);
    pmap_enter(&f->space->pmap, f->va, f->page, rights_to(region, f->page), f->access);
    if (vm_fault_around > 1 && f->access != ACCESS_WRITE)
        enter_neighbours(f);
    return VM_FIXED;
}

// ---- the path ----

static int step(struct fault *f)
{
    fault_phase(LOOKUP);
    f->region = f->va < USER_END ? space_find_or_grow(f->space, f->va) : NULL;
    if (!f->region)
        return VM_BAD_ADDRESS;
    if (!allows(f->region->rights, f->access))
        return VM_BAD_ACCESS;
    f->view = pmap_look(&f->space->pmap, f->va);
    switch (f->view.state) {
    case PTE_MAPPED:
    case PTE_PHYSICAL: return present(f);
    case PTE_SWAPPED: return swapped(f);
    default: return f->region->object ? from_object(f) : anonymous(f);
    }
}

static void account(struct fault *f, int result)
{
    switch (result) {
    case VM_FIXED:
        if (f->uncounted)
            break;
        vm_stats.pgfault++;
        vm_stats.pgmajfault += f->read;
        if (f->read)
            current->major_faults++;
        else
            current->minor_faults++;
        break;
    case VM_BAD_ADDRESS:
        vm_stats.bad_address++;
        decide(f, MARK_BAD_ADDRESS);
        break;
    case VM_BAD_ACCESS:
        vm_stats.bad_access++;
        decide(f, MARK_BAD_ACCESS);
        break;
    case VM_BEYOND_END: decide(f, MARK_BEYOND_END); break;
    default: decide(f, MARK_FAULT_FAILED);
    }
}

static void start(struct fault *f, struct space *space, uint64_t va, enum vm_access access)
{
    f->space = space;
    f->va = page_down(va);
    f->access = access;
    f->kind = 0;
    f->spare = f->page = NULL;
    f->read = f->uncounted = false;
}

static void finish(struct fault *f)
{
    drop_page(f);
    if (f->spare)
        frame_release(f->spare);
    space_note_peak(f->space);
}

int vm_fault(struct space *space, uint64_t va, enum vm_access access)
{
    struct fault f;
    int result;
    start(&f, space, va, access);
    if (vm_trace)
        trace_begin(va, access);
    do
        result = step(&f);
    while (result == AGAIN || (result == VM_NO_MEMORY && oom_relieve()));
    finish(&f);
    account(&f, result);
    vm_mark(MARK_PHASE_RETURN);
    if (vm_trace)
        trace_end(f.kind);
    return result;
}

int vm_recall(struct space *space, uint64_t va)
{
    struct fault f;
    int result;
    start(&f, space, va, ACCESS_READ);
    do {
        f.region = space_find(space, va);
        f.view = pmap_look(&space->pmap, va);
        result = f.region && f.view.state == PTE_SWAPPED ? swapped(&f) : VM_FIXED;
    } while (result == AGAIN);
    finish(&f);
    return result == VM_FIXED ? 0 : result == VM_NO_MEMORY ? -ENOMEM : -EIO;
}
