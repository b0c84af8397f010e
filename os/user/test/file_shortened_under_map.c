// SPDX-License-Identifier: Apache-2.0
// A mapping and the length of its file: pages past the end are SIGBUS, also those that were there before the file was
// shortened; the rest of the last page is zeroes, and stays so when the file is longer again, whatever a mapping stored
// there; what comes back is a hole.
// Claims: F41.

#include <sys/stat.h>

#include "test.h"

enum { Pages = 4 };

static unsigned char *map;

static void fill(int fd)
{
    static unsigned char page[PageSize];
    for (int i = 0; i < Pages; i++) {
        memset(page, 'a' + i, sizeof page);
        EXPECT_EQ(pwrite(fd, page, sizeof page, i * PageSize), PageSize);
    }
}

static void expect_sigbus(int page)
{
    void *at = map + page * PageSize + 5;
    EXPECT_FAULT(fault_of_load(at), SIGBUS, BUS_ADRERR, at);
    EXPECT_FAULT(fault_of_store(at), SIGBUS, BUS_ADRERR, at);
}

static void work(int fd)
{
    unsigned char byte;
    fill(fd);
    map = mmap(NULL, (Pages + 1) * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    EXPECT(map != MAP_FAILED);
    step("all there, and one behind the end");
    for (int i = 0; i < Pages; i++)
        EXPECT_EQ(map[i * PageSize], 'a' + i);
    expect_sigbus(Pages);

    step("shortened");
    map[3 * PageSize] = 'x';  // dirty, and gone with the rest
    EXPECT(ftruncate(fd, PageSize + 100) == 0);
    EXPECT_EQ(map[0], 'a');
    EXPECT_EQ(map[PageSize + 99], 'b');
    EXPECT_EQ(map[PageSize + 100], 0);
    expect_sigbus(2);
    expect_sigbus(3);

    step("stored behind the end, and longer again");
    map[PageSize + 200] = 'y';
    EXPECT(ftruncate(fd, Pages * PageSize) == 0);
    EXPECT_EQ(pread(fd, &byte, 1, PageSize + 200), 1);
    EXPECT_EQ(byte, 0);
    EXPECT_EQ(map[PageSize + 200], 0);
    EXPECT_EQ(map[3 * PageSize], 0);
    map[3 * PageSize] = 'z';
    EXPECT_EQ(pread(fd, &byte, 1, 3 * PageSize), 1);
    EXPECT_EQ(byte, 'z');

    step("written past a hole");
    EXPECT(ftruncate(fd, 0) == 0);
    EXPECT_EQ(pwrite(fd, "end", 3, 3 * PageSize + 10), 3);
    EXPECT_EQ(map[2 * PageSize + 7], 0);
    EXPECT_EQ(map[3 * PageSize + 10], 'e');
    map[2 * PageSize + 7] = 'h';
    EXPECT(fsync(fd) == 0 && msync(map, Pages * PageSize, MS_SYNC) == 0);
    EXPECT_EQ(pread(fd, &byte, 1, 2 * PageSize + 7), 1);
    EXPECT_EQ(byte, 'h');
    EXPECT(munmap(map, (Pages + 1) * PageSize) == 0 && close(fd) == 0);
}

int main(void)
{
    char made[] = "/tmp/shortened.XXXXXX";
    int fd = mkstemp(made);
    EXPECT(fd >= 0 && unlink(made) == 0);
    work(fd);
    if (on_pagewalk()) {
        fd = open("/data/shortened", O_RDWR | O_CREAT | O_EXCL, 0600);
        EXPECT(fd >= 0 && unlink("/data/shortened") == 0);
        work(fd);
    }
    return passed();
}
