// SPDX-License-Identifier: Apache-2.0
// SIGSTOP holds a process and all its threads, SIGCONT lets it go on; wait4 and waitid tell the parent of both, once
// each, and WNOWAIT leaves the news for the next. A call that was asleep is still asleep afterwards.

#include "test.h"

int main(void)
{
    struct turn turn = make_turn(), answer = make_turn();
    siginfo_t info;
    int status;
    pid_t pid = fork_child();
    if (pid == 0) {
        for (;;) {
            await(&turn);
            give(&answer);
        }
    }
    give(&turn);
    await(&answer);

    step("stopped");
    EXPECT_EQ(kill(pid, SIGSTOP), 0);
    EXPECT_EQ(waitpid(pid, &status, WUNTRACED), pid);
    EXPECT(WIFSTOPPED(status));
    EXPECT_EQ(WSTOPSIG(status), SIGSTOP);
    EXPECT_EQ(waitpid(pid, &status, WUNTRACED | WNOHANG), 0);
    give(&turn);
    usleep(2000);
    EXPECT(fcntl(answer.fd[0], F_SETFL, O_NONBLOCK) == 0);
    EXPECT_ERRNO(read(answer.fd[0], &status, 1), EAGAIN);
    EXPECT(fcntl(answer.fd[0], F_SETFL, 0) == 0);

    step("continued");
    EXPECT_EQ(kill(pid, SIGCONT), 0);
    info.si_pid = 0;
    EXPECT_EQ(waitid(P_PID, (id_t)pid, &info, WCONTINUED | WNOWAIT), 0);
    EXPECT_EQ(info.si_pid, pid);
    EXPECT_EQ(info.si_code, CLD_CONTINUED);
    EXPECT_EQ(waitpid(pid, &status, WCONTINUED), pid);
    EXPECT(WIFCONTINUED(status));
    await(&answer);

    step("ended");
    EXPECT_EQ(kill(pid, SIGTERM), 0);
    EXPECT_EQ(waitid(P_ALL, 0, &info, WEXITED | WNOWAIT), 0);
    EXPECT_EQ(info.si_signo, SIGCHLD);
    EXPECT_EQ(info.si_code, CLD_KILLED);
    EXPECT_EQ(info.si_status, SIGTERM);
    EXPECT_EQ(waitid(P_PID, (id_t)pid, &info, WEXITED), 0);
    EXPECT_ERRNO(waitid(P_PID, (id_t)pid, &info, WEXITED), ECHILD);
    EXPECT_ERRNO(waitid(P_PID, (id_t)pid, &info, 0), EINVAL);
    return passed();
}
