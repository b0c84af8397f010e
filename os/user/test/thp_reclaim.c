// SPDX-License-Identifier: Apache-2.0
// Huge pages under pressure. One that is in use stays in memory, and stays whole, while what is idle leaves: any page
// of it that was touched speaks for all. One that is idle becomes small pages, which go to swap one by one and come
// back with their bytes, by faults or by swapoff. A page that is locked, or held to a limited pool, is spared or
// counted as any.
//
// Boot: thp=always frames=2300 policy=clock
// Boot: thp=always frames=2300 policy=mglru
// Machine: --ram 16M
// Engine: model
#include <sys/swap.h>

#include "thp.h"

enum { Hot = 1, Cold = 1, Filler = 2600 };

// More small pages than there is memory for; `use` between.
static unsigned char *press(unsigned char *use)
{
    unsigned char *p = map_pages(Filler, ReadWrite);
    for (size_t page = 0; page < Filler; page++) {
        p[page * PageSize] = thp_byte(page);
        if (use && page % 4 == 0)
            use[(page * 37 % HugePages) * PageSize + 8]++;
    }
    return p;
}

static void expect_filler(const unsigned char *p)
{
    for (size_t page = 0; page < Filler; page++)
        EXPECT_EQ(p[page * PageSize], thp_byte(page));
    EXPECT(munmap((void *)(uintptr_t)p, Filler * PageSize) == 0);
}

static void used_and_idle(void)
{
    unsigned char *hot = thp_map(Hot), *cold = thp_map(Cold);
    thp_fill(hot, HugePages);
    thp_fill(cold, HugePages);
    EXPECT_EQ(thp_own(), Hot + Cold + 1);  // one is locked
    long split = vmstat("thp_split_pmd"), out = vmstat("pswpout");
    unsigned char *filler = press(hot);
    EXPECT(vmstat("pswpout") - out >= Filler + 3 * HugePages - 2300);
    EXPECT_EQ(vmstat("thp_split_pmd") - split, Cold);
    EXPECT_EQ(thp_own(), Hot + 1);
    step("contents");
    for (size_t page = 0; page < HugePages; page++)
        EXPECT(page_word(hot + page * PageSize) & PM_PRESENT);
    size_t swapped = 0;
    for (size_t page = 0; page < HugePages; page++)
        swapped += (page_word(cold + page * PageSize) & PM_SWAPPED) != 0;
    EXPECT(swapped > HugePages / 2);
    thp_expect(cold, 0, HugePages);
    thp_expect(hot, 0, HugePages);
    expect_filler(filler);
    thp_unmap(hot, Hot);
    thp_unmap(cold, Cold);
}

static void all_idle(void)
{
    unsigned char *p = thp_map(2);
    thp_fill(p, 2 * HugePages);
    unsigned char *filler = press(NULL);
    EXPECT_EQ(thp_own(), 1);  // the locked one
    thp_expect(p, 0, 2 * HugePages);
    EXPECT(madvise(filler, Filler * PageSize, MADV_DONTNEED) == 0);
    step("swapoff");
    EXPECT(swapoff("/dev/vdb") == 0);
    thp_expect(p, 0, 2 * HugePages);
    vm_check();
    EXPECT(swapon("/dev/vdb", 0) == 0);
    EXPECT(munmap(filler, Filler * PageSize) == 0);
    thp_unmap(p, 2);
}

static unsigned char *lock_one(void)
{
    unsigned char *p = thp_map(1);
    struct rlimit limit = {HUGE, HUGE};
    EXPECT(setrlimit(RLIMIT_MEMLOCK, &limit) == 0);
    EXPECT(mlock(p, HUGE) == 0);
    thp_fill(p, HugePages);
    return p;
}

// No more than 100 pages of a range at a time: it gets no huge page, though it would fit.
static void limited_pool(void)
{
    enum { Limit = 100 };
    unsigned char *p = thp_map(2);
    p[HUGE] = 1;
    EXPECT_EQ(thp_own(), 1);
    EXPECT(madvise(p, HUGE / 2, 0x40000000 | Limit) == 0);
    long given = vmstat("thp_fault_alloc");
    for (size_t page = 0; page < HugePages / 2; page++)
        p[page * PageSize] = thp_byte(page);
    EXPECT_EQ(vmstat("thp_fault_alloc"), given);
    size_t here = 0;
    for (size_t page = 0; page < HugePages / 2; page++)
        here += page_word(p + page * PageSize) >> 63;
    EXPECT_EQ(here, Limit);
    for (size_t page = 0; page < HugePages / 2; page++)
        EXPECT_EQ(p[page * PageSize], thp_byte(page));
    thp_unmap(p, 2);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    step("a limited pool");
    limited_pool();
    unsigned char *locked = lock_one();
    if (strcmp(read_proc("/proc/sys/vm/policy"), "clock\n") == 0) {  // which looks at a page before it chooses it
        step("used and idle");
        used_and_idle();
    }
    step("all idle");
    all_idle();
    step("locked");
    EXPECT_EQ(thp_own(), 1);
    thp_expect(locked, 0, HugePages);
    return passed();
}
