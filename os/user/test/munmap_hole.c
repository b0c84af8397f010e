// SPDX-License-Identifier: Apache-2.0
// munmap takes away the whole of a region, its head, its tail or its middle, where it leaves two regions; a page that
// was in use a moment ago faults at once (no stale translation), its neighbours stay. A hole may be unmapped again.
// Claims: F6, F69, F127.

#include "procfile.h"

enum { Pages = 8 };

static void fill(unsigned char *region)
{
    for (int page = 0; page < Pages; page++)
        region[page * PageSize] = (unsigned char)(page + 1);
}

static void expect_mapped(unsigned char *region, unsigned pattern)
{
    for (int page = 0; page < Pages; page++) {
        unsigned char *at = region + page * PageSize;
        if (pattern >> page & 1)
            EXPECT_EQ(*at, page + 1);
        else
            EXPECT_FAULT(fault_of_load(at), SIGSEGV, SEGV_MAPERR, at);
    }
}

int main(void)
{
    unsigned char *region = map_pages(Pages, PROT_READ | PROT_WRITE);
    fill(region);
    fault_of_load(region);  // so that the handler has its own pages
    own_resident_pages();
    long resident = own_resident_pages();

    step("middle");
    EXPECT(munmap(region + 3 * PageSize, 2 * PageSize) == 0);
    expect_mapped(region, 0xe7);
    if (on_pagewalk())
        EXPECT_EQ(own_resident_pages(), resident - 2);
    char left[32], right[32];
    snprintf(left, sizeof left, "-%08lx rw-p", (unsigned long)(uintptr_t)(region + 3 * PageSize));
    snprintf(right, sizeof right, "\n%08lx-", (unsigned long)(uintptr_t)(region + 5 * PageSize));
    EXPECT(strstr(read_proc("/proc/self/maps"), left) && strstr(proc_text, right));

    step("head");
    EXPECT(munmap(region, PageSize) == 0);
    expect_mapped(region, 0xe6);

    step("tail");
    EXPECT(munmap(region + 7 * PageSize, PageSize) == 0);
    expect_mapped(region, 0x66);

    step("hole and both sides");
    EXPECT(munmap(region + 2 * PageSize, 4 * PageSize) == 0);
    expect_mapped(region, 0x42);
    EXPECT(munmap(region + 2 * PageSize, 4 * PageSize) == 0);

    step("map again in the hole");
    unsigned char *again =
        mmap(region + 2 * PageSize, PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    EXPECT(again == region + 2 * PageSize);
    EXPECT_EQ(*again, 0);
    EXPECT_EQ(region[PageSize], 2);

    step("all");
    EXPECT(munmap(region, Pages * PageSize) == 0);
    expect_mapped(region, 0);
    EXPECT_ERRNO(munmap(region + 1, PageSize), EINVAL);
    EXPECT_ERRNO(munmap(region, 0), EINVAL);
    return passed();
}
