// SPDX-License-Identifier: Apache-2.0
// A pipe carries more than it holds: the writer sleeps until the reader has made room, the reader until there is
// something, the bytes keep their order, and the end of the writer is the end of the file.

#include "test.h"

enum { Bytes = 3 * 65536 / 2 + 123, Chunk = 3000 };

static unsigned char byte_at(size_t i) { return (unsigned char)(i * 31 + i / 257); }

static void write_all(int fd)
{
    static unsigned char block[Chunk];
    for (size_t sent = 0; sent < Bytes;) {
        size_t length = Bytes - sent < Chunk ? Bytes - sent : Chunk;
        for (size_t i = 0; i < length; i++)
            block[i] = byte_at(sent + i);
        ssize_t wrote = write(fd, block, length);
        EXPECT(wrote == (ssize_t)length);
        sent += length;
    }
}

int main(void)
{
    static unsigned char block[PageSize];
    struct turn pipe_ends = make_turn();
    step("write and read");
    pid_t pid = fork_child();
    if (pid == 0) {
        close(pipe_ends.fd[0]);
        write_all(pipe_ends.fd[1]);
        _exit(0);
    }
    close(pipe_ends.fd[1]);
    size_t got = 0;
    ssize_t length;
    while ((length = read(pipe_ends.fd[0], block, sizeof block)) > 0)
        for (ssize_t i = 0; i < length; i++, got++)
            if (block[i] != byte_at(got))
                fail("byte %zu is %d", got, block[i]);
    EXPECT_EQ(length, 0);
    EXPECT_EQ(got, Bytes);
    wait_for_success(pid);

    step("nobody reads");
    struct turn closed = make_turn();
    close(closed.fd[0]);
    EXPECT(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    EXPECT_ERRNO(write(closed.fd[1], "x", 1), EPIPE);
    return passed();
}
