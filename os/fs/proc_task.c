// SPDX-License-Identifier: Apache-2.0
// /proc/PID: one process and its space. Formats are Linux's (proc(5); fs/proc/task_mmu.c, array.c).
#include "os/fs/proc.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/swap.h"

#define NAME_COLUMN 73
#define kb(pages) ((unsigned long)(pages) * (PAGE_SIZE / 1024))

static uint64_t pages_of(const struct region *r) { return (r->end - r->start) >> PAGE_SHIFT; }

// ---- maps ----

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
    if (r->object && r->object->kind == OBJECT_FILE) {
        if (vfs_path_of(r->object->vnode, name, size) < 0)
            strlcpy(name, "(unknown)", size);
    } else {
        strlcpy(name, r->object ? "/dev/zero (deleted)" : label_of(s, r), size);
    }
}

static void region_line(struct text *t, const struct space *s, const struct region *r, char *name)
{
    const struct vnode *vnode = r->object && r->object->kind == OBJECT_FILE ? r->object->vnode : NULL;
    unsigned dev = vnode ? vnode->fs->dev : 0;
    char line[NAME_COLUMN + 8];
    int length = scnprintf(line, sizeof line, "%08lx-%08lx %c%c%c%c %08lx %02x:%02x %lu ", r->start, r->end,
                           r->rights & VM_READ ? 'r' : '-', r->rights & VM_WRITE ? 'w' : '-',
                           r->rights & VM_EXEC ? 'x' : '-', r->flags & REGION_SHARED ? 's' : 'p',
                           r->object ? r->offset : 0, dev >> 8, dev & 0xff, vnode ? vnode->ino : 0);
    region_name(s, r, name, PAGE_SIZE);
    if (name[0])
        text_printf(t, "%s%*s%s\n", line, NAME_COLUMN - length > 0 ? NAME_COLUMN - length : 0, "", name);
    else
        text_printf(t, "%s\n", line);
}

// Every region, by address; writing may sleep, so the next is looked up anew.
static void each_region(struct text *t, struct task *task,
                        void (*show)(struct text *, struct space *, const struct region *, char *))
{
    struct space *space = task->space;
    char *name = space ? kpage_alloc() : NULL;
    if (!name)
        return;
    space = task->space;
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
    kpage_free(name);
}

static void show_region(struct text *t, struct space *s, const struct region *r, char *name)
{
    region_line(t, s, r, name);
}

void show_task_maps(struct text *t, struct task *task) { each_region(t, task, show_region); }

// ---- smaps ----

struct usage_of_region {
    uint64_t rss, pss, pss_dirty, shared_clean, shared_dirty, private_clean, private_dirty, referenced,
        anonymous;  // bytes
    uint64_t swap, swap_pss;
};

static void add_mapped(struct usage_of_region *u, struct pte_view view)
{
    struct frame *frame = view.frame;
    if (frame == zero_frame)
        return;
    bool dirty = view.dirty || frame->flags & FRAME_DIRTY;
    uint64_t share = (PAGE_SIZE << 12) / frame->maps;
    u->rss += PAGE_SIZE;
    u->pss += share;
    if (dirty)
        u->pss_dirty += share;
    if (frame->kind == FRAME_ANON)
        u->anonymous += PAGE_SIZE;
    if (view.accessed || frame->flags & FRAME_REFERENCED)
        u->referenced += PAGE_SIZE;
    if (frame->maps >= 2)
        *(dirty ? &u->shared_dirty : &u->shared_clean) += PAGE_SIZE;
    else
        *(dirty ? &u->private_dirty : &u->private_clean) += PAGE_SIZE;
}

static struct usage_of_region region_usage(struct space *s, const struct region *r)
{
    struct usage_of_region u = {0};
    for (uint64_t va = pmap_next(&s->pmap, r->start, r->end); va < r->end;
         va = pmap_next(&s->pmap, va + PAGE_SIZE, r->end)) {
        struct pte_view view = pmap_look(&s->pmap, va);
        if (view.state == PTE_MAPPED)
            add_mapped(&u, view);
        if (view.state == PTE_SWAPPED) {
            u.swap += PAGE_SIZE;
            u.swap_pss += (PAGE_SIZE << 12) / swap_refs(view.slot);
        }
    }
    return u;
}

static void line_kb(struct text *t, const char *name, uint64_t bytes)
{
    text_printf(t, "%-15s %8lu kB\n", name, bytes >> 10);
}

static void flags_line(struct text *t, const struct region *r)
{
    text_printf(t, "VmFlags:%s%s%s%s mr mw me%s \n", r->rights & VM_READ ? " rd" : "",
                r->rights & VM_WRITE ? " wr" : "", r->rights & VM_EXEC ? " ex" : "",
                r->flags & REGION_SHARED ? " sh" : "", r->flags & REGION_STACK ? " gd" : "");
}

