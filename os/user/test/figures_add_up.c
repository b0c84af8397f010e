// SPDX-License-Identifier: Apache-2.0
// The kernel's figures are exact: at every moment what meminfo says of the
// system is the sum of what status says of the processes, or what kpagecount
// counts frame by frame; and vm_check, which counts everything anew from the
// tables, finds no difference. Claims: F142.
#include <dirent.h>

#include "procfile.h"

enum { Pages = 24 };

static long over_all(const char *name)
{
    long sum = 0;
    static DIR *proc;  // stays open: closing it would give a table back in between
    if (!proc)
        EXPECT(proc = opendir("/proc"));
    rewinddir(proc);
    for (const struct dirent *entry; (entry = readdir(proc));)
        if (atoi(entry->d_name) > 0 && strstr(read_proc(proc_path(atoi(entry->d_name), "status")), name))
            sum += figure_in(proc_text, name);
    return sum;
}

static long memory(const char *name) { return figure_in(read_proc("/proc/meminfo"), name); }

// Frames that are mapped somewhere, by kpageflags' bit for anonymous ones.
static void count_frames(long *anonymous, long *file)
{
    static uint64_t flags[256], maps[256];
    int kinds = open("/proc/kpageflags", O_RDONLY), counts = open("/proc/kpagecount", O_RDONLY);
    ssize_t n;
    *anonymous = *file = 0;
    for (uint64_t frame = 0x80000; (n = pread(kinds, flags, sizeof flags, (off_t)(frame * 8))) > 0; frame += 256) {
        EXPECT_EQ(pread(counts, maps, sizeof maps, (off_t)(frame * 8)), n);
        for (ssize_t i = 0; i < n / 8; i++)
            if (maps[i])
                ++*(flags[i] >> 12 & 1 ? anonymous : file);
    }
    close(kinds);
    close(counts);
}

// Grows with each page that is mapped, or leaves memory for want of it.
static long movements(void) { return vmstat("pgfault") + vmstat("pgsteal_kswapd") + vmstat("pgsteal_direct"); }

struct figures {
    long tables, table_sum, anonymous, anonymous_counted, mapped, mapped_counted;
};

static struct figures figures_now(void)
{
    struct figures f = {.table_sum = over_all("VmPTE:"), .tables = memory("PageTables:")};
    count_frames(&f.anonymous_counted, &f.mapped_counted);
    f.anonymous = memory("AnonPages:");
    f.mapped = memory("Mapped:");
    EXPECT_EQ(f.anonymous, vmstat("nr_anon_pages") * 4);
    EXPECT_EQ(memory("Shmem:"), vmstat("nr_shmem") * 4);
    EXPECT_EQ(memory("Dirty:"), vmstat("nr_dirty") * 4);
    return f;
}

// All of one moment: where memory is short a page of this program may come or go while it looks, and it looks again.
static void expect_sums(void)
{
    struct figures f;
    long before;
    int tries = 0;
    do {
        before = movements();
        f = figures_now();
    } while (movements() != before && ++tries < 20);
    EXPECT_EQ(f.table_sum, f.tables);
    EXPECT_EQ(f.anonymous_counted * 4, f.anonymous);
    EXPECT_EQ(f.mapped_counted * 4, f.mapped);
    vm_check();
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("Linux counts in batches, and other processes do not stand still");
    over_all("VmPTE:");
    expect_sums();

    step("pages of every kind");
    volatile unsigned char *own = map_pages(Pages, PROT_READ | PROT_WRITE);
    long shared = memory("Shmem:");
    volatile unsigned char *common =
        mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(common != MAP_FAILED);
    for (int i = 0; i < Pages; i++)
        own[i * PageSize] = common[i * PageSize] = 1;
    EXPECT(mlock((void *)common, Pages * PageSize) == 0);  // whatever the policy would choose
    EXPECT_EQ(memory("Shmem:") - shared, Pages * 4);
    expect_sums();

    step("a child shares, and writes");
    struct turn ready = make_turn(), stay = make_turn();
    pid_t child = fork_child();
    if (child == 0) {
        for (int i = 0; i < Pages / 2; i++)
            own[i * PageSize] = common[i * PageSize];
        give(&ready);
        await(&stay);
        _exit(EXIT_SUCCESS);
    }
    await(&ready);
    EXPECT_EQ(memory("Shmem:") - shared, Pages * 4);
    expect_sums();

    step("some go to swap");
    EXPECT(munlock((void *)common, Pages * PageSize) == 0);
    page_out(&own[(Pages - 4) * PageSize], 4);
    page_out(common, 4);
    expect_sums();
    give(&stay);
    wait_for_success(child);
    expect_sums();

    step("all go");
    EXPECT(munmap((void *)own, Pages * PageSize) == 0 && munmap((void *)common, Pages * PageSize) == 0);
    EXPECT_EQ(memory("Shmem:"), shared);
    expect_sums();
    return passed();
}
