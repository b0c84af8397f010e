// SPDX-License-Identifier: Apache-2.0
// A page that comes back from swap takes along those of the aligned group of slots around its own that are there too:
// one request and one major fault for all of them, and each that is then asked for counts as a hit. With page-cluster 0
// each comes for itself. Nothing is read beyond the end of the area or across a bad slot, of slots that nobody names or
// a frame has already, into memory that is short, nor for a range with a limited pool, where textbooks count. What is
// read ahead for nothing counts as useless. Two processes fault on neighbours at once: one request serves both.
//
// Engine: model
// Boot: frames=600
#include <sys/swap.h>

#include "procfile.h"
#include "refstring.h"
#include "setting.h"
#include "swaparea.h"

enum { Pages = 16, Group = 8, OwnSlots = 13, Bad = 6 };

struct counts {
    long in, ahead, hit, useless, major;
};

static struct counts now(void)
{
    return (struct counts){vmstat("pswpin"), vmstat("swap_ra"), vmstat("swap_ra_hit"), vmstat("vmx_swap_ra_useless"),
                           vmstat("vmx_swap_in")};
}

#define EXPECT_SINCE(before, i, a, h, u, m) \
    do { \
        struct counts after_ = now(); \
        EXPECT_EQ(after_.in - (before).in, i); \
        EXPECT_EQ(after_.ahead - (before).ahead, a); \
        EXPECT_EQ(after_.hit - (before).hit, h); \
        EXPECT_EQ(after_.useless - (before).useless, u); \
        EXPECT_EQ(after_.major - (before).major, m); \
    } while (0)

static unsigned char *pages;

// In the tests' own area, which is the second; 0: elsewhere.
static unsigned slot_of(int page)
{
    uint64_t word = page_word(pages + page * PageSize);
    return word & PM_SWAPPED && (word & 31) == 1 ? (unsigned)(word >> 5) & 0xffffff : 0;
}

static int page_of(unsigned slot)
{
    for (int page = 0; page < Pages; page++)
        if (slot_of(page) == slot)
            return page;
    return -1;
}

// All out, to an area of which nothing else is used.
static void all_out(int value)
{
    for (int page = 0; page < Pages; page++)
        pages[page * PageSize] = (unsigned char)(value + page);
    page_out(pages, Pages);
}

static bool there(unsigned slot, const unsigned *slots)
{
    unsigned char present = 0;
    for (int page = 0; page < Pages; page++)
        if (slots[page] == slot)
            EXPECT(mincore(pages + page * PageSize, PageSize, &present) == 0);
    return present & 1;
}

static void own_area(struct swap_header header)
{
    make_area(header, "SWAPSPACE2");
    EXPECT(swapon(OWN_AREA, SWAP_FLAG_PREFER | 9) == 0);
}

static void groups(void)
{
    step("a group at a time");
    own_area((struct swap_header){.version = 1, .last_page = 4 * Pages});
    all_out(10);
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(slot_of(page), page + 1);  // so [1, 8), [8, 16) and 16 are groups
    struct counts before = now();
    EXPECT_EQ(pages[page_of(11) * PageSize], 10 + 10);
    EXPECT_SINCE(before, Group, Group - 1, 0, 0, 1);
    for (int page = Group - 1; page < 2 * Group - 1; page++)
        EXPECT_EQ(pages[page * PageSize], 10 + page);
    EXPECT_SINCE(before, Group, Group - 1, Group - 1, 0, 1);
    before = now();
    EXPECT_EQ(pages[0], 10);
    EXPECT_SINCE(before, Group - 1, Group - 2, 0, 0, 1);  // the header's place is no slot
    before = now();
    EXPECT_EQ(pages[15 * PageSize], 25);
    EXPECT_SINCE(before, 1, 0, 0, 0, 1);  // the last in use

    step("smaller groups");
    all_out(20);
    set("vm/page-cluster", 1);
    before = now();
    unsigned first = slot_of(4);
    EXPECT_EQ(pages[4 * PageSize], 24);
    bool pair = slot_of(4 + (first % 2 ? -1 : 1)) == (first ^ 1);
    EXPECT_SINCE(before, 1 + pair, pair, 0, 0, 1);
    set("vm/page-cluster", 0);
    all_out(30);
    before = now();
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(pages[page * PageSize], 30 + page);
    EXPECT_SINCE(before, Pages, 0, 0, 0, Pages);
    EXPECT_ERRNO(try_setting("vm/page-cluster", "4"), EINVAL);
    EXPECT_ERRNO(try_setting("vm/page-cluster", "-1"), EINVAL);
    set("vm/page-cluster", 3);
    EXPECT(swapoff(OWN_AREA) == 0);
}

