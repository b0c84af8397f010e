// SPDX-License-Identifier: Apache-2.0
// /proc: what concerns the whole machine. Formats are Linux's (proc(5)), so that free, vmstat and scripts can read
// them.
#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/dev/blk.h"
#include "os/fs/fs.h"
#include "os/fs/proc.h"
#include "os/kern/audit.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/commit.h"
#include "os/vm/buddy.h"
#include "os/vm/check.h"
#include "os/vm/frame.h"
#include "os/vm/kalloc.h"
#include "os/vm/kmap.h"
#include "os/vm/space.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

#define USER_HZ 100u
#define REPORT_BYTES 2048u
#define kb(pages) ((unsigned long)(pages) * (PAGE_SIZE / 1024))

uint64_t clock_ticks(uint64_t ticks) { return ticks / (machine.timebase / USER_HZ); }

// ---- memory ----

// Pages that /proc/meminfo and /proc/vmstat tell of, both from here.
struct memory {
    uint64_t total, free, buffers, cached, swap_cached, shmem, dirty, locked, stacks;
    uint64_t anon_lru, file_lru;  // what reclaim may take; shared memory counts as anonymous there
};

// Page caches of block devices: what is no file's.
static uint64_t count_buffers(void)
{
    uint64_t pages = 0;
    struct blk *device;
    for (unsigned i = 0; (device = blk_by_index(i)); i++) {
        const struct vnode *vnode = devfs_block(device);
        pages += vnode && vnode->object ? vnode->object->resident : 0;
    }
    return pages;
}

static uint64_t count_locked(void)
{
    uint64_t pages = 0;
    for (const struct space *s = all_spaces; s; s = s->next)
        pages += s->locked_pages;
    return pages;
}

static uint64_t count_stacks(void)
{
    uint64_t stacks = 0;
    const struct task *task;
    LIST_FOR_EACH(task, &all_tasks, all_link)
        stacks += task->stack != NULL;
    return stacks;
}

static struct memory memory_now(void)
{
    struct memory m = {
        .total = frame_count_total(),
        .free = frame_count_free(),
        .buffers = count_buffers(),
        .swap_cached = swap_cache_count(),
        .shmem = vm_gauges.shmem,
        .dirty = object_dirty_pages(),
        .locked = count_locked(),
        .stacks = count_stacks(),
    };
    m.cached = frame_count_kind(FRAME_CACHED) - m.buffers;
    m.anon_lru = frame_count_kind(FRAME_ANON) + m.shmem;
    m.file_lru = frame_count_kind(FRAME_CACHED) - m.shmem;
    return m;
}

void show_meminfo(struct text *t, struct task *task)
{
    (void)task;
    struct memory m = memory_now();
    const struct {
        const char *name;
        uint64_t pages;
    } lines[] = {
        {"MemTotal:", m.total},
        {"MemFree:", m.free},
        {"MemAvailable:", m.free + m.file_lru},
        {"Buffers:", m.buffers},
        {"Cached:", m.cached},
        {"SwapCached:", m.swap_cached},
        {"Active:", m.anon_lru + m.file_lru},
        {"Inactive:", 0},
        {"Active(anon):", m.anon_lru},
        {"Inactive(anon):", 0},
        {"Active(file):", m.file_lru},
        {"Inactive(file):", 0},
        {"Unevictable:", m.locked},
        {"Mlocked:", m.locked},
        {"SwapTotal:", swap_total()},
        {"SwapFree:", swap_total() - swap_used()},
        {"Dirty:", m.dirty},
        {"Writeback:", vm_gauges.writeback},
        {"AnonPages:", vm_gauges.anon_mapped},
        {"Mapped:", vm_gauges.file_mapped},
        {"Shmem:", m.shmem},
        {"KReclaimable:", 0},
        {"Slab:", frame_count_kind(FRAME_SLAB)},
        {"SReclaimable:", 0},
        {"SUnreclaim:", frame_count_kind(FRAME_SLAB)},
        {"KernelStack:", m.stacks},
        {"PageTables:", frame_count_kind(FRAME_TABLE)},
        {"NFS_Unstable:", 0},
        {"Bounce:", 0},
        {"WritebackTmp:", 0},
        {"CommitLimit:", commit_limit()},
        {"Committed_AS:", commit_promised()},
    };
    for (size_t i = 0; i < COUNT(lines); i++)
        text_printf(t, "%-16s%8lu kB\n", lines[i].name, kb(lines[i].pages));
}

void show_vmstat(struct text *t, struct task *task)
{
    (void)task;
    struct memory m = memory_now();
    const struct {
        const char *name;
        uint64_t value;
    } gauges[] = {
        {"nr_free_pages", m.free},
        {"nr_inactive_anon", 0},
        {"nr_active_anon", m.anon_lru},
        {"nr_inactive_file", 0},
        {"nr_active_file", m.file_lru},
        {"nr_unevictable", 0},
        {"nr_mlock", 0},
        {"nr_slab_reclaimable", 0},
        {"nr_slab_unreclaimable", frame_count_kind(FRAME_SLAB)},
        {"nr_anon_pages", vm_gauges.anon_mapped},
        {"nr_mapped", vm_gauges.file_mapped},
        {"nr_file_pages", m.cached + m.buffers + m.swap_cached},
        {"nr_dirty", m.dirty},
        {"nr_writeback", vm_gauges.writeback},
        {"nr_shmem", m.shmem},
        {"nr_kernel_stack", kb(m.stacks)},
        {"nr_page_table_pages", frame_count_kind(FRAME_TABLE)},
        {"nr_swapcached", m.swap_cached},
    };
    for (size_t i = 0; i < COUNT(gauges); i++)
        text_printf(t, "%s %lu\n", gauges[i].name, gauges[i].value);
#define SHOW(field, name, what) text_printf(t, name " %lu\n", vm_stats.field);
    VM_STATS(SHOW)
#undef SHOW
}

