// SPDX-License-Identifier: Apache-2.0
// A disk of which some sectors cannot be read, or not be written: the reader gets EIO; fsync tells once that something
// was not written, and what was changed stays in memory until it can be. Whatever else was changed, in the same file
// and in others, is written all the same. Nothing else is touched, and when the disk works again, so does everything.
// Machine: --disk-error 2:read:80-87:1-2 --disk-error 2:write:240-247:1-2 --disk-error 2:write:480-487:1-1

#include "test.h"

enum { First = 10, Second = 30, Third = 60 };  // pages of the disk whose sectors fail

static char buffer[PageSize];

static ssize_t read_page(int fd, unsigned page) { return pread(fd, buffer, sizeof buffer, (off_t)page * PageSize); }

static char first_byte(int fd, unsigned page)
{
    EXPECT_EQ(read_page(fd, page), PageSize);
    return buffer[0];
}

static void write_page(int fd, unsigned page, char byte)
{
    memset(buffer, byte, sizeof buffer);
    EXPECT_EQ(pwrite(fd, buffer, sizeof buffer, (off_t)page * PageSize), PageSize);
}

static int open_disk(void)
{
    int fd = open("/dev/vdc", O_RDWR);
    EXPECT(fd >= 0);
    return fd;
}

// By fsync or by msync, whoever made the page dirty and whoever met the error; one that is opened afterwards has
// nothing to hear, unless nobody has been told yet.
static void told_once(int fd)
{
    int second = open_disk(), third = open_disk();
    char *map = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, third, Third * PageSize);
    EXPECT(map != MAP_FAILED);
    map[0] = 'z';
    sync();  // meets it, and tells nobody
    int fourth = open_disk();
    EXPECT_ERRNO(fsync(fd), EIO);
    EXPECT_EQ(fsync(fd), 0);
    int fifth = open_disk();
    EXPECT_ERRNO(msync(map, PageSize, MS_SYNC), EIO);
    EXPECT_EQ(msync(map, PageSize, MS_SYNC), 0);
    EXPECT_EQ(fsync(third), 0);  // the mapping's own file
    EXPECT_ERRNO(fdatasync(second), EIO);
    EXPECT_EQ(fsync(second), 0);
    EXPECT_ERRNO(fsync(fourth), EIO);
    EXPECT_EQ(fsync(fourth), 0);
    EXPECT_EQ(fsync(fifth), 0);
    EXPECT_EQ(first_byte(fifth, Third), 'z');
    EXPECT(munmap(map, PageSize) == 0 && close(second) == 0 && close(third) == 0 && close(fourth) == 0 &&
           close(fifth) == 0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("the disk that fails is this machine's");
    const char *const names[] = {"/data/before", "/data/scratch", "/data/behind"};
    int first = open(names[0], O_RDWR | O_CREAT, 0600), fd = open("/dev/vdc", O_RDWR);
    EXPECT(first >= 0 && fd >= 0);
    sync();

    step("a sector that cannot be read");
    int failures = 0;
    while (failures < 5 && read_page(fd, First) < 0) {
        EXPECT_EQ(errno, EIO);
        failures++;
    }
    EXPECT(failures >= 1 && failures <= 2);  // the disk fails twice; reading ahead may have met it once
    EXPECT_EQ(read_page(fd, First), PageSize);
    EXPECT_EQ(read_page(fd, First + 1), PageSize);

    step("a sector that cannot be written");
    write_page(fd, Second, 'x');
    write_page(fd, Second + 5, 'y');
    EXPECT_ERRNO(fsync(fd), EIO);
    EXPECT_EQ(meminfo_kb("Dirty"), PageSize / 1024);  // the one page
    EXPECT(first_byte(fd, Second) == 'x' && first_byte(fd, Second + 5) == 'y');

    step("other files");
    for (int i = 0; i < 3; i++) {
        int other = open(names[i], O_RDWR | O_CREAT, 0600);
        EXPECT(other >= 0);
        EXPECT_EQ(pwrite(other, names[i], 6, 0), 6);
        EXPECT(close(other) == 0);
    }
    int root = open("/dev/vda", O_RDWR);
    EXPECT(root >= 0);
    first_byte(root, 0);  // and as it is, back again
    EXPECT_EQ(pwrite(root, buffer, sizeof buffer, 0), PageSize);
    EXPECT(meminfo_kb("Dirty") >= 5 * PageSize / 1024);
    sync();
    EXPECT_EQ(meminfo_kb("Dirty"), PageSize / 1024);
    EXPECT_ERRNO(fsync(fd), EIO);  // it is written now, and was not before
    EXPECT_EQ(meminfo_kb("Dirty"), 0);
    EXPECT_EQ(fsync(fd), 0);
    EXPECT(first_byte(fd, Second) == 'x' && first_byte(fd, Second + 5) == 'y');
    EXPECT(close(root) == 0 && close(first) == 0 && unlink(names[0]) == 0 && unlink(names[2]) == 0);

    step("each open file is told once");
    told_once(fd);
    close(fd);
    return passed();
}
