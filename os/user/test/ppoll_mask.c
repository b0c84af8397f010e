// SPDX-License-Identifier: Apache-2.0
// ppoll and pselect swap the signal mask for the length of the call: a signal that is blocked before comes in the
// middle, the call ends, the handler runs once, and the old mask is back. Sleeping, they use no time of the processor.

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <time.h>

#include "test.h"

static volatile int handled;

static void handler(int signal) { handled += signal == SIGUSR1; }

static bool is_blocked(void)
{
    sigset_t now;
    EXPECT(sigprocmask(SIG_SETMASK, NULL, &now) == 0);
    return sigismember(&now, SIGUSR1);
}

static long switches(void)
{
    struct rusage usage;
    EXPECT(getrusage(RUSAGE_SELF, &usage) == 0);
    return usage.ru_nvcsw + usage.ru_nivcsw;
}

int main(void)
{
    struct turn turn = make_turn();
    struct pollfd p = {.fd = turn.fd[0], .events = POLLIN};
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigset_t block, open_mask;
    fd_set set;
    EXPECT(sigaction(SIGUSR1, &action, NULL) == 0);
    sigemptyset(&block);
    sigaddset(&block, SIGUSR1);
    EXPECT(sigprocmask(SIG_BLOCK, &block, &open_mask) == 0);

    step("a signal that waits already");
    raise(SIGUSR1);
    EXPECT_EQ(handled, 0);
    EXPECT_ERRNO(ppoll(&p, 1, NULL, &open_mask), EINTR);
    EXPECT_EQ(handled, 1);
    EXPECT(is_blocked());

    step("one that comes while it sleeps");
    pid_t parent = getpid(), child = fork_child();
    if (child == 0) {
        usleep(500);
        kill(parent, SIGUSR1);
        _exit(0);
    }
    FD_ZERO(&set);
    FD_SET(turn.fd[0], &set);
    EXPECT_ERRNO(pselect(turn.fd[0] + 1, &set, NULL, NULL, NULL, &open_mask), EINTR);
    EXPECT_EQ(handled, 2);
    EXPECT(is_blocked());
    wait_for_success(child);

    step("something to read, and the mask back");
    give(&turn);
    EXPECT_EQ(ppoll(&p, 1, NULL, &open_mask), 1);
    EXPECT_EQ(p.revents, POLLIN);
    FD_SET(turn.fd[0], &set);
    EXPECT_EQ(pselect(turn.fd[0] + 1, &set, NULL, NULL, NULL, NULL), 1);
    EXPECT(FD_ISSET(turn.fd[0], &set));
    EXPECT(is_blocked());
    await(&turn);

    step("a time passes asleep");
    const struct timespec time = {0, 12000000};
    long before = switches();
    EXPECT_EQ(ppoll(&p, 1, &time, NULL), 0);
    EXPECT(switches() - before <= 3);

    step("a counter wakes a poller");
    int counter = eventfd(0, EFD_NONBLOCK);
    uint64_t value = 3;
    EXPECT(counter >= 0);
    EXPECT_ERRNO(read(counter, &value, sizeof value), EAGAIN);
    child = fork_child();
    if (child == 0) {
        usleep(1000);
        _exit(write(counter, &value, sizeof value) == sizeof value ? 0 : 1);
    }
    p.fd = counter;
    EXPECT_EQ(ppoll(&p, 1, NULL, NULL), 1);
    EXPECT_EQ(read(counter, &value, sizeof value), sizeof value);
    EXPECT_EQ(value, 3);
    wait_for_success(child);
    return passed();
}
