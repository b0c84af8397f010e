// SPDX-License-Identifier: Apache-2.0
// What a process hears of its children: exit statuses, the signal that killed one, whether one has ended yet; that it
// has none left; and a grandchild whose parent has ended belongs to init.

#include "test.h"

static void expect_exit_status(int code)
{
    pid_t pid = fork_child();
    if (pid == 0)
        _exit(code);
    int status = wait_for(pid);
    EXPECT(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), code & 0xff);
}

int main(void)
{
    int status = -1;
    step("exit statuses");
    expect_exit_status(0);
    expect_exit_status(7);
    expect_exit_status(255);
    expect_exit_status(256 + 3);

    step("no child");
    EXPECT_ERRNO(wait(NULL), ECHILD);
    EXPECT_ERRNO(waitpid(getpid(), NULL, 0), ECHILD);

    step("not ended yet");
    struct turn turn = make_turn();
    pid_t pid = fork_child();
    if (pid == 0) {
        await(&turn);
        _exit(9);
    }
    EXPECT_EQ(waitpid(pid, &status, WNOHANG), 0);
    give(&turn);
    EXPECT_EQ(WEXITSTATUS(wait_for(pid)), 9);

    step("killed");
    pid = fork_child();
    if (pid == 0) {
        await(&turn);
        _exit(0);
    }
    EXPECT(kill(pid, SIGKILL) == 0);
    status = wait_for(pid);
    EXPECT(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
    EXPECT_ERRNO(kill(pid, SIGKILL), ESRCH);

    step("one of two");
    pid_t first = fork_child();
    if (first == 0) {
        await(&turn);
        _exit(1);
    }
    pid_t second = fork_child();
    if (second == 0)
        _exit(2);
    EXPECT_EQ(WEXITSTATUS(wait_for(second)), 2);
    give(&turn);
    EXPECT_EQ(wait(&status), first);
    EXPECT_EQ(WEXITSTATUS(status), 1);

    step("what a child used");
    struct rusage usage, before, after;
    EXPECT(getrusage(RUSAGE_CHILDREN, &before) == 0);
    pid = fork_child();
    if (pid == 0) {
        unsigned char *pages = map_pages(40, PROT_READ | PROT_WRITE);
        for (int page = 0; page < 40; page++)
            pages[page * PageSize] = 1;
        _exit(0);
    }
    EXPECT_EQ(wait4(pid, &status, 0, &usage), pid);
    EXPECT(getrusage(RUSAGE_CHILDREN, &after) == 0);
    EXPECT(usage.ru_minflt >= 40 && usage.ru_maxrss >= 20 * 4);
    EXPECT_EQ(after.ru_minflt - before.ru_minflt, usage.ru_minflt);

    step("orphan");
    struct turn done = make_turn();
    pid = fork_child();
    if (pid == 0) {
        pid_t parent = getpid();
        if (fork_child() == 0) {
            await(&turn);
            EXPECT(getppid() != parent);
            give(&done);
            _exit(0);
        }
        _exit(0);
    }
    wait_for_success(pid);
    give(&turn);
    await(&done);
    EXPECT_ERRNO(wait(NULL), ECHILD);
    return passed();
}
