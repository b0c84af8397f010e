// SPDX-License-Identifier: Apache-2.0
// /proc: what concerns the whole machine. Formats are Linux's (proc(5)), so that free, vmstat and scripts can read
// them.
#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/fs/proc.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/check.h"
#include "os/vm/frame.h"
#include "os/vm/kalloc.h"
#include "os/vm/space.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

#define USER_HZ 100u
#define REPORT_BYTES 2048u
#define kb(pages) ((unsigned long)(pages) * (PAGE_SIZE / 1024))

uint64_t clock_ticks(uint64_t ticks) { return ticks / (machine.timebase / USER_HZ); }

// Sums over all page tables.
struct totals {
    uint64_t anon, file, shared, tables, committed;
};

static struct totals totals(void)
{
    struct totals sum = {0};
    for (struct space *s = all_spaces; s; s = s->next) {
        sum.anon += s->pmap.anon;
        sum.file += s->pmap.file;
        sum.shared += s->pmap.shared;
        sum.tables += s->pmap.tables;
        for (struct region *r = s->regions; r; r = r->next)
            if (r->rights & VM_WRITE && !(r->flags & REGION_SHARED))
                sum.committed += (r->end - r->start) >> PAGE_SHIFT;
    }
    return sum;
}

void show_meminfo(struct text *t, struct task *task)
{
    (void)task;
    struct totals sum = totals();
    uint64_t free = frame_count_free(), cached = frame_count_kind(FRAME_CACHED), total = frame_count_total();
    uint64_t anon = frame_count_kind(FRAME_ANON);
    const struct {
        const char *name;
        uint64_t pages;
    } lines[] = {
        {"MemTotal:", total},
        {"MemFree:", free},
        {"MemAvailable:", free + cached},
        {"Buffers:", 0},
        {"Cached:", cached},
        {"SwapCached:", swap_cache_count()},
        {"Active:", anon + cached},
        {"Inactive:", 0},
        {"Active(anon):", anon},
        {"Inactive(anon):", 0},
        {"Active(file):", cached},
        {"Inactive(file):", 0},
        {"Unevictable:", 0},
        {"Mlocked:", 0},
        {"SwapTotal:", swap_total()},
        {"SwapFree:", swap_total() - swap_used()},
        {"Dirty:", 0},
        {"Writeback:", 0},
        {"AnonPages:", anon},
        {"Mapped:", sum.file},
        {"Shmem:", sum.shared},
        {"KReclaimable:", 0},
        {"Slab:", frame_count_kind(FRAME_SLAB)},
        {"SReclaimable:", 0},
        {"SUnreclaim:", frame_count_kind(FRAME_SLAB)},
        {"KernelStack:", 0},
        {"PageTables:", frame_count_kind(FRAME_TABLE)},
        {"CommitLimit:", total + swap_total()},
        {"Committed_AS:", sum.committed},
    };
    for (size_t i = 0; i < COUNT(lines); i++)
        text_printf(t, "%-16s%8lu kB\n", lines[i].name, kb(lines[i].pages));
}

void show_vmstat(struct text *t, struct task *task)
{
    (void)task;
    struct totals sum = totals();
    text_printf(t, "nr_free_pages %lu\nnr_anon_pages %lu\nnr_mapped %lu\nnr_file_pages %lu\n", frame_count_free(),
                frame_count_kind(FRAME_ANON), sum.file + sum.shared, frame_count_kind(FRAME_CACHED));
    text_printf(t, "nr_dirty 0\nnr_writeback 0\nnr_shmem %lu\nnr_page_table_pages %lu\nnr_swapcached %lu\n", sum.shared,
                frame_count_kind(FRAME_TABLE), swap_cache_count());
#define SHOW(field, name, what) text_printf(t, name " %lu\n", vm_stats.field);
    VM_STATS(SHOW)
#undef SHOW
}

