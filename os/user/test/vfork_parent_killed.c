// SPDX-License-Identifier: Apache-2.0
// A parent that sleeps in vfork can be killed: it does not wait for a child that has not let go of the space. The child
// goes on with the space that was its parent's. Threads of the parent run meanwhile.

#include <sched.h>

#include "test.h"

static struct turn started, go_on;
static unsigned char stack[4 * PageSize] __attribute__((aligned(16)));

static int child_of_vfork(void *unused)
{
    (void)unused;
    give(&started);
    await(&go_on);
    give(&started);
    _exit(0);
}

int main(void)
{
    started = make_turn();
    go_on = make_turn();

    step("the parent is killed while it waits");
    pid_t parent = fork_child();
    if (parent == 0) {
        clone(child_of_vfork, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
        _exit(1);
    }
    await(&started);
    EXPECT_EQ(kill(parent, SIGKILL), 0);
    int status = wait_for(parent);
    EXPECT(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGKILL);

    step("the child goes on");
    give(&go_on);
    await(&started);
    return passed();
}
