// SPDX-License-Identifier: Apache-2.0
// What exec leaves to the new program and what not: descriptors but those that close on exec, ignored signals but no
// handlers (their code is gone), the mask of blocked signals, the process itself.

#include "test.h"

static void handler(int signal) { (void)signal; }

static void *action_of(int signal)
{
    struct sigaction action;
    EXPECT(sigaction(signal, NULL, &action) == 0);
    return (void *)(uintptr_t)action.sa_handler;
}

static int second_life(char *argv[])
{
    sigset_t blocked;
    test_step = "second life";
    EXPECT_EQ(fcntl(atoi(argv[2]), F_GETFD), 0);
    EXPECT_ERRNO(fcntl(atoi(argv[3]), F_GETFD), EBADF);
    EXPECT(action_of(SIGUSR1) == SIG_DFL && action_of(SIGUSR2) == SIG_IGN);
    EXPECT(sigprocmask(SIG_SETMASK, NULL, &blocked) == 0);
    EXPECT(sigismember(&blocked, SIGTERM) == 1 && sigismember(&blocked, SIGUSR1) == 0);
    EXPECT_EQ(getpid(), atoi(argv[4]));
    return EXIT_SUCCESS;
}

static void first_life(char *program)
{
    static char numbers[3][12];
    int kept = dup(1), closed = dup(1);
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    EXPECT(fcntl(closed, F_SETFD, FD_CLOEXEC) == 0);
    EXPECT(signal(SIGUSR1, handler) != SIG_ERR && signal(SIGUSR2, SIG_IGN) != SIG_ERR);
    EXPECT(sigprocmask(SIG_SETMASK, &blocked, NULL) == 0);
    int values[] = {kept, closed, getpid()};
    for (int i = 0; i < 3; i++)
        snprintf(numbers[i], sizeof numbers[i], "%d", values[i]);
    execv(program, (char *[]){program, "again", numbers[0], numbers[1], numbers[2], NULL});
    fail("execv: %s", strerror(errno));
}

int main(int argc, char *argv[])
{
    if (argc > 1)
        _exit(second_life(argv));
    step("exec");
    pid_t pid = fork_child();
    if (pid == 0)
        first_life(argv[0]);
    wait_for_success(pid);
    return passed();
}
