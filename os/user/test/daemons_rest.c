// SPDX-License-Identifier: Apache-2.0
// The kernel's own tasks that have nothing to do are idle (I) and no process that waits for a device, neither in
// /proc/stat nor in /proc/loadavg; one that waits for the child to which it lent its memory is counted.

#include <sched.h>

#include "procfile.h"
#include "sleeper.h"

enum { KernelTasks = 3 };  // at least: reaper, flusher, kswapd0

static long blocked(void) { return figure_in(read_proc("/proc/stat"), "procs_blocked"); }

static bool has_memory(pid_t pid) { return strtol(read_proc(proc_path(pid, "statm")), NULL, 10) > 0; }

static unsigned char stack[16 * PageSize] __attribute__((aligned(16)));
static volatile long seen;

static int look(void *unused)
{
    (void)unused;
    seen = blocked();
    _exit(EXIT_SUCCESS);
}

int main(void)
{
    int running, total, idle = 0;
    if (!on_pagewalk())
        return skipped("other kernels have tasks that never rest");
    sync();

    step("nothing to do");
    for (pid_t pid = 1; pid < 10; pid++)
        if (access(proc_path(pid, "comm"), R_OK) == 0 && !has_memory(pid)) {
            if (state_of(pid) != 'I')
                fail("%s is in state %c", read_proc(proc_path(pid, "comm")), state_of(pid));
            idle++;
        }
    EXPECT(idle >= KernelTasks);
    EXPECT_EQ(blocked(), 0);
    EXPECT(sscanf(read_proc("/proc/loadavg"), "%*f %*f %*f %d/%d", &running, &total) == 2);
    EXPECT(running == 1 && total > KernelTasks);

    step("a parent that waits");
    EXPECT_EQ(wait_for(clone(look, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL)), 0);
    EXPECT_EQ(seen, 1);
    return passed();
}
