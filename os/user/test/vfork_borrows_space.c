// SPDX-License-Identifier: Apache-2.0
//
// vfork: the child borrows its parent's space until it runs another program or ends, the parent sleeps meanwhile, and what
// the child stored is there afterwards.
// Claims: F22.

#include "test.h"

static volatile int stored;

int main(int argc, char *argv[])
{
    char *arguments[] = { argv[0], "other", NULL };
    if (argc > 1)
        return 23;

    step("the child ends");
    fflush(stdout);
    pid_t pid = vfork();
    if (pid == 0) {
        stored = 1;
        _exit(11);
    }
    EXPECT_EQ(stored, 1);
    EXPECT_EQ(WEXITSTATUS(wait_for(pid)), 11);

    step("the child runs another program");
    pid = vfork();
    if (pid == 0) {
        stored = 2;
        execv(arguments[0], arguments);
        _exit(1);
    }
    EXPECT_EQ(stored, 2);
    EXPECT_EQ(WEXITSTATUS(wait_for(pid)), 23);
    return passed();
}
