// SPDX-License-Identifier: Apache-2.0
// swap_roundtrip [PAGES]: more pages than the machine has frames left go out to the swap partition and come back with
// the same bytes, twice, the second time changed. Without PAGES, one and a half times what it has free and of files.
// Claims: F1, F45.

#include "test.h"

static uint64_t stamp(size_t page, unsigned round) { return (page + 1) * 0x9e3779b97f4a7c15u + round; }

static void write_all(uint64_t *region, size_t pages, unsigned round)
{
    for (size_t page = 0; page < pages; page++) {
        uint64_t *at = region + page * (PageSize / 8);
        at[page % 512] = stamp(page, round);
        at[511 - page % 512] = ~stamp(page, round);
    }
}

static void expect_all(const uint64_t *region, size_t pages, unsigned round)
{
    for (size_t page = 0; page < pages; page++) {
        const uint64_t *at = region + page * (PageSize / 8);
        if (at[page % 512] != stamp(page, round) || at[511 - page % 512] != ~stamp(page, round))
            fail("page %zu has other bytes than were written to it", page);
    }
}

int main(int argc, char *argv[])
{
    size_t pages = argc > 1 ? strtoul(argv[1], NULL, 10) : 1024;
    if (argc < 2 && on_pagewalk())
        pages = (size_t)(meminfo_kb("MemFree") + meminfo_kb("Cached")) * 1024 / PageSize * 3 / 2;
    uint64_t *region = (uint64_t *)map_pages(pages, PROT_READ | PROT_WRITE);
    long out = vmstat("pswpout"), in = vmstat("pswpin");

    step("write and read");
    write_all(region, pages, 1);
    vm_check();
    expect_all(region, pages, 1);
    step("write other bytes and read");
    write_all(region, pages, 2);
    expect_all(region, pages, 2);

    step("count");
    if (on_pagewalk() && argc < 2) {
        EXPECT(vmstat("pswpout") > out);
        EXPECT(vmstat("pswpin") > in);
        EXPECT(own_resident_pages() < (long)pages);
    }

    step("give back");
    EXPECT(munmap(region, pages * PageSize) == 0);
    return passed();
}
