// SPDX-License-Identifier: Apache-2.0
// A signal ends an interruptible sleep: with SA_RESTART the call is made again, without it the call is EINTR; nanosleep
// says what was left, sigsuspend gives the old mask back, and SIGKILL needs nobody's consent.

#include <time.h>

#include "sleeper.h"

static volatile int signals_seen, last_sender;

static void note(int signo, siginfo_t *info, void *context)
{
    (void)signo, (void)context;
    signals_seen++;
    last_sender = info->si_pid;
}

static void handle(int signo, int flags)
{
    struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO | flags};
    EXPECT(sigaction(signo, &action, NULL) == 0);
    signals_seen = 0;
}

// A child that signals its parent once that sleeps, and when it sleeps again writes a byte, unless fd is -1.
static pid_t caller(int fd)
{
    pid_t pid = fork_child();
    if (pid != 0)
        return pid;
    until_asleep(getppid());
    kill(getppid(), SIGUSR1);
    if (fd >= 0) {
        until_asleep(getppid());
        _exit(write(fd, "x", 1) == 1 ? 0 : 1);
    }
    _exit(0);
}

static void test_read(void)
{
    char byte;
    struct turn turn = make_turn();

    step("read with SA_RESTART");
    handle(SIGUSR1, SA_RESTART);
    pid_t pid = caller(turn.fd[1]);
    EXPECT_EQ(read(turn.fd[0], &byte, 1), 1);
    EXPECT_EQ(byte, 'x');
    EXPECT_EQ(signals_seen, 1);
    EXPECT_EQ(last_sender, pid);
    wait_for_success(pid);

    step("read without");
    handle(SIGUSR1, 0);
    pid = caller(-1);
    EXPECT_ERRNO(read(turn.fd[0], &byte, 1), EINTR);
    EXPECT_EQ(signals_seen, 1);
    wait_for_success(pid);
}

static void test_nanosleep(void)
{
    struct timespec span = {100, 0}, left;
    step("nanosleep");
    pid_t pid = caller(-1);
    EXPECT_ERRNO(nanosleep(&span, &left), EINTR);
    EXPECT(left.tv_sec > 50 && left.tv_sec < 100);
    wait_for_success(pid);
}

static void test_sigsuspend(void)
{
    sigset_t none, usr1, mask;
    step("sigsuspend");
    sigemptyset(&none);
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    handle(SIGUSR1, 0);
    EXPECT(sigprocmask(SIG_BLOCK, &usr1, NULL) == 0);
    EXPECT(kill(getpid(), SIGUSR1) == 0);
    EXPECT_EQ(signals_seen, 0);
    EXPECT(sigpending(&mask) == 0 && sigismember(&mask, SIGUSR1));
    EXPECT_ERRNO(sigsuspend(&none), EINTR);
    EXPECT_EQ(signals_seen, 1);
    EXPECT(sigprocmask(SIG_UNBLOCK, &usr1, &mask) == 0 && sigismember(&mask, SIGUSR1));
}

static void test_kill(void)
{
    step("SIGKILL of a sleeper");
    pid_t pid = fork_child();
    if (pid == 0) {
        signal(SIGTERM, SIG_IGN);
        for (;;)
            pause();
    }
    until_asleep(pid);
    EXPECT(kill(pid, SIGTERM) == 0);
    EXPECT(kill(pid, SIGKILL) == 0);
    int status = wait_for(pid);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    EXPECT_ERRNO(kill(pid, 0), ESRCH);
}

int main(void)
{
    test_read();
    test_nanosleep();
    test_sigsuspend();
    test_kill();
    return passed();
}
