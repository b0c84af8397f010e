// SPDX-License-Identifier: Apache-2.0
// A disk that stops in the midst of its work and asks to be reset: who waits for it gets an error and does not wait for
// ever; the disk is brought up again, and serves.
// Machine: --disk-reset 2:read:80-87:1-1

#include "test.h"

enum { Page = 10 };

int main(void)
{
    static char buffer[PageSize];
    if (!on_pagewalk())
        return skipped("the disk that stops is this machine's");
    int fd = open("/dev/vdc", O_RDWR);
    EXPECT(fd >= 0);

    step("the disk stops");
    int failures = 0;
    while (failures < 5 && pread(fd, buffer, sizeof buffer, (off_t)Page * PageSize) < 0) {
        EXPECT_EQ(errno, EIO);
        failures++;
    }
    EXPECT_EQ(failures, 1);

    step("and serves again");
    EXPECT_EQ(pread(fd, buffer, sizeof buffer, (off_t)100 * PageSize), PageSize);
    buffer[0]++;
    EXPECT_EQ(pwrite(fd, buffer, sizeof buffer, (off_t)100 * PageSize), PageSize);
    EXPECT_EQ(fsync(fd), 0);
    close(fd);
    return passed();
}