static void show_region_usage(struct text *t, struct space *s, const struct region *r, char *name)
{
    struct usage_of_region u = region_usage(s, r);
    struct region copy = *r;  // writing may sleep
    region_line(t, s, r, name);
    const struct {
        const char *name;
        uint64_t bytes;
    } lines[] = {
        {"Size:", copy.end - copy.start},
        {"KernelPageSize:", PAGE_SIZE},
        {"MMUPageSize:", PAGE_SIZE},
        {"Rss:", u.rss},
        {"Pss:", u.pss >> 12},
        {"Pss_Dirty:", u.pss_dirty >> 12},
        {"Shared_Clean:", u.shared_clean},
        {"Shared_Dirty:", u.shared_dirty},
        {"Private_Clean:", u.private_clean},
        {"Private_Dirty:", u.private_dirty},
        {"Referenced:", u.referenced},
        {"Anonymous:", u.anonymous},
        {"KSM:", 0},
        {"LazyFree:", 0},
        {"AnonHugePages:", 0},
        {"ShmemPmdMapped:", 0},
        {"FilePmdMapped:", 0},
        {"Shared_Hugetlb:", 0},
        {"Private_Hugetlb:", 0},
        {"Swap:", u.swap},
        {"SwapPss:", u.swap_pss >> 12},
        {"Locked:", 0},
    };
    for (size_t i = 0; i < COUNT(lines); i++)
        line_kb(t, lines[i].name, lines[i].bytes);
    text_printf(t, "THPeligible:    %8u\n", 0);
    flags_line(t, &copy);
}

void show_task_smaps(struct text *t, struct task *task) { each_region(t, task, show_region_usage); }

// ---- sizes ----

struct sizes {
    uint64_t total, resident, shared, text, data, stack, library;  // pages
};

static struct sizes sizes_of(const struct space *s)
{
    struct sizes z = {0};
    if (!s)
        return z;
    z.total = s->pages;
    z.resident = space_resident(s);
    z.shared = s->pmap.file + s->pmap.shared;
    z.text = (page_up(s->end_code) - page_down(s->start_code)) >> PAGE_SHIFT;
    uint64_t executable = 0;
    for (const struct region *r = s->regions; r; r = r->next) {
        if (r->flags & REGION_STACK)
            z.stack += pages_of(r);
        else if (r->rights & VM_WRITE && !(r->flags & REGION_SHARED))
            z.data += pages_of(r);
        else if (r->rights & VM_EXEC)
            executable += pages_of(r);
    }
    z.library = executable > z.text ? executable - z.text : 0;
    return z;
}

void show_task_statm(struct text *t, struct task *task)
{
    struct sizes z = sizes_of(task->space);
    text_printf(t, "%lu %lu %lu %lu 0 %lu 0\n", z.total, z.resident, z.shared, z.text, z.data + z.stack);
}

// ---- stat, status ----

static uint64_t handled(const struct task *task, uint64_t how)
{
    uint64_t set = 0;
    if (!task->signals.actions)
        return 0;
    for (int signo = 1; signo <= SIGNAL_COUNT; signo++) {
        uint64_t handler = task->signals.actions[signo - 1].handler;
        bool ignored = handler == SIG_IGN, caught = handler != SIG_IGN && handler != SIG_DFL;
        if (how == SIG_IGN ? ignored : caught)
            set |= SIGSET(signo);
    }
    return set;
}

void show_task_stat(struct text *t, struct task *task)
{
    static const struct space none;
    const struct space *s = task->space ? task->space : &none;
    struct sizes z = sizes_of(task->space);
    text_printf(t, "%d (%s) %c %d %d %d 0 -1 0 ", task->pid, task->name, task_state_letter(task),
                task->parent ? task->parent->pid : 0, task->pgid, task->sid);
    text_printf(t, "%u %u %u %u ", task->minor_faults, task->child_minor_faults, task->major_faults,
                task->child_major_faults);
    text_printf(t, "%lu %lu %lu %lu 20 0 1 0 %lu ", clock_ticks(task->user_ticks), clock_ticks(task->kernel_ticks),
                clock_ticks(task->child_user_ticks), clock_ticks(task->child_kernel_ticks),
                clock_ticks(task->start_ticks));
    text_printf(t, "%lu %lu 18446744073709551615 %lu %lu %lu ", z.total << PAGE_SHIFT, z.resident, s->start_code,
                s->end_code, s->start_stack);
    text_printf(t, "0 0 %lu %lu %lu %lu 0 0 0 %d 0 0 0 0 0 0 ", task->signals.pending, task->signals.blocked,
                handled(task, SIG_IGN), handled(task, SIG_DFL), SIGCHLD);
    text_printf(t, "%lu %lu %lu %lu %lu %lu %lu %d\n", s->start_data, s->end_data, s->start_brk, s->arg_start,
                s->arg_end, s->env_start, s->env_end, task->exit_status);
}

