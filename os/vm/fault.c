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
//     where huge pages are wanted (huge.h), absent  ->  RW  a zeroed huge page      MARK_DEMAND_ZERO
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
//   (a read of an object's page takes along up to vm_fault_around - 1 neighbours in memory, which are not counted)
//   any region
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
#include "os/vm/huge.h"
#include "os/vm/marks.h"
#include "os/vm/oom.h"
#include "os/vm/page.h"
#include "os/vm/physical.h"
#include "os/vm/pmap_entry.h"
#include "os/vm/pool.h"
#include "os/vm/reclaim.h"
#include "os/vm/space.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"
#include "os/vm/trace.h"

int64_t vm_zero_page = 1;
int64_t vm_fault_around = 1;
#define AROUND_AT_ONCE 16

// What most faults go through is inlined whatever the compiler thinks of it, and there twice: once as the quick way,
// for faults that need nothing but what is at hand, and that the kernel keeps no records of (trace.h), with nothing but
// marks between the phases; and once, in persist, for all others. `records`, known at compile time, says which. On the
// quick way no function of its own sees the fault, so that it lives in registers: what would need one answers LOOK.
#define ALWAYS_INLINE __attribute__((always_inline)) static inline

// Beside enum vm_result, what a case may answer to step:
#define AGAIN (-1)     // something slept, look again
#define OWN_PAGE (-2)  // the address gets a page of its own: a copy of f->source, or zeroes (NULL)
#define LOOK (-3)      // nobody has looked yet, or only the quick way

struct fault {
    struct space *space;
    uint64_t va;  // of the page
    enum vm_access access;
    uint32_t needs;              // rights, of which any one allows it
    struct region *region;       // these three are looked up in each step
    uint64_t *entry;             // the place of the entry; NULL: its table is not there yet
    struct frame *mapped;        // what is mapped there, or NULL
    const struct frame *source;  // with OWN_PAGE
    unsigned kind;               // MARK_..., what it turned out to be; 0: not known yet
    struct frame *spare;         // a fresh frame, or NULL
    struct frame *page;          // the page that swap_get or object_get gave, held, or NULL
    bool read;                   // a device was asked: a major fault
    bool uncounted;              // the entry allowed the access: on another machine there would have been no fault
};

// The fault turned out to be of this kind.
#define decide(f, code) \
    do { \
        vm_mark(code); \
        (f)->kind = (code); \
    } while (0)

