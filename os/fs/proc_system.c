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

static void line(struct text *t, const char *name, uint64_t pages)
{
    text_printf(t, "%-16s%8lu kB\n", name, kb(pages));
}

void show_meminfo(struct text *t, struct task *task)
{
    (void)task;
    struct memory m = memory_now();
    line(t, "MemTotal:", m.total);
    line(t, "MemFree:", m.free);
    line(t, "MemAvailable:", m.free + m.file_lru);
    line(t, "Buffers:", m.buffers);
    line(t, "Cached:", m.cached);
    line(t, "SwapCached:", m.swap_cached);
    line(t, "Active:", m.anon_lru + m.file_lru);
    line(t, "Inactive:", 0);
    line(t, "Active(anon):", m.anon_lru);
    line(t, "Inactive(anon):", 0);
    line(t, "Active(file):", m.file_lru);
    line(t, "Inactive(file):", 0);
    line(t, "Unevictable:", m.locked);
    line(t, "Mlocked:", m.locked);
    line(t, "SwapTotal:", swap_total());
    line(t, "SwapFree:", swap_total() - swap_used());
    line(t, "Dirty:", m.dirty);
    line(t, "Writeback:", vm_gauges.writeback);
    line(t, "AnonPages:", vm_gauges.anon_mapped);
    line(t, "Mapped:", vm_gauges.file_mapped);
    line(t, "Shmem:", m.shmem);
    line(t, "KReclaimable:", 0);
    line(t, "Slab:", frame_count_kind(FRAME_SLAB));
    line(t, "SReclaimable:", 0);
    line(t, "SUnreclaim:", frame_count_kind(FRAME_SLAB));
    line(t, "KernelStack:", m.stacks);
    line(t, "PageTables:", frame_count_kind(FRAME_TABLE));
    line(t, "NFS_Unstable:", 0);
    line(t, "Bounce:", 0);
    line(t, "WritebackTmp:", 0);
    line(t, "CommitLimit:", commit_limit());
    line(t, "Committed_AS:", commit_promised());
    line(t, "AnonHugePages:", vm_gauges.anon_huge * HUGE_PAGES);
}

static void gauge(struct text *t, const char *name, uint64_t value) { text_printf(t, "%s %lu\n", name, value); }

void show_vmstat(struct text *t, struct task *task)
{
    (void)task;
    struct memory m = memory_now();
    gauge(t, "nr_free_pages", m.free);
    gauge(t, "nr_inactive_anon", 0);
    gauge(t, "nr_active_anon", m.anon_lru);
    gauge(t, "nr_inactive_file", 0);
    gauge(t, "nr_active_file", m.file_lru);
    gauge(t, "nr_unevictable", 0);
    gauge(t, "nr_mlock", 0);
    gauge(t, "nr_slab_reclaimable", 0);
    gauge(t, "nr_slab_unreclaimable", frame_count_kind(FRAME_SLAB));
    gauge(t, "nr_anon_pages", vm_gauges.anon_mapped);
    gauge(t, "nr_mapped", vm_gauges.file_mapped);
    gauge(t, "nr_file_pages", m.cached + m.buffers + m.swap_cached);
    gauge(t, "nr_dirty", m.dirty);
    gauge(t, "nr_writeback", vm_gauges.writeback);
    gauge(t, "nr_shmem", m.shmem);
    gauge(t, "nr_kernel_stack", kb(m.stacks));
    gauge(t, "nr_page_table_pages", frame_count_kind(FRAME_TABLE));
    gauge(t, "nr_swapcached", m.swap_cached);
    gauge(t, "nr_anon_transparent_hugepages", vm_gauges.anon_huge);
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

// The times are not kept.
void show_diskstats(struct text *t, struct task *task)
{
    (void)task;
    struct blk *disk;
    for (unsigned i = 0; (disk = blk_by_index(i)); i++) {
        struct blk_counts r = blk_reads(disk), w = blk_writes(disk);
        uint32_t rdev = devfs_block(disk)->rdev;
        text_printf(t, "%4u %7u %s %lu %lu %lu 0 %lu %lu %lu 0 0 0 0\n", rdev >> 8, rdev & 0xff, blk_name(disk),
                    r.requests, r.merged, r.sectors, w.requests, w.merged, w.sectors);
    }
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
    lock_take(&vfs_mounting);
    for (unsigned i = 0; (fs = vfs_mounted(i)); i++)
        if (vfs_path_of(fs->root, path, PAGE_SIZE) > 0)
            text_printf(t, "%s %s %s %s 0 0\n", fs->source[0] ? fs->source : fs->name, path, fs->name,
                        fs->read_only ? "ro" : "rw");
    lock_drop(&vfs_mounting);
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
