// SPDX-License-Identifier: Apache-2.0
// Memory is shorter than what is asked of it, and a few pages are used all the time: they stay, and those go that
// nobody looks at, because the clock sees by the A bit which are which. With first in, first out in its place, chosen
// by /proc/sys/vm/policy, they leave again and again. Claims: F21.

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

static void choose(const char *policy)
{
    int fd = open("/proc/sys/vm/policy", O_WRONLY | O_TRUNC);
    EXPECT(fd >= 0 && write(fd, policy, strlen(policy)) == (ssize_t)strlen(policy) && close(fd) == 0);
}

static unsigned char *hot, *cold;

// How often hot pages were out in three sweeps through the cold ones, under a policy.
static int missing_with(const char *policy, int pages)
{
    step(policy);
    if (on_pagewalk())
        choose(policy);
    sweep(hot, cold, pages, true);
    long in = vmstat("pswpin");
    int missing = 0;
    for (int round = 0; round < 3; round++)
        missing += sweep(hot, cold, pages, false);
    if (on_pagewalk())
        EXPECT(vmstat("pswpin") > in);  // memory is short indeed
    return missing;
}

int main(void)
{
    char before[64] = "";
    int pages = on_pagewalk() ? (int)(meminfo_kb("MemAvailable") * 1024 / PageSize) + 4 * Hot : 256;
    if (pages < 5 * Hot)
        return skipped("memory is so short that even pages in use must go");
    hot = map_pages(Hot, PROT_READ | PROT_WRITE);
    cold = map_pages((size_t)pages, PROT_READ | PROT_WRITE);
    for (int page = 0; page < Hot; page++)
        hot[page * PageSize] = (unsigned char)page;
    int fd = open("/proc/sys/vm/policy", O_RDONLY);
    EXPECT(!on_pagewalk() || read(fd, before, sizeof before - 1) > 0);
    int missing = missing_with("clock", pages);
    if (missing > Hot / 2)
        fail("hot pages were out %d times", missing);
    if (on_pagewalk()) {
        int blind = missing_with("fifo", pages);
        choose(before);
        if (blind < Hot / 2 || blind <= missing)
            fail("hot pages were out %d times without a look at them, %d with", blind, missing);
    }
    return passed();
}
