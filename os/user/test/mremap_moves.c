// SPDX-License-Identifier: Apache-2.0
// mremap takes pages to another address as they are: no page is copied, what was never touched still comes from its own
// place in the file, what lies beside stays, and the old address is empty. It grows in place where there is room, and
// refuses what makes no sense.
// Claims: F40.

#include "test.h"

enum { Pages = 6, ReadWrite = PROT_READ | PROT_WRITE };

static int open_text(void)
{
    int fd = open(access("/data/GPL-3", R_OK) == 0 ? "/data/GPL-3" : "/usr/share/common-licenses/GPL-3", O_RDONLY);
    EXPECT(fd >= 0);
    return fd;
}

static void expect_file(int fd, const unsigned char *map, int page)
{
    static unsigned char block[PageSize];
    EXPECT_EQ(pread(fd, block, PageSize, page * PageSize), PageSize);
    EXPECT(memcmp(map, block, PageSize) == 0);
}

int main(void)
{
    step("the middle of a file");
    int fd = open_text();
    unsigned char *map = mmap(NULL, Pages * PageSize, ReadWrite, MAP_PRIVATE, fd, 0);
    EXPECT(map != MAP_FAILED);
    map[2 * PageSize] ^= 1;
    unsigned char own = map[2 * PageSize];
    unsigned char *there = mremap(map + 2 * PageSize, 3 * PageSize, 4 * PageSize, MREMAP_MAYMOVE);
    EXPECT(there != MAP_FAILED && there != map + 2 * PageSize);
    EXPECT_EQ(there[0], own);
    expect_file(fd, there + PageSize, 3);
    expect_file(fd, there + 2 * PageSize, 4);
    expect_file(fd, there + 3 * PageSize, 5);
    expect_file(fd, map + PageSize, 1);
    expect_file(fd, map + 5 * PageSize, 5);
    EXPECT_FAULT(fault_of_load(map + 2 * PageSize), SIGSEGV, SEGV_MAPERR, map + 2 * PageSize);
    EXPECT_FAULT(fault_of_load(map + 5 * PageSize - 1), SIGSEGV, SEGV_MAPERR, map + 5 * PageSize - 1);

    step("anonymous pages, to a place of choice");
    unsigned char *from = map_pages(Pages, ReadWrite), *target = map_pages(Pages + 2, ReadWrite);
    memset(from, 7, (Pages - 1) * PageSize);
    memset(target, 9, (Pages + 2) * PageSize);
    long copied = vmstat("vmx_cow_copy"), zeroed = vmstat("vmx_demand_zero");
    EXPECT(mremap(from, Pages * PageSize, Pages * PageSize, MREMAP_MAYMOVE | MREMAP_FIXED, target + PageSize) ==
           target + PageSize);
    EXPECT_EQ(target[PageSize - 1], 9);
    EXPECT_EQ(target[PageSize], 7);
    EXPECT_EQ(target[Pages * PageSize - 1], 7);
    EXPECT_EQ(target[Pages * PageSize], 0);  // its last page was never touched
    EXPECT_EQ(target[(Pages + 1) * PageSize], 9);
    EXPECT_EQ(vmstat("vmx_cow_copy"), copied);
    EXPECT_EQ(vmstat("vmx_demand_zero"), zeroed);

    step("shrink, and grow again");
    unsigned char *at = target + PageSize;
    EXPECT(mremap(at, Pages * PageSize, 2 * PageSize, 0) == at);
    EXPECT_EQ(fault_of_load(at + 2 * PageSize).code, SEGV_MAPERR);
    EXPECT(mremap(at, 2 * PageSize, 4 * PageSize, 0) == at);
    EXPECT_EQ(at[2 * PageSize - 1], 7);
    EXPECT_EQ(at[2 * PageSize], 0);

    step("what makes no sense");
    EXPECT_ERRNO((intptr_t)mremap(at, 4 * PageSize, 64 * PageSize, 0), ENOMEM);  // target's last page is in the way
    EXPECT_ERRNO((intptr_t)mremap(at + 1, PageSize, PageSize, MREMAP_MAYMOVE), EINVAL);
    EXPECT_ERRNO((intptr_t)mremap(at, PageSize, 0, MREMAP_MAYMOVE), EINVAL);
    EXPECT_ERRNO((intptr_t)mremap(at, 2 * PageSize, PageSize, MREMAP_MAYMOVE | MREMAP_FIXED, at + PageSize), EINVAL);
    EXPECT_ERRNO((intptr_t)mremap(from, PageSize, PageSize, MREMAP_MAYMOVE), EFAULT);
    return passed();
}
