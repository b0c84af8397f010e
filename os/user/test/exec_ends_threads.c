// SPDX-License-Identifier: Apache-2.0
// exec by one thread of several: the others end, and the new program has the number of the process, also where the
// leader had ended before or another thread was the one that called. Descriptors shared by CLONE_FILES are its own
// afterwards.

#include <pthread.h>
#include <sched.h>

#include "test.h"

enum { ShareAt = 60 };

static char *program, pid_text[16];
static unsigned char stack[4 * PageSize] __attribute__((aligned(16)));

static void *sleeper(void *unused)
{
    pause();
    return unused;
}

static void *execute(void *unused)
{
    char *arguments[] = {program, pid_text, NULL};
    execv(program, arguments);
    return unused;
}

static int execute_with_shared_files(void *unused)
{
    snprintf(pid_text, sizeof pid_text, "%d", (int)syscall(SYS_getpid));
    execute(unused);
    return 1;
}

static void run(bool leader_executes, bool leader_ends)
{
    pid_t pid = fork_child();
    if (pid == 0) {
        pthread_t thread;
        snprintf(pid_text, sizeof pid_text, "%d", getpid());
        EXPECT_EQ(pthread_create(&thread, NULL, sleeper, NULL), 0);
        sched_yield();
        if (leader_executes)
            execute(NULL);
        EXPECT_EQ(pthread_create(&thread, NULL, execute, NULL), 0);
        if (leader_ends)
            syscall(SYS_exit, 1);
        pause();
    }
    wait_for_success(pid);
}

int main(int argc, char *argv[])
{
    program = argv[0];
    if (argc > 1) {
        EXPECT_EQ(getpid(), atoi(argv[1]));
        EXPECT_EQ(syscall(SYS_gettid), getpid());
        EXPECT(fcntl(ShareAt, F_GETFD) < 0);
        return 0;
    }
    step("the leader executes");
    run(true, false);
    step("another thread executes");
    run(false, false);
    step("another thread executes, the leader has ended");
    run(false, true);

    step("descriptors are not shared afterwards");
    EXPECT_EQ(dup2(1, ShareAt), ShareAt);
    EXPECT(fcntl(ShareAt, F_SETFD, FD_CLOEXEC) == 0);
    fflush(stdout);
    pid_t pid = clone(execute_with_shared_files, stack + sizeof stack, CLONE_FILES | SIGCHLD, NULL);
    EXPECT(pid > 0);
    wait_for_success(pid);
    EXPECT_EQ(fcntl(ShareAt, F_GETFD), FD_CLOEXEC);
    return passed();
}
