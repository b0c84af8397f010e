// SPDX-License-Identifier: Apache-2.0
// A whole process goes to swap, region by region: next to nothing of it stays in memory, VmSwap says what its private
// pages were, and it goes on as if nothing had been.
// Claims: F82.

#include "test.h"

enum { Pages = 40, Regions = 64, Pageout = 21 /* MADV_PAGEOUT */ };

struct range {
    unsigned long start, end;
};

static struct range ranges[Regions];
static unsigned char data[Pages * PageSize];

static int read_ranges(void)
{
    static char text[8192];
    size_t length = 0;
    ssize_t got;
    int count = 0, fd = open("/proc/self/maps", O_RDONLY);
    while ((got = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    close(fd);
    text[length] = '\0';
    for (char *line = text; *line && count < Regions; line = strchr(line, '\n') + 1)
        if (sscanf(line, "%lx-%lx", &ranges[count].start, &ranges[count].end) == 2)
            count++;
    return count;
}

static long status_kb(const char *name) { return proc_figure("/proc/self/status", name); }

int main(void)
{
    if (!on_pagewalk())
        return skipped("pages that others use stay there");
    unsigned char *heap = map_pages(Pages, PROT_READ | PROT_WRITE);
    for (int page = 0; page < Pages; page++) {
        data[page * PageSize] = (unsigned char)page;
        heap[page * PageSize + 1] = (unsigned char)(page + 100);
    }
    int count = read_ranges();
    EXPECT(count >= 4);
    long resident = status_kb("VmRSS"), anonymous = status_kb("RssAnon");

    step("out");
    for (int i = 0; i < count; i++)
        madvise((void *)ranges[i].start, ranges[i].end - ranges[i].start, Pageout);
    long left = status_kb("VmRSS"), swapped = status_kb("VmSwap");
    EXPECT(anonymous >= 2 * Pages * 4);
    EXPECT(left < resident / 2);       // what it needs to ask has come back
    EXPECT(swapped >= 2 * Pages * 4);  // all of the pages that nobody has asked for
    EXPECT(swapped <= anonymous);

    step("and on");
    for (int page = 0; page < Pages; page++) {
        EXPECT_EQ(data[page * PageSize], page);
        EXPECT_EQ(heap[page * PageSize + 1], page + 100);
    }
    EXPECT(status_kb("VmSwap") <= swapped - 2 * Pages * 4);
    return passed();
}
