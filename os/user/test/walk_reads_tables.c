// SPDX-License-Identifier: Apache-2.0
// A page that no TLB holds costs one walk, which reads one entry of the last table, and of the tables above where the
// walker does not remember them; what the second-level TLB holds costs none. An entry that is not valid ends in a fault
// and is remembered by nobody, so that the next access walks, and faults, again. Claims: F20, F80.

#include "hpm.h"
#include "test.h"

enum { Rounds = 20, Pages = 96 };
enum { LoadMiss = 3, StoreMiss, FetchMiss, Second, Started, Done, Middle, Last };  // the counters

static const char *const events[] = {
    [LoadMiss] = "dtlb_load_miss", [StoreMiss] = "dtlb_store_miss", [FetchMiss] = "itlb_miss",
    [Second] = "stlb_hit",         [Started] = "walk_start",        [Done] = "walk_done",
    [Middle] = "pte_read_level1",  [Last] = "pte_read_level0",
};

static uint64_t counted[Last + 1];

#define EACH(DO) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10)

// The counters are read into registers, so that reading them walks for nothing.
static __attribute__((noinline)) void load_each_page(const volatile char *first)
{
    const volatile char *end = first + Pages * (PageSize + 64);
#define TAKE(n) uint64_t c##n = hpm_read(n);
    EACH(TAKE)
    for (const volatile char *at = first; at < end; at += PageSize + 64)
        (void)*at;
#define SUBTRACT(n) c##n = hpm_read(n) - c##n;
    EACH(SUBTRACT)
#define KEEP(n) counted[n] = c##n;
    EACH(KEEP)
}

// Whether this round was undisturbed: each miss is answered by the second level or is a walk, and each walk reads the
// last table once. (Pages of the kernel's own are larger, and have no last table.)
static bool once_each(void)
{
    uint64_t misses = counted[LoadMiss] + counted[StoreMiss] + counted[FetchMiss];
    return counted[LoadMiss] > 0 && misses == counted[Second] + counted[Started] && counted[Started] == counted[Done] &&
           counted[Started] > 0 && counted[Middle] <= counted[Done] && counted[Last] == counted[Done];
}

// Rights taken and given back: the hardware has forgotten the pages.
static void forget(unsigned char *region)
{
    EXPECT(mprotect(region, (Pages + 2) * PageSize, PROT_READ) == 0);
    EXPECT(mprotect(region, (Pages + 2) * PageSize, PROT_READ | PROT_WRITE) == 0);
}

static sigjmp_buf after_fault;

static void on_segv(int number) { siglongjmp(after_fault, number); }

// Walks that end in a fault while an address is read that nobody may read.
static uint64_t faults_of(const volatile char *at)
{
    uint64_t from = hpm_read(3);
    if (sigsetjmp(after_fault, 1) == 0)
        (void)*at;
    return hpm_read(3) - from;
}

int main(void)
{
    if (!on_pagewalk() || !hpm_counts())
        return skipped("no event counters");
    unsigned char *region = map_pages(Pages + 2, PROT_READ | PROT_WRITE);
    memset(region, 1, (Pages + 2) * PageSize);
    for (int counter = LoadMiss; counter <= Last; counter++)
        EXPECT(hpm_select((unsigned)counter, events[counter]));

    step("misses walk, walks read the last table once");
    int exact = 0;
    for (int round = 0; round < Rounds; round++) {
        forget(region);
        load_each_page((const volatile char *)region);
        exact += once_each();
        EXPECT(counted[Second] + counted[Started] >= counted[LoadMiss] && counted[Started] >= counted[Done]);
    }
    EXPECT(exact > Rounds / 2);  // in the others the timer interrupted

    step("a fault is no refill");
    EXPECT(hpm_select(3, "walk_fault"));
    unsigned char *closed = map_pages(1, PROT_NONE);
    signal(SIGSEGV, on_segv);
    uint64_t first = faults_of((const volatile char *)closed), second = faults_of((const volatile char *)closed);
    EXPECT(first >= 1 && second >= 1);

    step("what became valid is walked once and stays");
    EXPECT(mprotect(closed, PageSize, PROT_READ) == 0);
    (void)*(const volatile char *)closed;
    EXPECT_EQ(faults_of((const volatile char *)closed), 0);
    for (int counter = LoadMiss; counter <= Last; counter++)
        hpm_select((unsigned)counter, "none");
    return passed();
}
