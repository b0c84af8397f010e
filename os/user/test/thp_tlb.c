// SPDX-License-Identifier: Apache-2.0
// What a huge page is worth to the TLB, by the hardware's counters: laps over a page in each 16 KiB of 2 MiB miss at
// every page when these are small, and not at all when they are one huge page, which is one entry. And a walk for it
// does not read the last table, as that for a small page does. What is mapped otherwise from then on, in part or as a
// whole, the TLB forgets. Claims: F20.
//
// Boot: thp=madvise frames=2000
// Machine: --ram 16M
// Engine: rtl
#include "hpm.h"
#include "thp.h"

enum { Laps = 8, Pages = 124, Stride = 4 * PageSize + 64 };
enum { LoadMiss = 3, StoreMiss, FetchMiss, Done, Root, Middle, Last };  // the counters

static const char *const events[] = {
    [LoadMiss] = "dtlb_load_miss", [StoreMiss] = "dtlb_store_miss", [FetchMiss] = "itlb_miss",  [Done] = "walk_done",
    [Root] = "pte_read_level2",    [Middle] = "pte_read_level1",    [Last] = "pte_read_level0",
};

#define EACH(DO) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9)

struct lap {
    uint64_t count[Last + 1], cycles;
};

// The counters are read into registers, so that reading them walks for nothing.
static __attribute__((noinline)) void lap(const volatile char *first, size_t loads, struct lap *result)
{
    const volatile char *end = first + loads * Stride;
#define TAKE(n) uint64_t c##n = hpm_read(n);
    EACH(TAKE)
    uint64_t cycles = hpm_cycles();
    for (const volatile char *at = first; at < end; at += Stride)
        (void)*at;
    cycles = hpm_cycles() - cycles;
#define SUBTRACT(n) c##n = hpm_read(n) - c##n;
    EACH(SUBTRACT)
#define KEEP(n) result->count[n] = c##n;
    EACH(KEEP)
    result->cycles = cycles;
}

static struct lap fastest(const volatile char *first)
{
    struct lap best = {.cycles = UINT64_MAX}, now = {0};
    for (int i = 0; i < Laps; i++) {
        lap(first, Pages, &now);
        if (now.cycles < best.cycles)
            best = now;
    }
    return best;
}

static uint64_t reads(const struct lap *l) { return l->count[Root] + l->count[Middle] + l->count[Last]; }

// A load of a page whose translation was fenced just now: what its one walk reads. The few that are interrupted, or
// miss for another page besides, are passed over.
static void one_walk(unsigned char *start, size_t bytes, bool huge)
{
    int exact = 0;
    for (int i = 0; i < Laps; i++) {
        struct lap l;
        EXPECT(mprotect(start, bytes, PROT_READ) == 0);
        lap((const volatile char *)start, 0, &l);  // the code and the stack
        lap((const volatile char *)start, 1, &l);
        if (l.count[LoadMiss] != 1 || l.count[StoreMiss] || l.count[FetchMiss] || l.count[Done] != 1)
            continue;
        EXPECT(l.count[Root] <= 1 && l.count[Middle] <= 1);  // the walker may remember the tables above
        EXPECT_EQ(huge ? l.count[Middle] : l.count[Last], 1);
        EXPECT_EQ(l.count[Last], huge ? 0 : 1);
        exact++;
        EXPECT(mprotect(start, bytes, ReadWrite) == 0);
    }
    EXPECT(exact >= Laps / 2);
}

// What the TLB holds of a huge page is not used once a part of it, or all, is mapped otherwise.
static void nothing_stale(unsigned char *huge)
{
    unsigned char *closed = huge + 100 * PageSize, *gone = huge + 200 * PageSize, *last = huge + HUGE - PageSize;
    EXPECT(mprotect(huge, HUGE, ReadWrite) == 0);
    closed[1] = gone[1] = last[1] = 7;
    EXPECT(mprotect(huge, HUGE, PROT_READ) == 0);
    EXPECT_FAULT(fault_of_store(last), SIGSEGV, SEGV_ACCERR, last);
    EXPECT(mprotect(huge, HUGE, ReadWrite) == 0);
    last[2] = 7;
    EXPECT_EQ(thp_own(), 1);
    EXPECT(mprotect(closed, PageSize, PROT_NONE) == 0);
    EXPECT_EQ(thp_own(), 0);
    EXPECT_FAULT(fault_of_load(closed), SIGSEGV, SEGV_ACCERR, closed);
    EXPECT(munmap(gone, PageSize) == 0);
    EXPECT_FAULT(fault_of_load(gone), SIGSEGV, SEGV_MAPERR, gone);
    EXPECT(last[1] == 7 && closed[-PageSize + 1] == 0);
    EXPECT(mprotect(closed, PageSize, PROT_READ) == 0);
    EXPECT_EQ(closed[1], 7);

    EXPECT(munmap(huge, HUGE) == 0);
    EXPECT(mmap(huge, HUGE, ReadWrite, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == huge);
    EXPECT(madvise(huge, HUGE, AdviseHuge) == 0);
    last[1] = 8;
    EXPECT_EQ(thp_own(), 1);
    EXPECT(last[1] == 8 && closed[1] == 0 && gone[1] == 0);
    EXPECT(munmap(huge, HUGE) == 0);
    EXPECT_FAULT(fault_of_load(last), SIGSEGV, SEGV_MAPERR, last);
    EXPECT_FAULT(fault_of_store(gone), SIGSEGV, SEGV_MAPERR, gone);
}

int main(void)
{
    if (!on_pagewalk() || !hpm_counts())
        return skipped("no event counters");
    EXPECT(Pages * Stride <= HUGE);
    unsigned char *small = thp_map(1), *huge = thp_map(1);
    for (size_t i = 0; i < Pages; i++)
        small[i * Stride] = 1;
    EXPECT(madvise(huge, HUGE, AdviseHuge) == 0);
    huge[0] = 1;
    EXPECT_EQ(thp_own(), 1);
    for (int counter = LoadMiss; counter <= Last; counter++)
        EXPECT(hpm_select((unsigned)counter, events[counter]));

    step("the reach");
    struct lap by_small = fastest((const volatile char *)small), by_huge = fastest((const volatile char *)huge);
    printf("a lap over 2 MiB: misses %lu and %lu, entries read %lu and %lu, cycles %lu and %lu\n",
           (unsigned long)by_small.count[LoadMiss], (unsigned long)by_huge.count[LoadMiss],
           (unsigned long)reads(&by_small), (unsigned long)reads(&by_huge), (unsigned long)by_small.cycles,
           (unsigned long)by_huge.cycles);
    EXPECT(by_small.count[LoadMiss] >= Pages);
    EXPECT(reads(&by_small) <= 3 * by_small.count[LoadMiss]);  // none of what the second level holds
    EXPECT(by_huge.count[LoadMiss] <= 1 && reads(&by_huge) <= 3);
    EXPECT(by_small.cycles >= by_huge.cycles + 2 * Pages);  // the second level takes two cycles, a walk more

    step("one walk");
    one_walk(small, PageSize, false);
    one_walk(huge, HUGE, true);
    EXPECT_EQ(thp_own(), 1);
    for (int counter = LoadMiss; counter <= Last; counter++)
        hpm_select((unsigned)counter, "none");

    step("nothing stale");
    nothing_stale(huge);
    return passed();
}
