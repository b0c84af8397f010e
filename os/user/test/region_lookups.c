// SPDX-License-Identifier: Apache-2.0
// A fault looks its region up, and that is all who does: an access that does not fault looks nothing up; one that
// faults looks once, whether it gets its page, may not have it or is outside of all regions; and one that has slept for
// the page looks anew, since the region may have gone meanwhile. The kernel's own accesses to user memory are faults
// too. Claims: F91.
//
// Boot: frames=2000
// Boot: frames=2000 vmtrace=1

#include "procfile.h"

enum { Pages = 12, Anchor = Pages };

static unsigned char *pages;

static long lookups(void) { return vmstat("vmx_region_lookup"); }

// Each page from `first` on, one byte.
static void load_each(int first, int count)
{
    for (int i = first; i < first + count; i++)
        load_byte(&pages[i * PageSize]);
}

static void store_each(int first, int count)
{
    for (int i = first; i < first + count; i++)
        store_byte(&pages[i * PageSize]);
}

static void expect_lookups(void (*access)(int first, int count), int first, int count, int wanted)
{
    long before = lookups();
    access(first, count);
    EXPECT_EQ(lookups() - before, wanted);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("Linux does not count look-ups");
    // One page more, so that there is a table for all of them. What is used below has run once before it counts.
    pages = map_pages(Pages + 1, PROT_READ | PROT_WRITE);
    store_each(Anchor, 1);
    fault_of_load(NULL);
    fault_of_store(NULL);
    lookups();

    step("once a fault");
    expect_lookups(load_each, 0, Pages, Pages);   // the zero page
    expect_lookups(load_each, 0, Pages, 0);       // no faults
    expect_lookups(store_each, 0, Pages, Pages);  // pages of their own
    expect_lookups(store_each, 0, Pages, 0);

    step("once a refusal");
    unsigned char *hole = map_pages(1, PROT_READ), *readable = map_pages(1, PROT_READ);
    EXPECT(munmap(hole, PageSize) == 0);
    long before = lookups(), no_region = vmstat("vmx_bad_address"), no_right = vmstat("vmx_bad_access");
    EXPECT_FAULT(fault_of_load(hole), SIGSEGV, SEGV_MAPERR, hole);
    EXPECT_FAULT(fault_of_store(readable), SIGSEGV, SEGV_ACCERR, readable);
    EXPECT_EQ(lookups() - before, 2);
    EXPECT_EQ(vmstat("vmx_bad_address") - no_region, 1);
    EXPECT_EQ(vmstat("vmx_bad_access") - no_right, 1);

    step("anew after a sleep");
    page_out(pages, Pages);
    long again = vmstat("vmx_fault_again"), major = major_faults();
    expect_lookups(load_each, 0, Pages, 2 * Pages);
    EXPECT_EQ(vmstat("vmx_fault_again") - again, Pages);
    EXPECT_EQ(major_faults() - major, Pages);
    expect_lookups(load_each, 0, Pages, 0);

    step("by the kernel");
    int zero = open("/dev/zero", O_RDONLY);
    EXPECT(madvise(pages, 2 * PageSize, MADV_DONTNEED) == 0);
    before = lookups();
    EXPECT_EQ(read(zero, pages + PageSize / 2, PageSize), PageSize);
    EXPECT_EQ(lookups() - before, 2);
    before = lookups();
    EXPECT_ERRNO(read(zero, hole, 1), EFAULT);
    EXPECT_EQ(lookups() - before, 1);
    return passed();
}
