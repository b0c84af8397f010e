// SPDX-License-Identifier: Apache-2.0
// Memory that a program takes while it runs, it can give back: brk downwards and munmap make the process smaller by
// what they name, and exactly the pages that were in memory are free again at once. Claims: F6.

#include "procfile.h"

enum { Heap = 8, HeapTouched = 6, Pages = 20, Given = 18, Touched = 12 };

static uintptr_t brk_to(uintptr_t end) { return (uintptr_t)syscall(SYS_brk, end); }

struct sizes {
    long size, anonymous, free;
};

static struct sizes sizes(void)
{
    long free = on_pagewalk() ? meminfo_kb("MemFree") : 0;
    return (struct sizes){own_status("VmSize:"), own_status("RssAnon:"), free};
}

static void expect_smaller(struct sizes before, long pages, long resident)
{
    struct sizes after = sizes();
    EXPECT_EQ(before.size - after.size, pages * 4);
    if (!on_pagewalk())
        return;  // which counts its pages in batches
    EXPECT_EQ(before.anonymous - after.anonymous, resident * 4);
    EXPECT_EQ(after.free - before.free, resident * 4);
}

int main(void)
{
    static char buffer[BUFSIZ];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    sizes();

    step("the heap");
    uintptr_t start = (brk_to(0) + PageSize - 1) & -(uintptr_t)PageSize;
    EXPECT_EQ(brk_to(start + PageSize), start + PageSize);
    *(volatile char *)start = 1;  // stays, and its table with it
    uintptr_t from = start + PageSize;
    EXPECT_EQ(brk_to(from + Heap * PageSize), from + Heap * PageSize);
    for (int page = 0; page < HeapTouched; page++)
        ((volatile char *)from)[page * PageSize] = 1;
    struct sizes before = sizes();
    EXPECT_EQ(brk_to(from), from);
    expect_smaller(before, Heap, HeapTouched);

    step("a mapping");
    volatile unsigned char *region = map_pages(Pages, PROT_READ | PROT_WRITE);
    for (int page = 0; page < Touched; page++)
        region[page * PageSize] = 1;
    for (int page = Given; page < Pages; page++)
        region[page * PageSize] = 2;
    before = sizes();
    EXPECT(munmap((void *)region, Given * PageSize) == 0);
    expect_smaller(before, Given, Touched);
    EXPECT_EQ(region[Given * PageSize], 2);
    return passed();
}
