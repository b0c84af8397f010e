// SPDX-License-Identifier: Apache-2.0
// What one page more costs when there is no room: exactly one eviction, which is written if the victim was changed and
// is not if its slot has the same bytes; and nothing is evicted where there is room. The region has four frames, of
// which the one that came first leaves. Claims: F43, F47.

#include "refstring.h"
#include "test.h"

enum { Frames = 4, Room = 48 /* free pages that it wants */ };

struct moved {
    long stolen, out, in;
};

static struct moved now(void)
{
    return (struct moved){vmstat("pgsteal_direct") + vmstat("pgsteal_kswapd"), vmstat("pswpout"), vmstat("pswpin")};
}

#define EXPECT_MOVED(before, s, o, i) \
    do { \
        struct moved after_ = now(); \
        EXPECT_EQ(after_.stolen - (before).stolen, s); \
        EXPECT_EQ(after_.out - (before).out, o); \
        EXPECT_EQ(after_.in - (before).in, i); \
    } while (0)

int main(void)
{
    if (!on_pagewalk())
        return skipped("its regions have no limit");
    if (meminfo_kb("MemFree") < Room * PageSize / 1024)
        return skipped("memory is short: others are evicted, too");
    unsigned char *fresh = map_pages(RefPages, PROT_READ | PROT_WRITE);
    now();
    EXPECT(madvise(fresh, RefPages * PageSize, (int)(RefLimit | ref_policy("fifo") << 16 | Frames)) == 0);

    step("room");
    struct moved before = now();
    for (int page = 0; page < Frames; page++)
        fresh[page * PageSize] = (unsigned char)(page + 1);
    EXPECT_MOVED(before, 0, 0, 0);

    step("the victim was changed");
    for (int page = Frames; page < 2 * Frames; page++) {
        before = now();
        fresh[page * PageSize] = (unsigned char)(page + 1);
        EXPECT_MOVED(before, 1, 1, 0);
    }

    step("changed victims for pages that are read back");
    for (int page = 0; page < Frames; page++) {
        before = now();
        EXPECT_EQ(fresh[page * PageSize], page + 1);
        EXPECT_MOVED(before, 1, 1, 1);
    }

    step("the victim is as its slot");
    for (int page = 2 * Frames; page < 3 * Frames; page++) {
        before = now();
        fresh[page * PageSize] = (unsigned char)(page + 1);
        EXPECT_MOVED(before, 1, 0, 0);
    }

    step("a page changed since it was read back");
    EXPECT_EQ(fresh[0], 1);
    fresh[0] = 77;
    before = now();
    for (int page = 1; page <= Frames; page++)
        EXPECT_EQ(fresh[page * PageSize], page + 1);
    EXPECT_MOVED(before, Frames, Frames, Frames);  // three that were fresh, and the changed one
    EXPECT_EQ(fresh[0], 77);
    return passed();
}