void show_stat(struct text *t, struct task *task)
{
    unsigned long user = 0, kernel = 0, running = 0, blocked = 0;
    LIST_FOR_EACH(task, &all_tasks, all_link) {
        user += task->user_ticks + task->child_user_ticks;  // of those that are gone, too: init inherits them
        kernel += task->kernel_ticks + task->child_kernel_ticks;
        running += task->state == TASK_RUNNABLE;
        blocked += task->state == TASK_BLOCKED;
    }
    unsigned long u = clock_ticks(user), k = clock_ticks(kernel), idle = clock_ticks(sched_stats.idle_ticks);
    text_printf(t, "cpu  %lu 0 %lu %lu 0 0 0 0 0 0\ncpu0 %lu 0 %lu %lu 0 0 0 0 0 0\n", u, k, idle, u, k, idle);
    text_printf(t, "intr 0\nctxt %lu\nbtime 0\nprocesses %d\nprocs_running %lu\nprocs_blocked %lu\n",
                sched_stats.switches, current->pid, running, blocked);
}

void show_swaps(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
    if (!swap_active())
        return;
    unsigned long size = kb(swap_total()), used = kb(swap_used());
    text_printf(t, "%-40s%s\t%lu\t%s%lu\t%s%d\n", swap_name(), "partition", size, size < 10000000 ? "\t" : "", used,
                used < 10000000 ? "\t" : "", -2);
}

void show_cmdline(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "%s\n", machine.bootargs);
}

void show_version(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "pagewalk version 1 (riscv64) Sv39, %u ASID bits\n", pmap_asid_bits());
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
    text_printf(t, "0.00 0.00 0.00 %u/%u %d\n", running, total, current->pid);
}

void show_cpuinfo(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "processor\t: 0\nhart\t\t: %lu\nisa\t\t: %s\nmmu\t\t: sv39\n", boot_hart, machine.isa);
}

void show_mounts(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "/dev/root / ext2 rw 0 0\ndevfs /dev devfs rw 0 0\nproc /proc proc rw 0 0\n");
}

void show_filesystems(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "\text2\nnodev\tdevfs\nnodev\tproc\n");
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
    if (wrong)
        text_printf(t, "%u wrong\n%s", wrong, report);
    else
        text_printf(t, "ok\n");
    kfree(report);
}

// ---- by physical frame ----

static int64_t read_words(uint64_t (*word)(uint64_t pfn), struct io *io, uint64_t offset, size_t n)
{
    if (offset % 8 || n % 8)
        return -EINVAL;
    uint64_t end = machine.ram_end >> PAGE_SHIFT;
    size_t done = 0;
    for (uint64_t pfn = offset / 8; done < n && pfn < end; pfn++, done += 8) {
        uint64_t value = word(pfn);
        if (io_put(io, &value, sizeof value))
            return -EFAULT;
    }
    return (int64_t)done;
}

static uint64_t count_word(uint64_t pfn)
{
    struct frame *frame = frame_by_number(pfn);
    return frame && (frame->kind == FRAME_ANON || frame->kind == FRAME_CACHED) ? frame->maps : 0;
}

#define KPF(bit) (1ul << (bit))

// Bits of /proc/kpageflags: admin-guide/mm/pagemap.
static uint64_t flags_word(uint64_t pfn)
{
    struct frame *frame = frame_by_number(pfn);
    if (!frame)
        return KPF(20);  // NOPAGE
    uint64_t mapped = frame->maps ? KPF(11) : 0;
    switch (frame->kind) {
    case FRAME_ANON: return mapped | KPF(12) | KPF(14) | KPF(5) | (frame->slot ? KPF(13) : 0);
    case FRAME_CACHED: return mapped | KPF(3) | KPF(5) | (frame_dirty(frame) ? KPF(4) : 0);
    case FRAME_SLAB: return KPF(7);
    case FRAME_ZERO: return KPF(24);
    case FRAME_FREE: return KPF(10);
    default: return 0;
    }
}

int64_t read_kpagecount(struct io *io, uint64_t offset, size_t n) { return read_words(count_word, io, offset, n); }
int64_t read_kpageflags(struct io *io, uint64_t offset, size_t n) { return read_words(flags_word, io, offset, n); }
