// SPDX-License-Identifier: Apache-2.0
// A page that comes back keeps its slot while swap is less than half full, so that it can leave again without a write;
// when swap is more than half full the slot is given up at once.
// Claims: F47.

#include <sys/swap.h>

#include "swaparea.h"

enum { Slots = 32, Few = 8, Many = 24, Pageout = 21 /* MADV_PAGEOUT */ };

static long used_slots(void) { return (meminfo_kb("SwapTotal") - meminfo_kb("SwapFree")) / 4; }

static void read_all(volatile unsigned char *pages, int count)
{
    for (int page = 0; page < count; page++)
        EXPECT_EQ(pages[page * PageSize], page + 1);
}

static unsigned char *pushed_out(int count)
{
    unsigned char *pages = map_pages((size_t)count, PROT_READ | PROT_WRITE);
    for (int page = 0; page < count; page++)
        pages[page * PageSize] = (unsigned char)(page + 1);
    EXPECT(madvise(pages, (size_t)count * PageSize, Pageout) == 0);
    return pages;
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    EXPECT(swapoff("/dev/vdb") == 0);
    make_area((struct swap_header){.version = 1, .last_page = Slots}, "SWAPSPACE2");
    EXPECT(swapon(OWN_AREA, 0) == 0);

    step("less than half full");
    unsigned char *pages = pushed_out(Few);
    long used = used_slots();
    EXPECT(used >= Few && used <= Slots / 2);
    read_all(pages, Few);
    EXPECT_EQ(used_slots(), used);
    long out = vmstat("pswpout");
    EXPECT(madvise(pages, Few * PageSize, Pageout) == 0);
    EXPECT_EQ(vmstat("pswpout"), out);
    EXPECT(munmap(pages, Few * PageSize) == 0);

    step("more than half full");
    pages = pushed_out(Many);
    used = used_slots();
    EXPECT(used >= Many);
    read_all(pages, Many);
    EXPECT(used_slots() <= Slots / 2);
    read_all(pages, Many);

    EXPECT(swapoff(OWN_AREA) == 0);
    read_all(pages, Many);
    EXPECT(swapon("/dev/vdb", 0) == 0);
    return passed();
}
