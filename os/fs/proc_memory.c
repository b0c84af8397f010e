// SPDX-License-Identifier: Apache-2.0
// /proc: the machine's memory. meminfo, vmstat, zoneinfo, buddyinfo and swaps in Linux's formats (proc(5)).
#include "os/dev/blk.h"
#include "os/fs/fs.h"
#include "os/fs/proc.h"
#include "os/kern/task.h"
#include "os/vm/buddy.h"
#include "os/vm/commit.h"
#include "os/vm/frame.h"
#include "os/vm/populate.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"
#include "os/vm/watermark.h"

#define kb(pages) ((unsigned long)(pages) * (PAGE_SIZE / 1024))

// Pages that /proc/meminfo and /proc/vmstat tell of, both from here.
struct memory {
    uint64_t total, free, available, buffers, cached, swap_cached, shmem, dirty, locked, stacks;
    // What reclaim may take, and of that the active (policy.h). Shared memory counts as anonymous here.
    uint64_t active_anon, inactive_anon, active_file, inactive_file;
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

static uint64_t count_stacks(void)
{
    uint64_t stacks = 0;
    const struct task *task;
    LIST_FOR_EACH(task, &all_tasks, all_link)
        stacks += task->stack != NULL;
    return stacks;
}

// What programs can have without much swapping: what is free above the watermarks, and the page cache but for a rest.
static uint64_t available(uint64_t free, uint64_t file)
{
    return free - MIN(free, watermarks.high) + file - MIN(file / 2, watermarks.low);
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
        .stacks = count_stacks(),
    };
    m.cached = frame_count_kind(FRAME_CACHED) - m.buffers;
    struct wired wired = frames_wired();
    m.locked = wired_sum(&wired);
    m.active_anon = vm_gauges.active_anon - wired.pages[1][1];
    m.active_file = vm_gauges.active_file - wired.pages[0][1];
    m.inactive_anon = frame_count_kind(FRAME_ANON) + m.shmem - vm_gauges.active_anon - wired.pages[1][0];
    m.inactive_file = frame_count_kind(FRAME_CACHED) - m.shmem - vm_gauges.active_file - wired.pages[0][0];
    m.available = available(m.free, m.active_file + m.inactive_file);
    return m;
}

static void line(struct text *t, const char *name, uint64_t pages) { text_kb(t, name, pages << PAGE_SHIFT); }

void show_meminfo(struct text *t, struct task *task)
{
    (void)task;
    struct memory m = memory_now();
    line(t, "MemTotal:", m.total);
    line(t, "MemFree:", m.free);
    line(t, "MemAvailable:", m.available);
    line(t, "Buffers:", m.buffers);
    line(t, "Cached:", m.cached);
    line(t, "SwapCached:", m.swap_cached);
    line(t, "Active:", m.active_anon + m.active_file);
    line(t, "Inactive:", m.inactive_anon + m.inactive_file);
    line(t, "Active(anon):", m.active_anon);
    line(t, "Inactive(anon):", m.inactive_anon);
    line(t, "Active(file):", m.active_file);
    line(t, "Inactive(file):", m.inactive_file);
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
    line(t, "Committed_AS:", commit_promised);
    line(t, "AnonHugePages:", vm_gauges.anon_huge * HUGE_PAGES);
}

static void gauge(struct text *t, const char *name, uint64_t value) { text_printf(t, "%s %lu\n", name, value); }

void show_vmstat(struct text *t, struct task *task)
{
    (void)task;
    struct memory m = memory_now();
    gauge(t, "nr_free_pages", m.free);
    gauge(t, "nr_inactive_anon", m.inactive_anon);
    gauge(t, "nr_active_anon", m.active_anon);
    gauge(t, "nr_inactive_file", m.inactive_file);
    gauge(t, "nr_active_file", m.active_file);
    gauge(t, "nr_unevictable", m.locked);
    gauge(t, "nr_mlock", m.locked);
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
    gauge(t, "vmx_region_lookup", vm_region_lookups());
}

// There is one node with one zone.
static void zone_line(struct text *t, const char *name, uint64_t frames) { text_printf(t, "  %s %lu\n", name, frames); }

void show_zoneinfo(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "Node 0, zone   Normal\n");
    zone_line(t, "pages free    ", frame_count_free());
    zone_line(t, "      boost   ", 0);
    zone_line(t, "      min     ", watermarks.min);
    zone_line(t, "      low     ", watermarks.low);
    zone_line(t, "      high    ", watermarks.high);
    zone_line(t, "      spanned ", frame_count_total());
    zone_line(t, "      present ", frame_count_total());
    zone_line(t, "      managed ", frame_count_total());
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
