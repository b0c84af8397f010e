// SPDX-License-Identifier: Apache-2.0
// A process that never calls the kernel does not keep the others from running: the timer takes the processor from it.

#include "test.h"

int main(void)
{
    struct turn turn = make_turn();
    step("a process that spins");
    pid_t pid = fork_child();
    if (pid == 0) {
        give(&turn);
        for (volatile unsigned long spins = 0;; spins++)
            ;
    }
    await(&turn);

    step("others go on");
    for (int i = 0; i < 2; i++) {
        pid_t other = fork_child();
        if (other == 0)
            _exit(i);
        EXPECT_EQ(WEXITSTATUS(wait_for(other)), i);
    }
    EXPECT(kill(pid, SIGKILL) == 0);
    EXPECT_EQ(WTERMSIG(wait_for(pid)), SIGKILL);
    return passed();
}
