// SPDX-License-Identifier: Apache-2.0
// vm_check: walk every space and recompute what each count should be. Each frame and slot is checked by counting in
// the page tables the entries that name it, so nothing that is checked is taken from what is checked against.
#include "os/vm/check.h"

#include "os/lib/printf.h"
#include "os/vm/buddy.h"
#include "os/vm/commit.h"
#include "os/vm/kmap.h"
#include "os/vm/pool.h"
#include "os/vm/populate.h"
#include "os/vm/space.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

struct audit {
    char *report;
    size_t size, length;
    unsigned wrong;
    uint64_t huge;      // huge pages of all spaces
    uint64_t promised;  // pages of regions and objects that count in Committed_AS
};

#define REPORTED 16  // disagreements described; the rest are counted

__attribute__((format(printf, 2, 3))) static void complain(struct audit *a, const char *format, ...)
{
    if (a->wrong++ >= REPORTED || a->length + 1 >= a->size)
        return;
    va_list args;
    va_start(args, format);
    a->length += (size_t)vsnprintf(a->report + a->length, a->size - a->length, format, args);
    va_end(args);
    if (a->length >= a->size)
        a->length = a->size - 1;
}

static void expect(struct audit *a, const char *what, uint64_t where, uint64_t have, uint64_t should)
{
    if (have != should)
        complain(a, "%s at %lx: %lu, should be %lu\n", what, (unsigned long)where, (unsigned long)have,
                 (unsigned long)should);
}

// ---- spaces ----

// What one space's entries add up to.
struct sums {
    uint32_t anon, file, shared, swapped, zero, physical;
    uint32_t in_huge;  // pages that huge pages are made of
};

static bool frame_knows(const struct frame *frame, const struct pmap *pmap, uint64_t va)
{
    if (frame->maps == 0)
        return false;
    for (const struct mapping *m = &frame->first; m; m = m->next)
        if (m->pmap == pmap && m->va == va)
            return true;
    return false;
}

static void check_mapped(struct audit *a, struct space *space, const struct region *region, uint64_t va,
                         struct pte_view view, struct sums *sums)
{
    const struct frame *frame = view.frame;
    if (!frame || (frame->kind != FRAME_ANON && frame->kind != FRAME_CACHED && frame != zero_frame)) {
        complain(a, "entry %lx maps a frame that is not a user page\n", (unsigned long)va);
        return;
    }
    if (view.rights & ~region_pte_rights(region))
        complain(a, "entry %lx allows more than its region\n", (unsigned long)va);
    if (frame == zero_frame) {
        sums->zero++;
        if (view.rights & VM_WRITE)
            complain(a, "the zero frame is writable at %lx\n", (unsigned long)va);
        return;
    }
    if (!frame_knows(frame, &space->pmap, va))
        complain(a, "the frame at %lx does not know its entry\n", (unsigned long)va);
    if (frame->kind == FRAME_ANON) {
        sums->anon++;
        bool alone = frame->maps == 1 && (!frame->slot || swap_refs(frame->slot) == 0);
        if (view.rights & VM_WRITE && !alone)
            complain(a, "shared page writable at %lx\n", (unsigned long)va);
        return;
    }
    if (frame->flags & FRAME_SHMEM)
        sums->shared++;
    else
        sums->file++;
    uint64_t index = (region->offset + (va - region->start)) >> PAGE_SHIFT;
    if (frame->object != region->object || frame->index != index)
        complain(a, "entry %lx shows another page than its region\n", (unsigned long)va);
    if (view.rights & VM_WRITE && !(region->flags & REGION_SHARED))
        complain(a, "page cache writable in a private region at %lx\n", (unsigned long)va);
    if (view.rights & VM_WRITE && !object_writable(frame))
        complain(a, "clean page of a file writable at %lx\n", (unsigned long)va);
}

// A page of a huge one: all of it is in one private region, one aligned block of frames, and has no other owner.
static void check_huge(struct audit *a, const struct region *region, uint64_t va, struct pte_view view,
                       struct sums *sums)
{
    const struct frame *frame = view.frame;
    uint64_t start = ROUND_DOWN(va, HUGE_SIZE);
    sums->in_huge++;
    if (start < region->start || start + HUGE_SIZE > region->end || region->object)
        complain(a, "huge page at %lx does not lie in one private region\n", (unsigned long)start);
    if (view.rights != region_pte_rights(region))
        complain(a, "huge page at %lx allows other than its region\n", (unsigned long)start);
    if (!frame || frame->kind != FRAME_ANON || frame->maps != 1 || frame->slot)
        complain(a, "the page at %lx of a huge page has another owner\n", (unsigned long)va);
    else if ((frame_pa(frame) ^ va) & (HUGE_SIZE - 1))
        complain(a, "the page at %lx is not at its place in a huge page\n", (unsigned long)va);
}

