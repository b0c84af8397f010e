// SPDX-License-Identifier: Apache-2.0
// The page table itself, walked through /dev/mem from the root that satp names:
// a level for each nine bits of the page number; leaves with the frame that
// pagemap tells, the rights that maps tells, and the bits of state; an address
// is its frame's and its offset. A small process needs a few tables, where one
// flat table would take megabytes, and a table goes with the last page under
// it. Claims: F74, F75, F79, F137, F141.
//
// Boot: strict_devmem=0

#include "ptewalk.h"

static void expect_leaf(const volatile void *at, unsigned set, unsigned clear)
{
    int levels;
    uint64_t pte = walk(at, &levels);
    EXPECT_EQ(levels, Levels);
    EXPECT_EQ(pte & set, set);
    EXPECT_EQ(pte & clear, 0);
    EXPECT_EQ(pte >> 10 & PPN_MASK, page_word(at) & PM_FRAME);
}

static long tables(void) { return own_status("VmPTE:") / 4; }

int main(void)
{
    int levels;
    if (!on_pagewalk())
        return skipped("this kernel keeps its memory to itself");
    find_page_table();

    step("leaves say what maps and pagemap say");
    volatile unsigned char *page = map_pages(2, PROT_READ | PROT_WRITE);
    EXPECT_EQ(walk(page, &levels), 0);
    (void)page[0];
    expect_leaf(page, V | R | U | A, W | X | D | G);
    page[0] = 1;
    expect_leaf(page, V | R | W | U | A | D, X | G);
    expect_leaf((void *)(uintptr_t)main, V | R | X | U | A, W | D | G);
    EXPECT(mprotect((void *)page, PageSize, PROT_READ) == 0);
    expect_leaf(page, V | R | U | D, W | X);
    EXPECT(mprotect((void *)page, PageSize, PROT_NONE) == 0);
    EXPECT_EQ(walk(page, &levels), 0);  // not even for the kernel

    step("frame and offset");
    EXPECT(mprotect((void *)page, PageSize, PROT_READ | PROT_WRITE) == 0);
    for (unsigned offset = 8; offset < PageSize; offset += 1000) {
        offset &= ~7u;
        *(volatile uint64_t *)(page + offset) = 0x1000u + offset;
        uint64_t pa = (walk(page, &levels) >> 10 & PPN_MASK) << 12 | ((uintptr_t)(page + offset) & 0xfff);
        EXPECT_EQ(pa, physical_of(page + offset));
        EXPECT_EQ(word_of_memory(pa), 0x1000u + offset);
    }

    step("few tables, where a flat one is large");
    unsigned long entries = (16ul << 30) / PageSize;  // of an address space of 16 GiB
    EXPECT_EQ(entries, 4ul << 20);
    EXPECT_EQ(entries * 4, 16ul << 20);           // bytes, by 4 an entry
    EXPECT_EQ(entries * 4 * 50, 800ul << 20);     // for 50 processes
    EXPECT(tables() >= Levels && tables() <= 6);  // the root, and two each for program, mappings and stack
    printf("tables: %ld kB, one flat table of 16 GiB: %lu kB, %lu times as much\n", tables() * 4,
           entries * PteBytes / 1024, entries * PteBytes / 1024 / (unsigned long)(tables() * 4));

    step("tables go with their last page");
    enum { Large = 512 * PageSize };
    unsigned char *area = mmap(NULL, 3 * Large, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(area != MAP_FAILED);
    volatile unsigned char *inner = (unsigned char *)(((uintptr_t)area + Large - 1) / Large * Large);
    long before = tables();
    inner[0] = inner[Large] = 1;
    EXPECT_EQ(tables(), before + 2);
    EXPECT(munmap((void *)inner, Large) == 0);
    EXPECT_EQ(tables(), before + 1);
    EXPECT_EQ(walk(inner, &levels), 0);
    EXPECT(munmap((void *)(inner + Large), PageSize) == 0);
    EXPECT_EQ(tables(), before);
    return passed();
}