static void edges(void)
{
    step("bad slots and the end of the area");
    own_area((struct swap_header){.version = 1, .last_page = OwnSlots, .bad_count = 1, .bad = {Bad}});
    all_out(40);
    unsigned slots[Pages];
    for (int page = 0; page < Pages; page++)
        slots[page] = slot_of(page);
    struct counts before = now();
    int page = page_of(2);
    EXPECT(page >= 0 && page_of(Bad) < 0);
    EXPECT_EQ(pages[page * PageSize], 40 + page);
    EXPECT_SINCE(before, Bad - 1, Bad - 2, 0, 0, 1);
    EXPECT(there(1, slots) && there(Bad - 1, slots));
    before = now();
    page = page_of(OwnSlots);
    EXPECT_EQ(pages[page * PageSize], 40 + page);
    EXPECT_SINCE(before, OwnSlots - Group + 1, OwnSlots - Group, 0, 0, 1);
    before = now();
    page = page_of(7);
    EXPECT_EQ(pages[page * PageSize], 40 + page);
    EXPECT_SINCE(before, 1, 0, 0, 0, 1);

    step("read for nothing");
    before = now();
    EXPECT(munmap(pages, Pages * PageSize) == 0);
    EXPECT_SINCE(before, 0, 0, 0, Bad - 2 + OwnSlots - Group, 0);
    EXPECT(swapoff(OWN_AREA) == 0);
    pages = map_pages(Pages, PROT_READ | PROT_WRITE);
}

static void holes(void)
{
    step("slots that nobody names, and those in memory");
    own_area((struct swap_header){.version = 1, .last_page = 4 * Pages});
    all_out(50);
    EXPECT(madvise(pages + (page_of(10) * PageSize), PageSize, MADV_DONTNEED) == 0);
    struct counts before = now();
    int page = page_of(12);
    EXPECT_EQ(pages[page * PageSize], 50 + page);
    EXPECT_SINCE(before, 5, 4, 0, 0, 1);  // [11, 16)
    before = now();
    page = page_of(9);
    EXPECT_EQ(pages[page * PageSize], 50 + page);
    EXPECT_SINCE(before, 2, 1, 0, 0, 1);  // 8 and 9

    step("memory is short");
    all_out(60);
    set("vm/kswapd", 0);
    long frames = vmstat("nr_free_pages"), low = figure_in(read_proc("/proc/zoneinfo"), "        low");
    unsigned char *rest = map_pages((size_t)frames, PROT_READ | PROT_WRITE);
    for (long i = 0; i < frames && vmstat("nr_free_pages") > low - 2; i++)
        rest[i * PageSize] = 1;
    before = now();
    EXPECT_EQ(pages[3 * PageSize], 63);
    struct counts after = now();
    EXPECT_EQ(after.ahead, before.ahead);
    EXPECT(munmap(rest, (size_t)frames * PageSize) == 0);
    set("vm/kswapd", 1);

    step("a limited pool");
    all_out(70);
    EXPECT(madvise(pages, Pages * PageSize, (int)(RefLimit | ref_policy("fifo") << 16 | 4)) == 0);
    before = now();
    for (int i = 0; i < Pages; i++)
        EXPECT_EQ(pages[i * PageSize], 70 + i);
    EXPECT_SINCE(before, Pages, 0, 0, 0, Pages);
    EXPECT(madvise(pages, Pages * PageSize, (int)RefEnd) == 0);
}

// A parent and a child fault on neighbours, in turn first and second; each page is read once, and both see it.
static void two_at_once(void)
{
    for (int round = 0; round < 4; round++) {
        step("two at once");
        all_out(80 + round);
        pid_t pid = fork_child();
        struct counts before = now();
        int mine = pid == 0 ? 9 : 12;
        for (int i = 0; i < 3; i++)
            EXPECT_EQ(pages[((mine + i) % Pages) * PageSize], 80 + round + (mine + i) % Pages);
        for (int i = 0; i < Pages; i++)
            EXPECT_EQ(pages[i * PageSize], 80 + round + i);
        if (pid == 0)
            _exit(EXIT_SUCCESS);
        wait_for_success(pid);
        struct counts after = now();
        EXPECT_EQ(after.in - before.in, Pages);
    }
    EXPECT(swapoff(OWN_AREA) == 0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("Linux counts what other processes read, too");
    pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    read_proc("/proc/vmstat");
    EXPECT_EQ(get("vm/page-cluster"), 0);
    set("vm/page-cluster", 3);
    groups();
    edges();
    holes();
    two_at_once();
    set("vm/page-cluster", 0);
    return passed();
}
