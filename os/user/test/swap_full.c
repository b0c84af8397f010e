// SPDX-License-Identifier: Apache-2.0
// A swap area of nine pages, two of them bad. It takes seven pages and no more, and leaves the bad ones alone. A slot
// that only caches a page in memory is given to one that has to go; when the area is more than half full, pages that
// come back give up their slots.
// Claims: F47.

#include "swaparea.h"

enum { Slots = 7, Few = 3, Pages = 12, Pageout = 21 /* MADV_PAGEOUT */ };

static const struct swap_header header = {.version = 1, .last_page = Slots + 2, .bad_count = 2, .bad = {3, 5}};

static unsigned char *map_written(int pages, unsigned char value)
{
    unsigned char *map = map_pages((size_t)pages, PROT_READ | PROT_WRITE);
    for (int page = 0; page < pages; page++)
        map[page * PageSize] = (unsigned char)(value + page);
    return map;
}

static void expect_pages(const unsigned char *map, int pages, unsigned char value)
{
    for (int page = 0; page < pages; page++)
        EXPECT_EQ(map[page * PageSize], (unsigned char)(value + page));
}

static void expect_bad_pages_untouched(void)
{
    char byte;
    int fd = open(OWN_AREA, O_RDONLY);
    for (unsigned i = 0; i < header.bad_count; i++)
        EXPECT(pread(fd, &byte, 1, (off_t)header.bad[i] * PageSize) == 1 && byte == 0);
    close(fd);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    long swap = meminfo_kb("SwapTotal");
    EXPECT(swapoff("/dev/vdb") == 0);
    make_area(header, "SWAPSPACE2");
    EXPECT(swapon(OWN_AREA, 0) == 0);
    EXPECT_EQ(meminfo_kb("SwapTotal"), Slots * 4);

    step("a few go out and come back");
    unsigned char *few = map_written(Few, 50);
    EXPECT(madvise(few, Few * PageSize, Pageout) == 0);
    expect_pages(few, Few, 50);
    EXPECT_EQ(meminfo_kb("SwapFree"), (Slots - Few) * 4);

    step("as many as there are slots");
    long out = vmstat("pswpout");
    unsigned char *pages = map_written(Pages, 100);
    EXPECT(madvise(pages, Pages * PageSize, Pageout) == 0);
    EXPECT_EQ(vmstat("pswpout") - out, Slots);
    EXPECT_EQ(meminfo_kb("SwapFree"), 0);
    expect_bad_pages_untouched();

    step("back");
    expect_pages(pages, Pages, 100);
    expect_pages(few, Few, 50);
    EXPECT(meminfo_kb("SwapFree") > Slots / 2 * 4);

    step("the other area again");
    EXPECT(swapoff(OWN_AREA) == 0 && swapon("/dev/vdb", 0) == 0);
    EXPECT_EQ(meminfo_kb("SwapTotal"), swap);
    expect_pages(pages, Pages, 100);
    return passed();
}
