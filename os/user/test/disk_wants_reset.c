// SPDX-License-Identifier: Apache-2.0
// A disk that stops in the midst of its work and asks to be reset is brought up again and asked again: whoever waits
// gets what it asked for. A request that makes the disk stop twice, with nothing else under way, fails, and it alone.
// Machine: --disk-reset 2:read:80-87:1-1 --disk-reset 2:read:160-167:1-2
// Machine: --disk-reset 2:write:240-247:1-1 --disk-reset 2:write:320-327:1-2
// Machine: --disk-reset 0:flush:all:1-1 --disk-reset 2:flush:all:1-1

#include "setting.h"
#include "test.h"

enum { Once = 10, Twice = 20, WrittenOnce = 30, WrittenTwice = 40, Good = 100 };

static char buffer[PageSize];

static ssize_t read_page(int fd, unsigned page) { return pread(fd, buffer, sizeof buffer, (off_t)page * PageSize); }

static void write_page(int fd, unsigned page, char byte)
{
    memset(buffer, byte, sizeof buffer);
    EXPECT_EQ(pwrite(fd, buffer, sizeof buffer, (off_t)page * PageSize), PageSize);
}

static void holds(int fd, unsigned page, char byte)
{
    EXPECT_EQ(read_page(fd, page), PageSize);
    EXPECT(buffer[0] == byte && buffer[PageSize - 1] == byte);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("the disk that stops is this machine's");
    int fd = open("/dev/vdc", O_RDWR);
    EXPECT(fd >= 0);

    step("a write that stops the disk");
    write_page(fd, WrittenOnce, 'w');
    EXPECT_EQ(fsync(fd), 0);  // and so does its flush
    set("vm/drop_caches", 1);
    holds(fd, WrittenOnce, 'w');

    step("a write that stops it twice");
    write_page(fd, WrittenTwice, 'x');
    EXPECT_ERRNO(fsync(fd), EIO);
    EXPECT_EQ(meminfo_kb("Dirty"), PageSize / 1024);
    EXPECT_EQ(fsync(fd), 0);
    set("vm/drop_caches", 1);
    holds(fd, WrittenTwice, 'x');

    step("a read that stops it");
    EXPECT_EQ(read_page(fd, Once), PageSize);

    step("a read that stops it twice");
    EXPECT_ERRNO(read_page(fd, Twice), EIO);
    EXPECT_EQ(read_page(fd, Twice), PageSize);

    step("a flush that stops it");
    sync();

    step("and it serves again");
    EXPECT_EQ(read_page(fd, Good), PageSize);
    write_page(fd, Good, 'y');
    EXPECT_EQ(fsync(fd), 0);
    close(fd);
    return passed();
}
