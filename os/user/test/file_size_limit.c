// SPDX-License-Identifier: Apache-2.0
// RLIMIT_FSIZE: a write stops at it, and where nothing more may be written is EFBIG and SIGXFSZ; so is ftruncate.

#include "test.h"

enum { Limit = 10000 };

static volatile sig_atomic_t signals;

static void count_signal(int signal)
{
    (void)signal;
    signals++;
}

int main(void)
{
    static char bytes[8192];
    char name[] = "/tmp/file_size_limit.XXXXXX";
    int fd = mkstemp(name);
    EXPECT(fd >= 0 && unlink(name) == 0);
    EXPECT(signal(SIGXFSZ, count_signal) != SIG_ERR);
    const struct rlimit limit = {Limit, RLIM_INFINITY};
    EXPECT(setrlimit(RLIMIT_FSIZE, &limit) == 0);

    step("up to the limit");
    EXPECT_EQ(write(fd, bytes, sizeof bytes), sizeof bytes);
    EXPECT_EQ(write(fd, bytes, sizeof bytes), Limit - sizeof bytes);
    EXPECT_EQ(signals, 0);

    step("behind it");
    EXPECT_ERRNO(write(fd, bytes, 1), EFBIG);
    EXPECT_EQ(signals, 1);
    EXPECT_ERRNO(pwrite(fd, bytes, 1, Limit), EFBIG);
    EXPECT_EQ(signals, 2);
    EXPECT_ERRNO(ftruncate(fd, Limit + 1), EFBIG);
    EXPECT_EQ(signals, 3);

    step("within it");
    EXPECT_EQ(pwrite(fd, bytes, 10, Limit - 10), 10);
    EXPECT(ftruncate(fd, Limit) == 0 && ftruncate(fd, 0) == 0);
    EXPECT_EQ(signals, 3);
    return passed();
}