static void check_physical(struct audit *a, const struct region *region, uint64_t va, struct pte_view view,
                           struct sums *sums)
{
    sums->physical++;
    bool right = region && region->object && region->object->kind == OBJECT_PHYSICAL &&
                 view.pa == region->offset + (va - region->start);
    if (!right || view.rights & ~region_pte_rights(region))
        complain(a, "entry %lx shows another address than its region\n", (unsigned long)va);
}

static void check_entries(struct audit *a, struct space *space)
{
    struct sums sums = {0};
    struct pmap *pmap = &space->pmap;
    for (uint64_t va = pmap_next(pmap, 0, USER_END); va < USER_END; va = pmap_next(pmap, va + PAGE_SIZE, USER_END)) {
        struct pte_view view = pmap_look(pmap, va);
        const struct region *region = space_find(space, va);
        if (!region)
            complain(a, "entry %lx lies in no region\n", (unsigned long)va);
        else if (view.state == PTE_MAPPED)
            check_mapped(a, space, region, va, view, &sums);
        if (region && view.level > 0)
            check_huge(a, region, va, view, &sums);
        if (view.state == PTE_PHYSICAL)
            check_physical(a, region, va, view, &sums);
        if (view.state != PTE_SWAPPED)
            continue;
        sums.swapped++;
        if (swap_valid(view.slot))
            swap_audit_name(view.slot);
        else
            complain(a, "entry %lx names slot %u\n", (unsigned long)va, view.slot);
    }
    expect(a, "anonymous pages", pmap->root, pmap->anon, sums.anon);
    expect(a, "file pages", pmap->root, pmap->file, sums.file);
    expect(a, "shared pages", pmap->root, pmap->shared, sums.shared);
    expect(a, "swapped pages", pmap->root, pmap->swapped, sums.swapped);
    expect(a, "zero pages", pmap->root, pmap->zero, sums.zero);
    expect(a, "physical pages", pmap->root, pmap->physical, sums.physical);
    expect(a, "pages of huge pages", pmap->root, (uint64_t)pmap->huge * HUGE_PAGES, sums.in_huge);
    expect(a, "page tables", pmap->root, pmap_count_tables(pmap), pmap->tables);
}

static void check_regions(struct audit *a, struct space *space)
{
    uint64_t pages = 0, data = 0, locked = 0, count = 0, end = 0;
    for (struct region *r = space->regions; r; r = r->next, count++) {
        if (r->start < end || r->start >= r->end || (r->start | r->end) & PAGE_MASK)
            complain(a, "region %lx-%lx is out of order\n", (unsigned long)r->start, (unsigned long)r->end);
        end = r->end;
        uint64_t size = range_pages(region_range(r));
        pages += size;
        data += r->rights & VM_WRITE && !(r->flags & (REGION_SHARED | REGION_STACK)) ? size : 0;
        locked += r->flags & REGION_LOCKED ? size : 0;
        a->promised += r->flags & REGION_ACCOUNT ? size : 0;
    }
    const struct region *wrong = region_audit(space);
    if (wrong)
        complain(a, "region %lx-%lx hangs wrongly in the tree\n", (unsigned long)wrong->start,
                 (unsigned long)wrong->end);
    expect(a, "pages of all regions", space->pmap.root, space->pages, pages);
    expect(a, "pages of data", space->pmap.root, space->data_pages, data);
    expect(a, "locked pages", space->pmap.root, space->locked_pages, locked);
    expect(a, "regions", space->pmap.root, space->region_count, count);
}

// ---- frames ----

// Every mapping that the frame knows is an entry that maps it.
static void check_mappings(struct audit *a, struct frame *frame)
{
    uint32_t count = 0;
    if (frame->maps == 0)
        return;
    for (struct mapping *m = &frame->first; m; m = m->next, count++) {
        struct pte_view view = pmap_look(m->pmap, m->va);
        if (view.state != PTE_MAPPED || view.frame != frame)
            complain(a, "frame %lx believes in an entry at %lx\n", (unsigned long)frame_pa(frame),
                     (unsigned long)m->va);
    }
    expect(a, "mappings of the frame", frame_pa(frame), frame->maps, count);
}

static void check_anon(struct audit *a, struct frame *frame)
{
    check_mappings(a, frame);
    if (frame->slot && swap_cached(frame->slot) != frame)
        complain(a, "slot %u does not know its frame\n", frame->slot);
    bool owned = frame->maps || frame->holds || frame->flags & FRAME_IO || (frame->slot && swap_refs(frame->slot));
    if (!owned)
        complain(a, "frame %lx has no owner\n", (unsigned long)frame_pa(frame));
}

static void check_cached(struct audit *a, struct frame *frame)
{
    check_mappings(a, frame);
    if (!frame->object || object_lookup(frame->object, frame->index) != frame)
        complain(a, "frame %lx is not found through its object\n", (unsigned long)frame_pa(frame));
}

