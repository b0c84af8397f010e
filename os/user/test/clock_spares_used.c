// SPDX-License-Identifier: Apache-2.0
// Memory is shorter than what is asked of it, and a few pages are used all the time: they stay, and those go that
// nobody looks at, because the clock sees by the A bit which are which.

#include "test.h"

enum { Hot = 12, Stride = 4 };

// How many of the hot pages are not in memory? Then use them all.
static int use_hot(volatile unsigned char *hot)
{
    unsigned char there[Hot];
    int missing = 0;
    EXPECT(mincore((void *)hot, Hot * PageSize, there) == 0);
    for (int page = 0; page < Hot; page++) {
        missing += !(there[page] & 1);
        EXPECT_EQ(hot[page * PageSize], page);
    }
    return missing;
}

static int sweep(volatile unsigned char *hot, volatile unsigned char *cold, int pages, bool change)
{
    int missing = 0;
    for (int page = 0; page < pages; page++) {
        if (change)
            cold[page * PageSize]++;
        else
            (void)cold[page * PageSize];
        if (page % Stride == 0)
            missing += use_hot(hot);
    }
    return missing;
}

int main(void)
{
    int pages = on_pagewalk() ? (int)(meminfo_kb("MemAvailable") * 1024 / PageSize) : 256;
    if (pages < 5 * Hot)
        return skipped("memory is so short that even pages in use must go");
    unsigned char *hot = map_pages(Hot, PROT_READ | PROT_WRITE);
    unsigned char *cold = map_pages((size_t)pages, PROT_READ | PROT_WRITE);
    for (int page = 0; page < Hot; page++)
        hot[page * PageSize] = (unsigned char)page;

    step("fill");
    sweep(hot, cold, pages, true);
    step("sweep");
    long in = vmstat("pswpin");
    int missing = sweep(hot, cold, pages, false);
    if (on_pagewalk())
        EXPECT(vmstat("pswpin") > in);  // memory is short indeed
    if (missing > Hot / 2)
        fail("hot pages were out %d times", missing);
    return passed();
}
