// SPDX-License-Identifier: Apache-2.0
// mmap refuses what makes no sense, each with the errno of Linux, and changes nothing.
// Claims: F12, F68, F126.

#include "test.h"

enum { Private = MAP_PRIVATE | MAP_ANONYMOUS, ReadWrite = PROT_READ | PROT_WRITE };

static void *map(void *at, size_t bytes, int protection, int flags, int fd, long offset)
{
    return (void *)syscall(SYS_mmap, at, bytes, protection, flags, fd, offset);
}

int main(void)
{
    step("nothing, and neither private nor shared");
    EXPECT_ERRNO(map(NULL, 0, ReadWrite, Private, -1, 0), EINVAL);
    EXPECT_ERRNO(map(NULL, PageSize, ReadWrite, MAP_ANONYMOUS, -1, 0), EINVAL);
    EXPECT_ERRNO(map(NULL, PageSize, ReadWrite, MAP_PRIVATE | MAP_SHARED | MAP_ANONYMOUS, -1, 0), EINVAL);

    step("not aligned");
    unsigned char *page = map_pages(2, ReadWrite);
    EXPECT_ERRNO(map(page + 1, PageSize, ReadWrite, Private | MAP_FIXED, -1, 0), EINVAL);
    int fd = open(access("/data/GPL-3", R_OK) == 0 ? "/data/GPL-3" : "/usr/share/common-licenses/GPL-3", O_RDONLY);
    EXPECT(fd >= 0);
    EXPECT_ERRNO(map(NULL, PageSize, PROT_READ, MAP_PRIVATE, fd, 1), EINVAL);

    step("descriptors");
    EXPECT_ERRNO(map(NULL, PageSize, PROT_READ, MAP_PRIVATE, 99, 0), EBADF);
    int pipes[2];
    EXPECT(pipe(pipes) == 0);
    EXPECT_ERRNO(map(NULL, PageSize, PROT_READ, MAP_PRIVATE, pipes[0], 0), ENODEV);

    step("more than there is");
    EXPECT_ERRNO(map(NULL, 1UL << 50, ReadWrite, Private, -1, 0), ENOMEM);
    EXPECT_ERRNO(map(NULL, -1UL, ReadWrite, Private, -1, 0), ENOMEM);
    EXPECT_ERRNO(map((void *)(-1UL << 40), PageSize, ReadWrite, Private | MAP_FIXED, -1, 0), ENOMEM);

    step("a length is rounded up to whole pages");
    unsigned char *odd = map_pages(4, ReadWrite);
    EXPECT(munmap(odd, 4 * PageSize) == 0);
    EXPECT(map(odd, 5000, ReadWrite, Private | MAP_FIXED, -1, 0) == odd);
    odd[8191] = 1;
    EXPECT_FAULT(fault_of_load(odd + 8192), SIGSEGV, SEGV_MAPERR, odd + 8192);
    EXPECT(munmap(odd, 5000) == 0);
    EXPECT_EQ(fault_of_load(odd + 8191).signal, SIGSEGV);
    EXPECT_EQ(page[0], 0);
    return passed();
}
