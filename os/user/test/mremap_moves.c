// SPDX-License-Identifier: Apache-2.0
// mremap takes pages to another address as they are: no page is copied, what was never touched still comes from its own
// place in the file, what lies beside stays, and the old address is empty. It grows in place where there is room, and
// refuses what makes no sense. With MREMAP_DONTUNMAP the old mapping stays, and its next uses are first uses.
// Claims: F40.

#include "procfile.h"

enum { Pages = 6, ReadWrite = PROT_READ | PROT_WRITE };

static const char *read_statm(void)
{
    static char text[128];
    int fd = open("/proc/self/statm", O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    EXPECT(length > 0);
    close(fd);
    text[length] = '\0';
    return text;
}

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

#define DONTUNMAP 4

// With an address to try, which C libraries pass on only with MREMAP_FIXED.
static void *remap(void *old, size_t old_size, size_t size, int flags, void *to)
{
    return (void *)syscall(SYS_mremap, old, old_size, size, flags, to);
}

// The old mapping stays, without its pages.
static void moved_and_kept(int fd)
{
    step("the old mapping stays");
    unsigned char *old = map_pages(4, ReadWrite);
    memset(old, 0x11, 3 * PageSize);
    long resident = own_resident_pages();
    unsigned char *new = remap(old + PageSize, 2 * PageSize, 2 * PageSize, MREMAP_MAYMOVE | DONTUNMAP, NULL);
    EXPECT(new != MAP_FAILED &&new != old + PageSize);
    EXPECT_EQ(own_resident_pages(), resident);
    EXPECT_EQ(new[0], 0x11);
    EXPECT_EQ(new[2 * PageSize - 1], 0x11);
    EXPECT_EQ(old[PageSize - 1], 0x11);
    long faults = minor_faults();
    EXPECT_EQ(old[PageSize], 0);  // a first use
    EXPECT_EQ(minor_faults(), faults + 1);
    old[2 * PageSize] = 0x22;
    EXPECT_EQ(new[PageSize], 0x11);

    step("to a place of choice, or one that is only wished");
    unsigned char *room = map_pages(6, ReadWrite);
    room[PageSize] = 0x33;
    EXPECT(munmap(room + 3 * PageSize, 3 * PageSize) == 0);
    EXPECT(remap(new, PageSize, PageSize, MREMAP_MAYMOVE | DONTUNMAP | MREMAP_FIXED, room + PageSize) ==
           room + PageSize);
    EXPECT_EQ(room[PageSize], 0x11);
    EXPECT_EQ(new[0], 0);
    EXPECT_EQ(new[PageSize], 0x11);
    EXPECT(remap(new, 2 * PageSize, 2 * PageSize, MREMAP_MAYMOVE | DONTUNMAP, room + 4 * PageSize) ==
           room + 4 * PageSize);
    EXPECT_EQ(room[5 * PageSize], 0x11);
    EXPECT(remap(room + 5 * PageSize, PageSize, PageSize, MREMAP_MAYMOVE | DONTUNMAP, room) != room);  // not free

    step("a private file: its pages come from the file again");
    unsigned char *map = mmap(NULL, 2 * PageSize, ReadWrite, MAP_PRIVATE, fd, 0);
    EXPECT(map != MAP_FAILED);
    unsigned char first = map[0];
    map[0] = (unsigned char)~first;
    unsigned char *there = remap(map, 2 * PageSize, 2 * PageSize, MREMAP_MAYMOVE | DONTUNMAP, NULL);
    EXPECT(there != MAP_FAILED);
    EXPECT_EQ(there[0], (unsigned char)~first);
    expect_file(fd, map, 0);
    expect_file(fd, there + PageSize, 1);

    step("it must be able to move, and stays as long as it is");
    EXPECT_ERRNO((intptr_t)remap(map, PageSize, PageSize, DONTUNMAP, NULL), EINVAL);
    EXPECT_ERRNO((intptr_t)remap(map, PageSize, 2 * PageSize, MREMAP_MAYMOVE | DONTUNMAP, NULL), EINVAL);
    EXPECT_ERRNO((intptr_t)remap(map, 2 * PageSize, PageSize, MREMAP_MAYMOVE | DONTUNMAP, NULL), EINVAL);
    EXPECT_ERRNO((intptr_t)remap(map, PageSize, PageSize, MREMAP_MAYMOVE | DONTUNMAP, map + 1), EINVAL);
    EXPECT_ERRNO((intptr_t)remap(map, 2 * PageSize, 2 * PageSize, MREMAP_MAYMOVE | DONTUNMAP, map + PageSize), EINVAL);

    step("a limit on the address space counts both");
    struct rlimit was, limit;
    EXPECT(getrlimit(RLIMIT_AS, &was) == 0);
    unsigned char *large = map_pages(256, ReadWrite);
    long size = 0;
    EXPECT(sscanf(read_statm(), "%ld", &size) == 1);
    limit = (struct rlimit){(rlim_t)(size + 128) * PageSize, was.rlim_max};
    EXPECT(setrlimit(RLIMIT_AS, &limit) == 0);
    EXPECT_ERRNO((intptr_t)remap(large, 256 * PageSize, 256 * PageSize, MREMAP_MAYMOVE | DONTUNMAP, NULL), ENOMEM);
    EXPECT(remap(large, 64 * PageSize, 64 * PageSize, MREMAP_MAYMOVE | DONTUNMAP, NULL) != MAP_FAILED);
    EXPECT(setrlimit(RLIMIT_AS, &was) == 0);
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
    uint64_t frames[Pages - 1] = {0};
    for (int i = 0; i < Pages - 1 && sees_frames(); i++)
        frames[i] = frame_number(from + i * PageSize);
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
    for (int i = 0; i < Pages - 1 && sees_frames(); i++)
        EXPECT_EQ(frame_number(target + (i + 1) * PageSize), frames[i]);
    EXPECT_FAULT(fault_of_load(from), SIGSEGV, SEGV_MAPERR, from);

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
    moved_and_kept(fd);
    return passed();
}
