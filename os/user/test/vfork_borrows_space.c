// SPDX-License-Identifier: Apache-2.0
// clone with CLONE_VM and CLONE_VFORK, as posix_spawn uses it: the child borrows its parent's space until it runs
// another program or ends, the parent sleeps meanwhile, and what the child stored is there afterwards. Claims: F22.

#include <sched.h>
#include <spawn.h>

#include "test.h"

static volatile int stored;

static int store_and_end(void *value)
{
    stored = *(int *)value;
    _exit(11);
}

int main(int argc, char *argv[])
{
    static unsigned char stack[2 * PageSize] __attribute__((aligned(16)));
    char *arguments[] = {argv[0], "other", NULL};
    char *environment[] = {NULL};
    int value = 5;
    pid_t pid;
    if (argc > 1)
        return 23;

    step("the child ends");
    fflush(stdout);
    pid = clone(store_and_end, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &value);
    EXPECT(pid > 0);
    EXPECT_EQ(stored, 5);
    EXPECT_EQ(WEXITSTATUS(wait_for(pid)), 11);

    step("the child runs another program");
    EXPECT_EQ(posix_spawn(&pid, argv[0], NULL, NULL, arguments, environment), 0);
    EXPECT_EQ(WEXITSTATUS(wait_for(pid)), 23);

    step("the child finds no other program");
    EXPECT_EQ(posix_spawn(&pid, "/bin/no-such-program", NULL, NULL, arguments, environment), ENOENT);
    EXPECT_EQ(value, 5);
    return passed();
}
