// SPDX-License-Identifier: Apache-2.0
// /proc: what concerns the whole machine. Formats are Linux's (proc(5)), so that free, vmstat and scripts can read
// them.
#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/dev/blk.h"
#include "os/fs/fs.h"
#include "os/fs/proc.h"
#include "os/kern/audit.h"
#include "os/kern/loadavg.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/check.h"
#include "os/vm/frame.h"
#include "os/vm/kalloc.h"
#include "os/vm/kmap.h"
#include "os/vm/space.h"

#define USER_HZ 100u
#define REPORT_BYTES 2048u

uint64_t clock_ticks(uint64_t ticks) { return ticks / (machine.timebase / USER_HZ); }

void show_stat(struct text *t, struct task *task)
{
    unsigned long user = 0, kernel = 0;
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
    struct task_counts counts = tasks_count();
    unsigned long u = clock_ticks(user), k = clock_ticks(kernel), idle = clock_ticks(sched_stats.idle_ticks);
    text_printf(t, "cpu  %lu 0 %lu %lu 0 0 0 0 0 0\ncpu0 %lu 0 %lu %lu 0 0 0 0 0 0\n", u, k, idle, u, k, idle);
    text_printf(t, "intr 0\nctxt %lu\nbtime 0\nprocesses %d\nprocs_running %lu\nprocs_blocked %lu\n",
                sched_stats.switches, task_last(), counts.running, counts.blocked);
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
    (void)task;
    struct task_counts counts = tasks_count();
    for (unsigned i = 0; i < LOADS; i++) {
        uint64_t hundredths = (loadavg[i] * 100 + (1u << (LOAD_SHIFT - 1))) >> LOAD_SHIFT;
        text_printf(t, "%lu.%02lu ", hundredths / 100, hundredths % 100);
    }
    text_printf(t, "%lu/%lu %d\n", counts.running, counts.all, task_last());
}

void show_cpuinfo(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "processor\t: 0\nhart\t\t: %lu\nisa\t\t: %s\nmmu\t\t: s%s\n\n", boot_hart, machine.isa,
                kmap_mode() + 1);  // Linux has it in small letters
}

void show_mounts(struct text *t, struct task *task)
{
    static const char *const access_options[] = {
        [ACCESS_NEVER] = ",noatime", [ACCESS_RELATIVE] = ",relatime", [ACCESS_ALWAYS] = ""};
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
            text_printf(t, "%s %s %s %s%s%s 0 0\n", fs->source[0] ? fs->source : fs->name, path, fs->name,
                        fs->read_only ? "ro" : "rw", access_options[fs->access],
                        fs->access_of_files_only ? ",nodiratime" : "");
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
