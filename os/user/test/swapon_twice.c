// SPDX-License-Identifier: Apache-2.0
// Two processes switch one area on at once, and off at once: one succeeds, the other is told so, whichever of them
// waits for the device. And a header that lists a bad page twice has one bad page.
// Claims: F45.

#include <sys/swap.h>

#include "swaparea.h"

// How many of two processes succeed with the call; the others must see `error`.
static int winners(bool on, int error)
{
    pid_t pid = fork_child();
    int result = on ? swapon("/dev/vdb", 0) : swapoff("/dev/vdb");
    EXPECT(result == 0 || errno == error);
    if (pid == 0)
        _exit(result == 0);
    int status = wait_for(pid);
    EXPECT(WIFEXITED(status));
    return (result == 0) + WEXITSTATUS(status);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    long total = meminfo_kb("SwapTotal");
    EXPECT(total > 0);

    step("swapoff at once");
    EXPECT_EQ(winners(false, EINVAL), 1);
    EXPECT_EQ(meminfo_kb("SwapTotal"), 0);
    step("swapon at once");
    EXPECT_EQ(winners(true, EBUSY), 1);
    EXPECT_EQ(meminfo_kb("SwapTotal"), total);

    step("a bad page listed twice");
    EXPECT(swapoff("/dev/vdb") == 0);
    make_area((struct swap_header){.version = 1, .last_page = 9, .bad_count = 3, .bad = {3, 5, 3}}, "SWAPSPACE2");
    EXPECT(swapon(OWN_AREA, 0) == 0);
    EXPECT_EQ(meminfo_kb("SwapTotal"), 7 * 4);
    EXPECT_EQ(meminfo_kb("SwapFree"), 7 * 4);
    EXPECT(swapoff(OWN_AREA) == 0);
    EXPECT(swapon("/dev/vdb", 0) == 0);
    EXPECT_EQ(meminfo_kb("SwapTotal"), total);
    return passed();
}
