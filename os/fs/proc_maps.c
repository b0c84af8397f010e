// SPDX-License-Identifier: Apache-2.0
// /proc/PID/maps, smaps and smaps_rollup: the regions of a space and what is resident of them. Formats are Linux's
// (fs/proc/task_mmu.c; Documentation/filesystems/proc).
#include "os/fs/proc.h"
#include "os/kern/task.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/huge.h"
#include "os/vm/kalloc.h"
#include "os/vm/space.h"
#include "os/vm/swap.h"

#define NAME_COLUMN 73
#define PSS_SHIFT 12  // shares of a page are kept with so many more bits

// ---- a line ----

static const char *label_of(const struct space *s, const struct region *r)
{
    if (r->start < s->brk && r->end > s->start_brk)
        return "[heap]";
    if (r->start <= s->start_stack && r->end >= s->start_stack)
        return "[stack]";
    return "";
}

static void region_name(const struct space *s, const struct region *r, char *name, size_t size)
{
    if (r->file) {
        if (file_describe(r->file, name, size) < 0)
            strlcpy(name, "(unknown)", size);
    } else {
        strlcpy(name, r->object ? "/dev/zero (deleted)" : label_of(s, r), size);
    }
}

// From a column of the line on that has been written up to `length`.
static void name_line(struct text *t, int length, const char *name)
{
    text_printf(t, "%*s%s\n", *name && NAME_COLUMN > length ? NAME_COLUMN - length : 0, "", name);
}

// Six columns; a name begins at the same place in every line.
static void region_line(struct text *t, struct space *s, const struct region *r, char *name)
{
    const struct vnode *vnode = r->object ? r->object->vnode : NULL;
    unsigned dev = vnode ? vnode->fs->dev : 0;
    region_name(s, r, name, PAGE_SIZE);  // writing may sleep, and then the region may go
    int length = text_printf(t, "%08lx-%08lx %c%c%c%c %08lx %02x:%02x %lu ", r->start, r->end,
                             r->rights & VM_READ ? 'r' : '-', r->rights & VM_WRITE ? 'w' : '-',
                             r->rights & VM_EXEC ? 'x' : '-', r->flags & REGION_SHARED ? 's' : 'p',
                             r->object ? r->offset : 0, dev >> 8, dev & 0xff, vnode ? vnode->ino : 0);
    name_line(t, length, name);
}

// Every region, by address; writing may sleep, so the next is looked up anew.
static void each_region(struct text *t, struct task *task,
                        void (*show)(struct text *, struct space *, const struct region *, char *))
{
    char *name = kpage_alloc();
    struct space *space = name ? task->space : NULL;
    if (space) {
        space_hold(space);
        struct region *r = space_find_next(space, 0);
        while (r && !text_full(t)) {
            uint64_t end = r->end;
            show(t, space, r, name);
            r = space_find_next(space, end);
        }
        space_release(space);
    }
    if (name)
        kpage_free(name);
}

void show_task_maps(struct text *t, struct task *task) { each_region(t, task, region_line); }

// ---- what is resident ----

// Bytes; shares times 1 << PSS_SHIFT.
struct residence {
    uint64_t rss, pss, pss_dirty, pss_anon, pss_file, pss_shmem;
    uint64_t shared_clean, shared_dirty, private_clean, private_dirty;
    uint64_t referenced, anonymous, anon_huge, lazy_free, swap, swap_pss, locked;
};

static void add_mapped(struct residence *u, struct pte_view view)
{
    const struct frame *frame = view.frame;
    if (frame == zero_frame)
        return;
    bool dirty = view.dirty || frame->flags & FRAME_DIRTY, shared = frame->maps >= 2;
    uint64_t share = (PAGE_SIZE << PSS_SHIFT) / frame->maps;
    u->rss += PAGE_SIZE;
    u->pss += share;
    u->pss_dirty += dirty ? share : 0;
    if (frame->kind == FRAME_ANON) {
        u->anonymous += PAGE_SIZE;
        u->anon_huge += view.level > 0 ? PAGE_SIZE : 0;
        u->lazy_free += frame->flags & FRAME_LAZY && !dirty ? PAGE_SIZE : 0;
        u->pss_anon += share;
    } else {
        *(frame->flags & FRAME_SHMEM ? &u->pss_shmem : &u->pss_file) += share;
    }
    if (view.accessed || frame->flags & FRAME_REFERENCED)
        u->referenced += PAGE_SIZE;
    if (shared)
        *(dirty ? &u->shared_dirty : &u->shared_clean) += PAGE_SIZE;
    else
        *(dirty ? &u->private_dirty : &u->private_clean) += PAGE_SIZE;
}

// Shared memory in swap is seen through the object alone; it has no share in SwapPss. A private page that is there
// instead counts by itself.
static void add_object_swap(struct residence *u, struct space *s, const struct region *r)
{
    uint64_t first = r->offset >> PAGE_SHIFT, end = first + range_pages(region_range(r));
    bool own = !(r->flags & REGION_SHARED) && r->rights & VM_WRITE;
    for (uint64_t index = first; object_next_slot(r->object, &index) && index < end; index++)
        if (!own || pmap_look(&s->pmap, r->start + ((index - first) << PAGE_SHIFT)).state == PTE_ABSENT)
            u->swap += PAGE_SIZE;
}

