// SPDX-License-Identifier: Apache-2.0
// Processes that do nothing but make more of themselves: the rest of the system goes on, SIGKILL to their group ends
// them all, and what they took is free again.

#include <sched.h>

#include "test.h"

enum { Turns = 40, Pages = 4 };

static void explode(void)
{
    unsigned char *pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    for (;;) {
        memset(pages, 1, Pages * PageSize);
        if (fork() < 0)
            sched_yield();
    }
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("this machine has other users");
    unsigned char *own = map_pages(Pages, PROT_READ | PROT_WRITE);
    long free = meminfo_kb("MemFree") + meminfo_kb("Cached") + meminfo_kb("AnonPages");
    step("bomb");
    pid_t pid = fork_child();
    if (pid == 0) {
        setpgid(0, 0);
        explode();
    }
    setpgid(pid, pid);
    for (int turn = 0; turn < Turns; turn++) {
        own[turn % Pages * PageSize] = (unsigned char)turn;
        sched_yield();
        EXPECT_EQ(own[turn % Pages * PageSize], (unsigned char)turn);
    }
    step("kill");
    while (kill(-pid, SIGKILL) == 0) {
        waitpid(-pid, NULL, WNOHANG);
        sched_yield();
    }
    EXPECT_EQ(errno, ESRCH);
    step("what they took is free");
    long gone = free - (meminfo_kb("MemFree") + meminfo_kb("Cached") + meminfo_kb("AnonPages"));
    if (gone > 64)
        fail("%ld kB less than before", gone);
    return passed();
}