// W implies R in a PTE, so a region that may be written may be read.
static uint32_t rights_for(enum vm_access access)
{
    return access == ACCESS_WRITE ? VM_WRITE : access == ACCESS_READ ? VM_READ | VM_WRITE : VM_EXEC;
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
static inline bool made_room(struct fault *f)
{
    struct pool *pool = pool_at(f->space, f->va);
    return pool && pool_full(pool) && reclaim_from(pool);
}

// What gather does when something is missing.
__attribute__((noinline)) static int gather_missing(struct fault *f, bool frame)
{
    if (frame && !f->spare) {
        f->spare = frame_alloc_user();
        return f->spare ? AGAIN : VM_NO_MEMORY;
    }
    int prepared = pmap_prepare(&f->space->pmap, f->va);
    return prepared < 0 ? VM_NO_MEMORY : AGAIN;
}

// The entry's tables, and a spare frame when asked for, with nothing reclaimed since: VM_FIXED; or AGAIN, or
// VM_NO_MEMORY.
ALWAYS_INLINE int gather(struct fault *f, bool records, bool frame)
{
    fault_phase(records, ALLOCATION);
    if (frame && made_room(f))
        return AGAIN;
    bool lacks_frame = frame && !f->spare && !(f->spare = frame_take_user());
    if (!lacks_frame && f->entry && rmap_ready(1))
        return VM_FIXED;
    return records ? gather_missing(f, frame) : LOOK;
}

// The frame is mapped here now, in place of what the entry showed.
ALWAYS_INLINE void enter(struct fault *f, bool records, struct frame *frame, uint32_t rights, enum vm_access access)
{
    fault_phase(records, TABLE);
    pmap_enter_at(&f->space->pmap, f->va, f->entry, f->mapped, frame, rights, access, records);
}

// What had to come from a device first is of that kind, and its copy is counted besides.
static inline void decide_own_page(struct fault *f, const struct frame *source)
{
    if (!source) {
        vm_stats.demand_zero++;
        decide(f, MARK_DEMAND_ZERO);
    } else if (source->kind == FRAME_ANON) {
        vm_stats.cow_copy++;
        if (f->read)
            decide(f, MARK_SWAP_IN);  // counted when it came
        else
            decide(f, MARK_COW_COPY);
    } else {
        vm_stats.file_copy++;
        if (f->read) {
            vm_stats.file_major++;
            decide(f, MARK_FILE_MAJOR);
        } else {
            decide(f, MARK_FILE_COPY);
        }
    }
}

// OWN_PAGE is done. What was mapped there may lose its last owner.
ALWAYS_INLINE int own_page(struct fault *f, bool records)
{
    const struct frame *source = f->source;
    struct frame *was = f->mapped, *frame;
    int result = gather(f, records, true);
    if (result != VM_FIXED)
        return result;
    frame = f->spare;
    fault_phase(records, FILL);
    if (source)
        page_copy(frame_kva(frame), frame_kva(source));
    else
        page_zero(frame_kva(frame));
    if (f->access != ACCESS_WRITE)
        frame->flags |= FRAME_DIRTY;  // nothing on a device stands for it
    decide_own_page(f, source);
    enter(f, records, frame, f->region->rights, f->access);
    pool_insert(frame, 0);
    pool_adopt(frame, f->space, f->va, 0);
    f->spare = NULL;
    frame_unhold(frame);
    if (was && was->maps == 0)
        frame_settle(was);
    return VM_FIXED;
}

static inline int own_page_of(struct fault *f, const struct frame *source)
{
    f->source = source;
    return OWN_PAGE;
}

// Huge pages are wanted somewhere. Once it has a spare frame, a fault has chosen a small page.
__attribute__((noinline)) static int own_huge_page(struct fault *f)
{
    bool slept = false;
    fault_phase(true, FILL);
    struct frame *block = f->spare ? NULL : huge_gather(f->space, f->va, &slept);
    if (!block)
        return slept ? AGAIN : own_page_of(f, NULL);
    vm_stats.demand_zero++;
    decide(f, MARK_DEMAND_ZERO);
    fault_phase(true, TABLE);
    huge_enter(f->space, f->va, block, f->access);
    return VM_FIXED;
}

ALWAYS_INLINE int anonymous(struct fault *f, bool records)
{
    if (f->access == ACCESS_WRITE || !vm_zero_page)
        return huge_mode == HUGE_NEVER ? own_page_of(f, NULL) : records ? own_huge_page(f) : LOOK;
    int result = gather(f, records, false);
    if (result != VM_FIXED)
        return result;
    vm_stats.zero_page++;
    decide(f, MARK_ZERO_PAGE);
    enter(f, records, zero_frame, region_pte_rights(f->region) & ~VM_WRITE, f->access);
    return VM_FIXED;
}

// The page that the entry shows may be stored into from now on.
static inline void allow_store(struct fault *f, bool records)
{
    fault_phase(records, TABLE);
    pmap_allow_store_at(&f->space->pmap, f->va, f->entry, f->mapped, f->region->rights);
}

static inline int reuse(struct fault *f, bool records)
{
    vm_stats.cow_reuse++;
    vm_stats.pgreuse++;
    decide(f, MARK_COW_REUSE);
    allow_store(f, records);
    return VM_FIXED;
}

// ---- present ----

// As object_allow_write, for a page that nobody holds.
__attribute__((noinline)) static int allow_write(struct frame *frame)
{
    frame_hold(frame);
    int slept = object_allow_write(frame);
    frame_release(frame);
    return slept;
}

// A page of a file that is mapped without W until somebody stores into it.
static int first_store(struct fault *f, struct frame *frame)
{
    int slept = allow_write(frame);
    if (slept)
        return slept < 0 ? result_of(slept) : AGAIN;
    vm_stats.file_minor++;
    decide(f, MARK_FILE_MINOR);
    allow_store(f, true);
    return VM_FIXED;
}

ALWAYS_INLINE int store_to_readable(struct fault *f, bool records)
{
    struct frame *frame = f->mapped;
    if (frame == zero_frame)
        return own_page_of(f, NULL);
    if (f->region->flags & REGION_SHARED)
        return records ? first_store(f, frame) : LOOK;
    if (frame->kind == FRAME_ANON && frame_exclusive(frame))
        return reuse(f, records);
    return own_page_of(f, frame);
}

__attribute__((noinline)) static int allowed_by_entry(struct fault *f, struct pte_view view)
{
    bool update = !view.accessed || (f->access == ACCESS_WRITE && !view.dirty);
    if (update) {
        vm_stats.ad_update++;
        decide(f, MARK_AD_UPDATE);
    } else {
        vm_stats.spurious++;
        decide(f, MARK_SPURIOUS);
    }
    f->uncounted = true;
    fault_phase(true, TABLE);
    pmap_touch(&f->space->pmap, f->va, f->access);  // fences, which a stale TLB entry needs too
    return VM_FIXED;
}

ALWAYS_INLINE int present(struct fault *f, bool records, struct pte_view view)
{
    if (view.rights & f->needs)
        return records ? allowed_by_entry(f, view) : LOOK;
    if (f->access == ACCESS_WRITE && f->mapped)
        return store_to_readable(f, records);
    panic("entry at %lx allows %x, region allows %x", (unsigned long)f->va, view.rights, f->region->rights);
}

// ---- swapped ----

static inline void drop_page(struct fault *f)
{
    if (!f->page)
        return;
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

__attribute__((noinline)) static int swapped(struct fault *f, uint32_t slot)
{
    if (!f->page || f->page->slot != slot || f->page->flags & FRAME_LOCKED) {
        drop_page(f);
        int error = swap_get(slot, !pool_at(f->space, f->va), &f->page, &f->read);
        return error ? result_of(error) : AGAIN;
    }
    if (made_room(f))
        return AGAIN;
    int result = gather(f, true, false);
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
    enter(f, true, f->page, rights, copy_next ? ACCESS_READ : f->access);
    pool_adopt(f->page, f->space, f->va, swap_shadow(slot));
    swap_unref(slot);
    slot_done(f->page, slot);
    return copy_next ? AGAIN : VM_FIXED;
}

// ---- pages of objects ----

__attribute__((noinline)) static int physical(struct fault *f, uint64_t pa)
{
    int result = physical_allowed(pa, PAGE_SIZE) ? gather(f, true, false) : VM_BEYOND_END;
    if (result != VM_FIXED)
        return result;
    vm_stats.file_minor++;
    decide(f, MARK_FILE_MINOR);
    fault_phase(true, TABLE);
    pmap_enter_physical(&f->space->pmap, f->va, pa, region_pte_rights(f->region));
    return VM_FIXED;
}

static inline void decide_minor(struct fault *f)
{
    vm_stats.file_minor++;
    decide(f, MARK_FILE_MINOR);
}

static inline void decide_read(struct fault *f, const struct object *object)
{
    if (object->kind == OBJECT_SHARED) {
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
__attribute__((noinline)) static void enter_neighbours(struct pmap *pmap, struct region *region, uint64_t around_va)
{
    uint64_t block = (uint64_t)vm_fault_around * PAGE_SIZE, start = ROUND_DOWN(around_va, block);
    struct range around = range_clip(region_range(region), (struct range){start, start + block});
    struct frame *pages[AROUND_AT_ONCE];
    uint8_t rights[AROUND_AT_ONCE];
    for (uint64_t va = around.start; va < around.end;) {
        uint64_t left = (around.end - va) >> PAGE_SHIFT;
        unsigned count = object_lookup_run(region->object, region_offset_at(region, va) >> PAGE_SHIFT, pages,
                                           (unsigned)MIN(left, AROUND_AT_ONCE));
        for (unsigned i = 0; i < count; i++)
            rights[i] = pages[i] ? (uint8_t)rights_to(region, pages[i]) : 0;
        vm_stats.file_around += pmap_enter_run(pmap, va, pages, rights, count);
        va += count * PAGE_SIZE;
    }
}

// The page is not in memory, or on its way: gets it from its device, or waits.
__attribute__((noinline)) static int bring(struct fault *f, struct object *object, uint64_t index)
{
    drop_page(f);
    object_hold(object);  // the region may go while this sleeps
    int error = object_get(object, index, &f->page, &f->read);
    object_release_later(object);
    return error ? result_of(error) : AGAIN;
}

ALWAYS_INLINE int from_object(struct fault *f, bool records)
{
    struct region *region = f->region;
    struct object *object = region->object;
    uint64_t index = (region->offset + (f->va - region->start)) >> PAGE_SHIFT;
    if (object->kind == OBJECT_PHYSICAL)
        return records ? physical(f, index << PAGE_SHIFT) : LOOK;
    if (!object_has(object, index))
        return VM_BEYOND_END;
    struct frame *page = object_lookup(object, index);
    if (!page || page->flags & FRAME_LOCKED)
        return records ? bring(f, object, index) : LOOK;
    if (f->access == ACCESS_WRITE && !(region->flags & REGION_SHARED))
        return own_page_of(f, page);
    int result = gather(f, records, false);
    if (result != VM_FIXED)
        return result;
    if (f->access == ACCESS_WRITE && (result = allow_write(page)))
        return result < 0 ? result_of(result) : AGAIN;
    if (f->read)
        decide_read(f, object);
    else
        decide_minor(f);
    enter(f, records, page, rights_to(region, page), f->access);
    if (vm_fault_around > 1 && f->access != ACCESS_WRITE && !(region->flags & REGION_RANDOM))
        enter_neighbours(&f->space->pmap, region, f->va);
    return VM_FIXED;
}

// ---- the path ----

// The region of the address, if need be a stack that grows down to it.
static inline struct region *region_of(struct fault *f)
{
    struct region *region = space_recent(f->space, f->va);
    if (region || f->va >= USER_END)
        return region;
    return space_find_or_grow(f->space, f->va);
}

// What the entry says now.
ALWAYS_INLINE struct pte_view look(struct fault *f)
{
    f->entry = pmap_place(&f->space->pmap, f->va);
    // Without a place there is no table, or a huge page, which allows all that its region does.
    struct pte_view view = pte_view_of(f->entry ? *f->entry : pmap_in_huge(&f->space->pmap, f->va));
    f->mapped = view.frame;
    return view;
}

ALWAYS_INLINE int look_and_act(struct fault *f, bool records)
{
    fault_phase(records, LOOKUP);
    f->region = region_of(f);
    if (!f->region)
        return VM_BAD_ADDRESS;
    if (!(f->region->rights & f->needs))
        return VM_BAD_ACCESS;
    struct pte_view view = look(f);
    switch (view.state) {
    case PTE_MAPPED:
    case PTE_PHYSICAL: return present(f, records, view);
    case PTE_SWAPPED: return records ? swapped(f, view.slot) : LOOK;
    default: return f->region->object ? from_object(f, records) : anonymous(f, records);
    }
}

ALWAYS_INLINE int step(struct fault *f, bool records)
{
    int result = look_and_act(f, records);
    return result == OWN_PAGE ? own_page(f, records) : result;
}

// Something slept or is missing: until that is over.
__attribute__((noinline)) static int persist(struct fault *f, int result)
{
    while (result == LOOK || result == AGAIN || (result == VM_NO_MEMORY && oom_relieve())) {
        vm_stats.fault_again += result != LOOK;
        result = step(f, true);
    }
    return result;
}

static inline void account_fixed(const struct fault *f)
{
    if (f->uncounted)
        return;
    vm_stats.pgfault++;
    if (f->read) {
        vm_stats.pgmajfault++;
        current->major_faults++;
    } else {
        current->minor_faults++;
    }
}

static void account_refused(struct fault *f, int result)
{
    switch (result) {
    case VM_BAD_ADDRESS:
        vm_stats.bad_address++;
        decide(f, MARK_BAD_ADDRESS);
        break;
    case VM_BAD_ACCESS:
        vm_stats.bad_access++;
        decide(f, MARK_BAD_ACCESS);
        break;
    case VM_BEYOND_END:
        vm_stats.fault_failed++;
        decide(f, MARK_BEYOND_END);
        break;
    default: vm_stats.fault_failed++; decide(f, MARK_FAULT_FAILED);
    }
}

static inline void start(struct fault *f, struct space *space, uint64_t va, enum vm_access access)
{
    f->space = space;
    f->va = page_down(va);
    f->access = access;
    f->needs = rights_for(access);
    f->kind = 0;
    f->spare = f->page = NULL;
    f->source = NULL;
    f->read = f->uncounted = false;
}

static inline void finish(struct fault *f)
{
    drop_page(f);
    if (f->spare)
        frame_release(f->spare);
    space_note_resident(f->space);
}

// The quick way has ended with `result`, or was not taken (LOOK); `spare` is what it has gathered.
__attribute__((noinline)) static int fault_slowly(struct space *space, uint64_t va, enum vm_access access, int result,
                                                  struct frame *spare)
{
    struct fault f;
    start(&f, space, va, access);
    f.spare = spare;
    if (vm_trace)
        trace_begin(va, access);
    result = persist(&f, result);
    finish(&f);
    if (result == VM_FIXED)
        account_fixed(&f);
    else
        account_refused(&f, result);
    vm_mark(MARK_PHASE_RETURN);
    if (vm_trace)
        trace_end(f.kind);
    return result;
}

int vm_fault(struct space *space, uint64_t va, enum vm_access access)
{
    struct fault f;
    start(&f, space, va, access);
    int result = __builtin_expect(vm_trace, 0) ? LOOK : step(&f, false);
    if (__builtin_expect(result != VM_FIXED, 0))
        return fault_slowly(space, va, access, result, f.spare);
    space_note_resident(space);
    account_fixed(&f);
    vm_mark(MARK_PHASE_RETURN);
    return VM_FIXED;
}

int vm_recall(struct space *space, uint64_t va)
{
    struct fault f;
    int result;
    start(&f, space, va, ACCESS_READ);
    do {
        f.region = space_find(space, va);
        struct pte_view view = look(&f);
        result = f.region && view.state == PTE_SWAPPED ? swapped(&f, view.slot) : VM_FIXED;
    } while (result == AGAIN);
    finish(&f);
    return result == VM_FIXED ? 0 : result == VM_NO_MEMORY ? -ENOMEM : -EIO;
}
