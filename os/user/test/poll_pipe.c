// SPDX-License-Identifier: Apache-2.0
// poll tells what a pipe can do without waiting for it: empty, full of something, without a writer, without a reader;
// and it gives up after its time.

#include <poll.h>

#include "test.h"

static int look(int fd, short events, int timeout)
{
    struct pollfd one = {.fd = fd, .events = events};
    int count = poll(&one, 1, timeout);
    EXPECT(count == (one.revents != 0));
    return one.revents;
}

int main(void)
{
    char byte;
    struct turn first = make_turn(), second = make_turn();

    step("empty");
    EXPECT_EQ(look(first.fd[0], POLLIN, 0), 0);
    EXPECT_EQ(look(first.fd[0], POLLIN, 15), 0);
    EXPECT_EQ(look(first.fd[1], POLLOUT, 0), POLLOUT);

    step("something");
    pid_t pid = fork_child();
    if (pid == 0)
        _exit(write(first.fd[1], "x", 1) == 1 ? 0 : 1);
    EXPECT_EQ(look(first.fd[0], POLLIN, -1), POLLIN);
    EXPECT_EQ(read(first.fd[0], &byte, 1), 1);
    wait_for_success(pid);

    step("one end gone");
    close(first.fd[1]);
    EXPECT_EQ(look(first.fd[0], POLLIN, 0), POLLHUP);
    close(second.fd[0]);
    EXPECT_EQ(look(second.fd[1], POLLOUT, 0) & POLLERR, POLLERR);
    EXPECT_EQ(look(second.fd[0], POLLIN, 0), POLLNVAL);
    return passed();
}
