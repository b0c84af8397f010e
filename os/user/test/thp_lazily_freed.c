// SPDX-License-Identifier: Apache-2.0
// MADV_FREE of a huge page, and of a part of one: until memory is short all of it reads as it was, then what was let go
// and not written to since is lost, without a write to swap. What lies beside it in the same huge page is kept; so is
// what a child has, too, and what was stored afterwards, be it one byte.
//
// Boot: thp=always frames=4000
// Boot: thp=always frames=4000 policy=mglru
// Machine: --ram 16M
// Engine: model
#include "thp.h"

enum { Free = 8 /* MADV_FREE */, From = 100, End = 300, Stored = 200 };

static unsigned char *huge;
static long lost, out;

static void make(void)
{
    huge = thp_map(1);
    thp_fill(huge, HugePages);
    EXPECT_EQ(thp_own(), on_pagewalk());
}

static void let_go(size_t from, size_t end)
{
    EXPECT(madvise(huge + from * PageSize, (end - from) * PageSize, Free) == 0);
}

static void memory_is_short(void)
{
    lost = vmstat("pglazyfreed");
    out = vmstat("pswpout");
    page_out(huge, HugePages);
    lost = vmstat("pglazyfreed") - lost;
    out = vmstat("pswpout") - out;
}

static void expect_lost(size_t first, size_t end)
{
    for (size_t page = first; page < end; page++)
        EXPECT(huge[page * PageSize] == 0 && huge[(page + 1) * PageSize - 1] == 0);
}

static void whole(void)
{
    make();
    let_go(0, HugePages);
    thp_expect(huge, 0, HugePages);
    EXPECT_EQ(figure_in(read_proc("/proc/self/smaps_rollup"), "LazyFree:"), HugePages * 4);
    memory_is_short();
    EXPECT_EQ(lost, HugePages);
    EXPECT_EQ(out, 0);
    expect_lost(0, HugePages);
    thp_unmap(huge, 1);
}

static void part(void)
{
    make();
    let_go(From, End);
    thp_expect(huge, 0, HugePages);
    EXPECT_EQ(figure_in(read_proc("/proc/self/smaps_rollup"), "LazyFree:"), (End - From) * 4);
    memory_is_short();
    EXPECT_EQ(lost, End - From);
    EXPECT_EQ(out, HugePages - (End - From));
    thp_expect(huge, 0, From);
    expect_lost(From, End);
    thp_expect(huge, End, HugePages);
    thp_unmap(huge, 1);
}

// A store keeps its page, and may keep others of the huge page that is still one.
static void stored_to(size_t from, size_t end)
{
    make();
    let_go(from, end);
    huge[Stored * PageSize + 7] = 77;
    memory_is_short();
    EXPECT(out >= (long)(HugePages - (end - from)) + 1 && lost < (long)(end - from));
    EXPECT_EQ(huge[Stored * PageSize + 7], 77);
    EXPECT(thp_page_holds(huge, Stored));
    thp_expect(huge, 0, from);
    for (size_t page = from; page < end; page++)
        EXPECT(thp_page_holds(huge, page) || huge[page * PageSize] == 0);
    thp_expect(huge, end, HugePages);
    thp_unmap(huge, 1);
}

// Letting go of another page is no reason to lose what was stored to this one.
static void stored_between(void)
{
    make();
    let_go(Stored, Stored + 1);
    huge[Stored * PageSize + 7] = 77;
    let_go(From, From + 1);
    memory_is_short();
    EXPECT_EQ(lost, 1);
    EXPECT(huge[Stored * PageSize + 7] == 77 && thp_page_holds(huge, Stored));
    expect_lost(From, From + 1);
    thp_unmap(huge, 1);
}

static void two_have_it(void)
{
    struct turn stay = make_turn();
    make();
    pid_t child = fork_child();
    if (child == 0) {
        await(&stay);
        thp_expect(huge, 0, HugePages);
        _exit(EXIT_SUCCESS);
    }
    let_go(0, HugePages);
    memory_is_short();
    EXPECT_EQ(lost, 0);
    thp_expect(huge, 0, HugePages);
    give(&stay);
    wait_for_success(child);
    memory_is_short();
    EXPECT_EQ(lost, 0);
    thp_expect(huge, 0, HugePages);
    thp_unmap(huge, 1);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("when memory is short is the kernel's affair");
    thp_switch("always");
    step("whole");
    whole();
    step("a part");
    part();
    step("a store to all");
    stored_to(0, HugePages);
    step("a store to a part");
    stored_to(From, End);
    step("a store between");
    stored_between();
    step("two have it");
    two_have_it();
    return passed();
}
