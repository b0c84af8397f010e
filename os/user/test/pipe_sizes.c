// SPDX-License-Identifier: Apache-2.0
// A pipe takes 64 KiB and no more, keeps the order of bytes when it goes round, takes small writes whole or not at all,
// is as large as asked for, gives its memory back, and tells a writer without readers.

#include <poll.h>

#include "test.h"

enum { Full = 65536, Half = 2048, Apart = 50 };

static unsigned char buffer[Full + PageSize];
static volatile sig_atomic_t broken;

static void on_pipe(int signal) { broken = signal; }

// Bytes of the stream that are written and looked at: every Apart-th says where it is.
static unsigned char pattern(size_t at) { return (unsigned char)(at / Apart); }

static void fill(size_t at, size_t n)
{
    for (size_t i = (Apart - at % Apart) % Apart; i < n; i += Apart)
        buffer[i] = pattern(at + i);
}

static void check(size_t at, size_t n)
{
    for (size_t i = (Apart - at % Apart) % Apart; i < n; i += Apart)
        EXPECT_EQ(buffer[i], pattern(at + i));
}

static short ready(int fd, short events)
{
    struct pollfd p = {.fd = fd, .events = events};
    EXPECT(poll(&p, 1, 0) >= 0);
    return p.revents;
}

int main(void)
{
    int fd[2];
    size_t written = 0, got = 0;
    EXPECT(pipe2(fd, O_NONBLOCK) == 0);

    step("it fills up");
    EXPECT_EQ(fcntl(fd[0], F_GETPIPE_SZ), Full);
    EXPECT_EQ(ready(fd[0], POLLIN), 0);
    EXPECT_EQ(ready(fd[1], POLLOUT), POLLOUT);
    fill(0, sizeof buffer);
    EXPECT_EQ(write(fd[1], buffer, sizeof buffer), Full);
    EXPECT_ERRNO(write(fd[1], buffer, 1), EAGAIN);
    EXPECT_EQ(ready(fd[0], POLLIN), POLLIN);
    EXPECT_EQ(ready(fd[1], POLLOUT), 0);

    step("it goes round in the middle of a page");
    written = Full;
    for (int round = 0; round < 18; round++) {
        EXPECT_EQ(read(fd[0], buffer, PageSize + 100), PageSize + 100);
        check(got, PageSize + 100);
        got += PageSize + 100;
        fill(written, PageSize);
        EXPECT_EQ(write(fd[1], buffer, PageSize), PageSize);
        written += PageSize;
    }
    while (got < written) {
        ssize_t n = read(fd[0], buffer, sizeof buffer);
        EXPECT(n > 0);
        check(got, (size_t)n);
        got += (size_t)n;
    }
    EXPECT_ERRNO(read(fd[0], buffer, 1), EAGAIN);

    step("a small write is not torn");
    EXPECT_EQ(write(fd[1], buffer, Full - PageSize), Full - PageSize);
    EXPECT_EQ(write(fd[1], buffer, PageSize), PageSize);
    EXPECT_EQ(read(fd[0], buffer, Half), Half);
    EXPECT_ERRNO(write(fd[1], buffer, Half + 1), EAGAIN);

    step("its size is changed");
    EXPECT_ERRNO(fcntl(fd[1], F_SETPIPE_SZ, PageSize), EBUSY);
    while (read(fd[0], buffer, sizeof buffer) > 0)
        ;
    EXPECT_EQ(fcntl(fd[1], F_SETPIPE_SZ, PageSize + 1), 2 * PageSize);
    EXPECT_EQ(write(fd[1], buffer, Full), 2 * PageSize);

    step("nobody reads");
    EXPECT(signal(SIGPIPE, on_pipe) != SIG_ERR);
    close(fd[0]);
    EXPECT_EQ(ready(fd[1], POLLOUT) & POLLERR, POLLERR);
    EXPECT_ERRNO(write(fd[1], buffer, 1), EPIPE);
    EXPECT_EQ(broken, SIGPIPE);
    close(fd[1]);
    return passed();
}
