// SPDX-License-Identifier: Apache-2.0
// Several swap areas at once: pages go to the one of the highest priority while it has room, then to the next; equal
// priorities take turns. One is switched off while the others stay, with the pages of all in use: those of that one
// come back, those of the others stay where they are. /proc/swaps has a row for each. Claims: F45.

#include <sys/swap.h>

#include "swaparea.h"

enum { OwnSlots = 16, Pages = 40, Pageout = 21 /* MADV_PAGEOUT */ };

static unsigned char *pages;

// Kilobytes used of the area, and its priority, from /proc/swaps.
static long used_of(const char *area, int *priority)
{
    static char text[1024];
    int fd = open("/proc/swaps", O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    EXPECT(length > 0);
    text[length] = '\0';
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char name[64], type[16];
        long size, used;
        if (sscanf(line, "%63s %15s %ld %ld %d", name, type, &size, &used, priority) != 5 || strcmp(name, area) != 0)
            continue;
        EXPECT(strcmp(type, "partition") == 0);
        EXPECT(size >= used);
        return used;
    }
    return -1;
}

static void write_out(int value)
{
    for (int page = 0; page < Pages; page++)
        pages[page * PageSize] = (unsigned char)(value + page);
    EXPECT(madvise(pages, Pages * PageSize, Pageout) == 0);
}

static void expect_all(int value)
{
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(pages[page * PageSize], (unsigned char)(value + page));
}

static void own_area_on(int flags)
{
    make_area((struct swap_header){.version = 1, .last_page = OwnSlots}, "SWAPSPACE2");
    EXPECT(swapon(OWN_AREA, flags) == 0);
}

int main(void)
{
    int priority, other;
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    long total = meminfo_kb("SwapTotal");

    step("the highest first");
    own_area_on(SWAP_FLAG_PREFER | 7);
    EXPECT_EQ(meminfo_kb("SwapTotal"), total + OwnSlots * 4);
    long before = used_of("/dev/vdb", &other);
    EXPECT_EQ(used_of(OWN_AREA, &priority), 0);
    EXPECT_EQ(priority, 7);
    EXPECT(other < 0);
    write_out(1);
    EXPECT_EQ(used_of(OWN_AREA, &priority), OwnSlots * 4);
    EXPECT(used_of("/dev/vdb", &other) >= before + (Pages - OwnSlots) * 4);
    EXPECT_ERRNO(swapon(OWN_AREA, 0), EBUSY);

    step("one off, the other stays");
    long in = vmstat("pswpin"), here = meminfo_kb("SwapCached") / 4;  // the daemon may be writing one or the other
    EXPECT(swapoff(OWN_AREA) == 0);
    EXPECT_EQ(used_of(OWN_AREA, &priority), -1);
    EXPECT(vmstat("pswpin") - in <= OwnSlots && vmstat("pswpin") - in >= OwnSlots - here);
    EXPECT_EQ(meminfo_kb("SwapTotal"), total);
    expect_all(1);
    EXPECT_ERRNO(swapoff(OWN_AREA), EINVAL);
    vm_check();

    step("equal ones take turns");
    EXPECT(swapoff("/dev/vdb") == 0);
    EXPECT(swapon("/dev/vdb", SWAP_FLAG_PREFER | 3) == 0);
    own_area_on(SWAP_FLAG_PREFER | 3);
    write_out(50);
    long own = used_of(OWN_AREA, &priority), second = used_of("/dev/vdb", &other);
    EXPECT_EQ(priority, other);
    EXPECT(own > 0 && second > 0);
    vm_check();

    step("the other off");
    EXPECT(swapoff("/dev/vdb") == 0);
    expect_all(50);
    EXPECT(swapoff(OWN_AREA) == 0);
    expect_all(50);
    EXPECT(swapon("/dev/vdb", 0) == 0);
    EXPECT(used_of("/dev/vdb", &priority) >= 0);
    EXPECT(priority < 0);
    return passed();
}