void show_stat(struct text *t, struct task *task)
{
    unsigned long user = 0, kernel = 0, running = 0, blocked = 0;
    LIST_FOR_EACH(task, &all_tasks, all_link) {
        const struct usage *gone = &task->process->gone, *children = &task->process->of_children;
        struct usage own = {0};
        if (task->state != TASK_ZOMBIE)
            task_usage(task, &own);
        user += own.user_ticks;
        kernel += own.kernel_ticks;
        if (!task_is_leader(task))
            continue;
        user += gone->user_ticks + children->user_ticks;  // of those that are gone, too: init inherits them
        kernel += gone->kernel_ticks + children->kernel_ticks;
    }
    LIST_FOR_EACH(task, &all_tasks, all_link) {
        running += task->state == TASK_RUNNABLE;
        blocked += task->state == TASK_BLOCKED || task->state == TASK_KILLABLE;
    }
    unsigned long u = clock_ticks(user), k = clock_ticks(kernel), idle = clock_ticks(sched_stats.idle_ticks);
    text_printf(t, "cpu  %lu 0 %lu %lu 0 0 0 0 0 0\ncpu0 %lu 0 %lu %lu 0 0 0 0 0 0\n", u, k, idle, u, k, idle);
    text_printf(t, "intr 0\nctxt %lu\nbtime 0\nprocesses %d\nprocs_running %lu\nprocs_blocked %lu\n",
                sched_stats.switches, task_last(), running, blocked);
}

void show_buddyinfo(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "Node 0, zone   Normal ");
    for (unsigned order = 0; order < FRAME_ORDERS; order++)
        text_printf(t, "%6lu ", buddy_count(order));
    text_printf(t, "\n");
}

void show_swaps(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
    struct swap_description d;
    for (unsigned i = 0; i < SWAP_AREAS; i++) {
        if (!swap_describe(i, &d))
            continue;
        unsigned long size = kb(d.total), used = kb(d.used);
        text_printf(t, "%-40s%s\t%lu\t%s%lu\t%s%d\n", d.name, d.is_file ? "file\t" : "partition", size,
                    size < 10000000 ? "\t" : "", used, used < 10000000 ? "\t" : "", d.priority);
    }
}

void show_cmdline(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "%s\n", machine.bootargs);
}

void show_version(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "pagewalk version 1 (riscv64) %s, %u ASID bits\n", kmap_mode(), pmap_asid_bits());
}

static void seconds(struct text *t, uint64_t ticks, const char *end)
{
    uint64_t hundredths = clock_ticks(ticks);
    text_printf(t, "%lu.%02lu%s", hundredths / USER_HZ, hundredths % USER_HZ, end);
}

void show_uptime(struct text *t, struct task *task)
{
    (void)task;
    seconds(t, time_now(), " ");
    seconds(t, sched_stats.idle_ticks, "\n");
}

void show_loadavg(struct text *t, struct task *task)
{
    unsigned running = 0, total = 0;
    LIST_FOR_EACH(task, &all_tasks, all_link) {
        running += task->state == TASK_RUNNABLE;
        total++;
    }
    text_printf(t, "0.00 0.00 0.00 %u/%u %d\n", running, total, task_last());
}

void show_cpuinfo(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "processor\t: 0\nhart\t\t: %lu\nisa\t\t: %s\nmmu\t\t: s%s\n\n", boot_hart, machine.isa,
                kmap_mode() + 1);  // Linux has it in small letters
}

void show_mounts(struct text *t, struct task *task)
{
    (void)task;
    struct fs *fs;
    char *path = kpage_alloc();
    if (!path) {
        t->error = -ENOMEM;
        return;
    }
    for (unsigned i = 0; (fs = vfs_mounted(i)); i++)
        if (vfs_path_of(fs->root, path, PAGE_SIZE) > 0)
            text_printf(t, "%s %s %s %s 0 0\n", fs->source[0] ? fs->source : fs->name, path, fs->name,
                        fs->read_only ? "ro" : "rw");
    kpage_free(path);
}

void show_filesystems(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "\text2\nnodev\tdevfs\nnodev\tproc\nnodev\ttmpfs\n");
}

void show_vm_check(struct text *t, struct task *task)
{
    (void)task;
    char *report = kmalloc(REPORT_BYTES);
    if (!report) {
        t->error = -ENOMEM;
        return;
    }
    unsigned wrong = vm_check(report, REPORT_BYTES);
    if (wrong == 0)
        wrong = tasks_audit(report, REPORT_BYTES);
    if (wrong)
        text_printf(t, "%u wrong\n%s", wrong, report);
    else
        text_printf(t, "ok\n");
    kfree(report);
}