static const char *state_name(char letter)
{
    switch (letter) {
    case 'R': return "R (running)";
    case 'S': return "S (sleeping)";
    case 'D': return "D (disk sleep)";
    default: return "Z (zombie)";
    }
}

static void line_vm(struct text *t, const char *name, uint64_t pages)
{
    text_printf(t, "%s\t%8lu kB\n", name, kb(pages));
}

static void status_memory(struct text *t, const struct space *s)
{
    struct sizes z = sizes_of(s);
    line_vm(t, "VmPeak:", s->peak_pages);
    line_vm(t, "VmSize:", z.total);
    line_vm(t, "VmLck:", 0);
    line_vm(t, "VmPin:", 0);
    line_vm(t, "VmHWM:", s->peak_resident);
    line_vm(t, "VmRSS:", z.resident);
    line_vm(t, "RssAnon:", s->pmap.anon);
    line_vm(t, "RssFile:", s->pmap.file);
    line_vm(t, "RssShmem:", s->pmap.shared);
    line_vm(t, "VmData:", z.data);
    line_vm(t, "VmStk:", z.stack);
    line_vm(t, "VmExe:", z.text);
    line_vm(t, "VmLib:", z.library);
    line_vm(t, "VmPTE:", s->pmap.tables);
    line_vm(t, "VmSwap:", s->pmap.swapped);
    line_vm(t, "HugetlbPages:", 0);
}

void show_task_status(struct text *t, struct task *task)
{
    text_printf(t, "Name:\t%s\nUmask:\t%04o\nState:\t%s\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n",
                task->name, task->umask, state_name(task_state_letter(task)), task->pid, task->pid,
                task->parent ? task->parent->pid : 0);
    text_printf(t, "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nFDSize:\t32\nGroups:\t\n");
    if (task->space)
        status_memory(t, task->space);
    text_printf(t, "Threads:\t1\nSigPnd:\t%016lx\nShdPnd:\t%016lx\nSigBlk:\t%016lx\nSigIgn:\t%016lx\nSigCgt:\t%016lx\n",
                0ul, task->signals.pending, task->signals.blocked, handled(task, SIG_IGN), handled(task, SIG_DFL));
    text_printf(t, "voluntary_ctxt_switches:\t%u\nnonvoluntary_ctxt_switches:\t%u\n", task->voluntary_switches,
                task->involuntary_switches);
}

void show_task_comm(struct text *t, struct task *task) { text_printf(t, "%s\n", task->name); }

// The argument strings as they lie in the process's memory, NULs and all.
void show_task_cmdline(struct text *t, struct task *task)
{
    struct space *space = task->space;
    if (!space)
        return;
    space_hold(space);
    char piece[64];
    for (uint64_t at = space->arg_start; at < space->arg_end && !text_full(t);) {
        size_t n = MIN(sizeof piece, space->arg_end - at);
        if (copy_from_user(piece, space, at, n))
            break;
        text_bytes(t, piece, n);
        at += n;
    }
    space_release(space);
}

// ---- pagemap ----

#define PM_EXCLUSIVE (1ul << 56)
#define PM_FILE (1ul << 61)
#define PM_SWAP (1ul << 62)
#define PM_PRESENT (1ul << 63)
#define PM_SWAP_SHIFT 5  // above the swap type

static uint64_t pagemap_word(struct space *space, uint64_t va)
{
    struct pte_view view = pmap_look(&space->pmap, va);
    if (view.state == PTE_SWAPPED)
        return PM_SWAP | (uint64_t)view.slot << PM_SWAP_SHIFT;
    if (view.state != PTE_MAPPED)
        return 0;
    uint64_t word = PM_PRESENT | frame_pa(view.frame) >> PAGE_SHIFT;
    if (view.frame->kind == FRAME_CACHED)
        word |= PM_FILE;
    if (view.frame->maps == 1)
        word |= PM_EXCLUSIVE;
    return word;
}

int64_t read_pagemap(struct task *task, struct io *io, uint64_t offset, size_t n)
{
    struct space *space = task->space;
    if (offset % 8 || n % 8)
        return -EINVAL;
    if (!space)
        return 0;
    space_hold(space);
    int64_t done = 0;
    for (uint64_t va = offset / 8 * PAGE_SIZE; (size_t)done < n && va < USER_END; va += PAGE_SIZE) {
        uint64_t word = pagemap_word(space, va);
        if (io_put(io, &word, sizeof word)) {
            done = -EFAULT;
            break;
        }
        done += (int64_t)sizeof word;
    }
    space_release(space);
    return done;
}
