// SPDX-License-Identifier: Apache-2.0
// Where a mapping goes: a free hint is honoured, an occupied one is not, MAP_FIXED replaces what was there, and
// MAP_FIXED_NOREPLACE refuses.
// Claims: F65.

#include "test.h"

enum { Private = MAP_PRIVATE | MAP_ANONYMOUS, ReadWrite = PROT_READ | PROT_WRITE, FixedNoReplace = 0x100000 };

static unsigned char *map_at(void *at, int more_flags)
{
    return mmap(at, PageSize, ReadWrite, Private | more_flags, -1, 0);
}

int main(void)
{
    unsigned char *hint = (unsigned char *)0x1234567000;
    step("a free hint");
    EXPECT(map_at(hint, 0) == hint);
    hint[0] = 1;

    step("an occupied hint");
    unsigned char *elsewhere = map_at(hint, 0);
    EXPECT(elsewhere != MAP_FAILED && elsewhere != hint);
    EXPECT_EQ(elsewhere[0], 0);
    EXPECT_EQ(hint[0], 1);

    step("fixed, but not replacing");
    EXPECT_ERRNO((long)map_at(hint, FixedNoReplace), EEXIST);
    EXPECT_EQ(hint[0], 1);

    step("fixed");
    EXPECT(map_at(hint, MAP_FIXED) == hint);
    EXPECT_EQ(hint[0], 0);

    step("two mappings side by side");
    EXPECT(map_at(hint + PageSize, MAP_FIXED) == hint + PageSize);
    hint[PageSize - 1] = 2;
    hint[PageSize] = 3;
    EXPECT(munmap(hint, 2 * PageSize) == 0);
    EXPECT_EQ(fault_of_load(hint + PageSize).signal, SIGSEGV);

    step("a hole that is one page too small");
    unsigned char *around = map_pages(12, ReadWrite);
    memset(around, 4, 12 * PageSize);
    EXPECT(munmap(around + 4 * PageSize, 4 * PageSize) == 0);
    unsigned char *larger = map_pages(5, ReadWrite);
    memset(larger, 5, 5 * PageSize);
    unsigned char *fits = map_pages(4, ReadWrite);
    memset(fits, 6, 4 * PageSize);
    for (int i = 0; i < 4 * PageSize; i++)
        EXPECT(around[i] == 4 && around[8 * PageSize + i] == 4 && larger[i] == 5 && larger[PageSize + i] == 5);
    return passed();
}