static void add_region(struct residence *u, struct space *s, const struct region *r)
{
    uint64_t before = u->pss;
    if (r->object && r->object->kind == OBJECT_SHARED)
        add_object_swap(u, s, r);
    for (uint64_t va = pmap_next(&s->pmap, r->start, r->end); va < r->end;
         va = pmap_next(&s->pmap, va + PAGE_SIZE, r->end)) {
        struct pte_view view = pmap_look(&s->pmap, va);
        if (view.state == PTE_MAPPED)
            add_mapped(u, view);
        if (view.state == PTE_SWAPPED) {
            u->swap += PAGE_SIZE;
            u->swap_pss += (PAGE_SIZE << PSS_SHIFT) / swap_refs(view.slot);
        }
    }
    if (r->flags & REGION_LOCKED)
        u->locked += u->pss - before;
}

static void line_share(struct text *t, const char *name, uint64_t share) { text_kb(t, name, share >> PSS_SHIFT); }

// The lines that a region and the sum of all have. What this kernel has not is 0.
static void residence_lines(struct text *t, const struct residence *u, bool whole)
{
    text_kb(t, "Rss:", u->rss);
    line_share(t, "Pss:", u->pss);
    line_share(t, "Pss_Dirty:", u->pss_dirty);
    if (whole) {
        line_share(t, "Pss_Anon:", u->pss_anon);
        line_share(t, "Pss_File:", u->pss_file);
        line_share(t, "Pss_Shmem:", u->pss_shmem);
    }
    text_kb(t, "Shared_Clean:", u->shared_clean);
    text_kb(t, "Shared_Dirty:", u->shared_dirty);
    text_kb(t, "Private_Clean:", u->private_clean);
    text_kb(t, "Private_Dirty:", u->private_dirty);
    text_kb(t, "Referenced:", u->referenced);
    text_kb(t, "Anonymous:", u->anonymous);
    text_kb(t, "KSM:", 0);
    text_kb(t, "LazyFree:", u->lazy_free);
    text_kb(t, "AnonHugePages:", u->anon_huge);
    text_kb(t, "ShmemPmdMapped:", 0);
    text_kb(t, "FilePmdMapped:", 0);
    text_kb(t, "Shared_Hugetlb:", 0);
    text_kb(t, "Private_Hugetlb:", 0);
    text_kb(t, "Swap:", u->swap);
    line_share(t, "SwapPss:", u->swap_pss);
    line_share(t, "Locked:", u->locked);
}

// What a region is and what it may become (mr: might be made readable, and so on), two letters each, in Linux's order.
static void flags_line(struct text *t, uint32_t rights, uint32_t flags, bool physical)
{
    bool shared = flags & REGION_SHARED, may_write = !shared || flags & REGION_MAYWRITE;
    const struct {
        bool set;
        char letters[4];
    } names[] = {
        {rights & VM_READ, "rd "},
        {rights & VM_WRITE, "wr "},
        {rights & VM_EXEC, "ex "},
        {shared && may_write, "sh "},
        {true, "mr "},
        {may_write, "mw "},
        {true, "me "},
        {shared, "ms "},
        {flags & REGION_STACK, "gd "},
        {physical, "pf "},
        {flags & REGION_LOCKED, "lo "},
        {physical, "io "},
        {flags & REGION_SEQUENTIAL, "sr "},
        {flags & REGION_RANDOM, "rr "},
        {flags & REGION_NOFORK, "dc "},
        {physical, "de "},
        {flags & REGION_ON_FAULT, "lf "},
        {flags & REGION_ACCOUNT, "ac "},
        {flags & REGION_NORESERVE, "nr "},
        {flags & REGION_WIPEFORK, "wf "},
        {physical || flags & REGION_NODUMP, "dd "},
        {flags & REGION_HUGE, "hg "},
        {flags & REGION_NOHUGE, "nh "},
    };
    text_printf(t, "VmFlags: ");
    for (unsigned i = 0; i < COUNT(names); i++)
        if (names[i].set)
            text_printf(t, "%s", names[i].letters);
    text_printf(t, "\n");
}

static void region_usage(struct text *t, struct space *s, const struct region *r, char *name)
{
    struct residence u = {0};
    add_region(&u, s, r);
    uint64_t size = r->end - r->start;  // writing may sleep, and then the region may go
    uint32_t rights = r->rights, flags = r->flags;
    bool physical = r->object && r->object->kind == OBJECT_PHYSICAL, eligible = huge_eligible(r);
    region_line(t, s, r, name);
    text_kb(t, "Size:", size);
    text_kb(t, "KernelPageSize:", PAGE_SIZE);
    text_kb(t, "MMUPageSize:", PAGE_SIZE);
    residence_lines(t, &u, false);
    text_printf(t, "THPeligible:    %8u\n", eligible);
    flags_line(t, rights, flags, physical);
}

void show_task_smaps(struct text *t, struct task *task) { each_region(t, task, region_usage); }

void show_task_smaps_rollup(struct text *t, struct task *task)
{
    struct space *space = task->space;
    struct residence u = {0};
    uint64_t start = 0, end = 0;
    if (!space)
        return;
    for (struct region *r = space_find_next(space, 0); r; r = space_find_next(space, end)) {
        start = end ? start : r->start;
        end = r->end;
        add_region(&u, space, r);
    }
    name_line(t, text_printf(t, "%08lx-%08lx ---p 00000000 00:00 0 ", start, end), "[rollup]");
    residence_lines(t, &u, true);
}