static void count_gauges(struct vm_gauges *gauges, const struct frame *frame)
{
    bool user = frame->kind == FRAME_ANON || frame->kind == FRAME_CACHED;
    if (user && pool_active(frame) && frame->kind == FRAME_CACHED && !(frame->flags & FRAME_SHMEM))
        gauges->active_file++;
    else
        gauges->active_anon += user && pool_active(frame);
    bool cached = frame->kind == FRAME_CACHED;
    gauges->anon_mapped += frame->kind == FRAME_ANON && frame->maps;
    gauges->file_mapped += cached && frame->maps;
    gauges->shmem += cached && frame->flags & FRAME_SHMEM;
    gauges->writeback += (frame->flags & FRAME_WRITEBACK) != 0;
}

static void check_gauges(struct audit *a, const struct vm_gauges *should)
{
    expect(a, "anonymous frames mapped", 0, vm_gauges.anon_mapped, should->anon_mapped);
    expect(a, "file frames mapped", 0, vm_gauges.file_mapped, should->file_mapped);
    expect(a, "frames of shared memory", 0, vm_gauges.shmem, should->shmem);
    expect(a, "frames under write-back", 0, vm_gauges.writeback, should->writeback);
    expect(a, "active anonymous frames", 0, vm_gauges.active_anon, should->active_anon);
    expect(a, "active file frames", 0, vm_gauges.active_file, should->active_file);
}

static void complain_at(void *audit, const char *what, uint64_t pfn)
{
    complain(audit, "%s: %lx\n", what, (unsigned long)pfn);
}

// Every free frame lies in exactly one block.
static void check_free(struct audit *a, uint64_t free)
{
    expect(a, "frames in free blocks", 0, buddy_audit(complain_at, a), free);
}

static void check_frames(struct audit *a)
{
    uint64_t count[FRAME_KINDS] = {0}, wired = 0;
    struct vm_gauges gauges = {0};
    for (uint64_t pfn = frame_number_first(); pfn < frame_number_end(); pfn++) {
        struct frame *frame = frame_by_number(pfn);
        count[frame->kind]++;
        count_gauges(&gauges, frame);
        if (frame->kind == FRAME_ANON)
            check_anon(a, frame);
        if (frame->kind == FRAME_CACHED)
            check_cached(a, frame);
        if (frame->kind == FRAME_ANON || frame->kind == FRAME_CACHED)
            wired += frame_is_wired(frame);
    }
    struct wired found = frames_wired();
    expect(a, "frames that are locked", 0, wired_sum(&found), wired);
    check_gauges(a, &gauges);
    uint64_t untouched = frame_count_total() - (frame_number_end() - frame_number_first());
    check_free(a, count[FRAME_FREE]);
    expect(a, "free frames", 0, frame_count_free(), count[FRAME_FREE] + untouched);
    for (unsigned kind = FRAME_FREE + 1; kind < FRAME_KINDS; kind++)
        expect(a, "frames of kind", kind, frame_count_kind(kind), count[kind]);
    uint64_t tables = 0;
    for (struct space *s = all_spaces; s; s = s->next)
        tables += s->pmap.tables;
    expect(a, "page-table frames", 0, frame_count_kind(FRAME_TABLE), tables);
}

// ---- slots ----

static void check_slots(struct audit *a)
{
    uint64_t used = 0, cached = 0;
    for (uint32_t slot = swap_next(SWAP_NONE); slot; slot = swap_next(slot)) {
        expect(a, "references to slot", slot, swap_refs(slot), swap_audit_names(slot));
        struct frame *frame = swap_cached(slot);
        if (frame && frame->slot != slot)
            complain(a, "slot %u caches a frame of slot %u\n", slot, frame->slot);
        cached += frame != NULL;
        used += frame || swap_refs(slot);
    }
    expect(a, "slots in use", 0, swap_audit_used(), used);
    expect(a, "frames in the swap cache", 0, swap_cache_count(), cached);
}

// ---- objects ----

static struct audit *object_report;

static void object_wrong(const struct object *object, const char *what, uint64_t have, uint64_t should)
{
    expect(object_report, what, (uint64_t)object, have, should);
}

unsigned vm_check(char *report, size_t size)
{
    struct audit audit = {.report = report, .size = size};
    report[0] = 0;
    swap_audit_start();
    object_audit_slots(swap_audit_name);
    object_report = &audit;
    object_audit(object_wrong);
    for (struct space *s = all_spaces; s; s = s->next) {
        check_regions(&audit, s);
        check_entries(&audit, s);
        audit.huge += s->pmap.huge;
    }
    expect(&audit, "huge pages", 0, vm_gauges.anon_huge, audit.huge);
    audit.promised += object_audit_promised();
    expect(&audit, "promised pages", 0, commit_promised, audit.promised);
    check_frames(&audit);
    kmap_audit(complain_at, &audit);
    check_slots(&audit);
    return audit.wrong;
}
