// SPDX-License-Identifier: Apache-2.0
// A private mapping of a file shows the file's bytes, zeros behind its end up to the page's end, and SIGBUS on the
// pages beyond. What is written there is seen by nobody else and never reaches the file. The mapping outlives its
// descriptor. Claims: F41, F52, F66, F126.

#include "test.h"

static const char *text_file(void)
{
    return access("/data/GPL-3", R_OK) == 0 ? "/data/GPL-3" : "/usr/share/common-licenses/GPL-3";
}

int main(void)
{
    static unsigned char block[PageSize];
    int fd = open(text_file(), O_RDONLY);
    EXPECT(fd >= 0);
    off_t length = lseek(fd, 0, SEEK_END);
    EXPECT(length > 2 * PageSize && length % PageSize != 0);
    size_t pages = (size_t)length / PageSize + 1;

    step("map and compare");
    unsigned char *map = mmap(NULL, (pages + 2) * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    EXPECT(map != MAP_FAILED);
    for (size_t page = 0; page < pages; page++) {
        ssize_t got = pread(fd, block, PageSize, (off_t)(page * PageSize));
        EXPECT(got > 0 && memcmp(map + page * PageSize, block, (size_t)got) == 0);
    }

    step("behind the end of the file");
    for (size_t i = (size_t)length; i < pages * PageSize; i++)
        EXPECT_EQ(map[i], 0);
    EXPECT_FAULT(fault_of_load(map + pages * PageSize), SIGBUS, BUS_ADRERR, map + pages * PageSize);

    step("write");
    unsigned char original = map[PageSize + 9];
    map[PageSize + 9] = (unsigned char)~original;
    EXPECT_EQ(pread(fd, block, PageSize, PageSize), PageSize);
    EXPECT_EQ(block[9], original);
    EXPECT_EQ(map[PageSize + 9], (unsigned char)~original);

    step("a second mapping, from an offset");
    unsigned char *second = mmap(NULL, PageSize, PROT_READ, MAP_PRIVATE, fd, PageSize);
    EXPECT(second != MAP_FAILED);
    EXPECT_EQ(second[9], original);

    step("close");
    EXPECT(close(fd) == 0);
    EXPECT(memcmp(second, block, PageSize) == 0);
    EXPECT(munmap(second, PageSize) == 0);
    EXPECT(munmap(map, (pages + 2) * PageSize) == 0);
    return passed();
}
