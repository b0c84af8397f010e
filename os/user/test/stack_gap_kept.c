// SPDX-License-Identifier: Apache-2.0
// A region that grows down keeps its guard gap: a hint within the gap is not honoured, and what lies below stops the
// growth in time, unless it cannot be reached at all. Page 0 never becomes mapped by growth. Only private anonymous
// memory grows. Claims: F10.

#include "test.h"

enum { ReadWrite = PROT_READ | PROT_WRITE, Private = MAP_PRIVATE | MAP_ANONYMOUS, Gap = 256 };

static unsigned char *base;  // of a free range

static unsigned char *map_at(unsigned char *at, int protection, int flags)
{
    unsigned char *p = mmap(at, PageSize, protection, Private | flags, -1, 0);
    EXPECT(p != MAP_FAILED);
    return p;
}

static void find_free(size_t pages)
{
    base = map_pages(pages, PROT_NONE);
    EXPECT(munmap(base, pages * PageSize) == 0);
}

int main(void)
{
    find_free((size_t)4 * Gap);
    unsigned char *stack = base + 3 * Gap * PageSize;

    step("a hint within the gap");
    EXPECT(map_at(stack, ReadWrite, MAP_FIXED | MAP_GROWSDOWN) == stack);
    unsigned char *hint = stack - Gap / 2 * PageSize, *got = map_at(hint, ReadWrite, 0);
    EXPECT(got != hint);
    munmap(got, PageSize);
    got = map_at(stack - (Gap + 1) * PageSize, ReadWrite, 0);  // the last place below the gap
    EXPECT(got == stack - (Gap + 1) * PageSize);

    step("growth stops in time");
    EXPECT_EQ(fault_of_store(stack - PageSize).code, SEGV_MAPERR);
    EXPECT(munmap(got, PageSize) == 0);
    stack[-PageSize] = 1;

    step("what cannot be reached may be near");
    map_at(stack - 3 * PageSize, PROT_NONE, MAP_FIXED);
    stack[-2 * PageSize] = 2;
    EXPECT_EQ(stack[-PageSize], 1);

    step("neither files nor shared memory grow");
    int fd = open(access("/data/GPL-3", R_OK) == 0 ? "/data/GPL-3" : "/usr/share/common-licenses/GPL-3", O_RDONLY);
    EXPECT(fd >= 0);
    EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, PROT_READ, MAP_PRIVATE | MAP_GROWSDOWN, fd, PageSize), EINVAL);
    EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, ReadWrite, MAP_SHARED | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0), EINVAL);

    step("page 0");
    if (on_pagewalk()) {
        unsigned char *lowest = (unsigned char *)(uintptr_t)PageSize;
        EXPECT(map_at(lowest, ReadWrite, MAP_FIXED | MAP_GROWSDOWN) == lowest);
        EXPECT_FAULT(fault_of_store((void *)8), SIGSEGV, SEGV_MAPERR, 8);
        EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, ReadWrite, Private | MAP_FIXED, -1, 0), EPERM);
        EXPECT(munmap(lowest, PageSize) == 0);
    }
    return passed();
}
