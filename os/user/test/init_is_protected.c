// SPDX-License-Identifier: Apache-2.0
// init takes only signals that it has a handler for: nobody ends the machine by kill(1). Skipped on Linux.

#include "test.h"

int main(void)
{
    if (!on_pagewalk())
        return skipped("init is not ours");
    step("signals to init");
    EXPECT_EQ(kill(1, 0), 0);
    EXPECT_EQ(kill(1, SIGTERM), 0);
    EXPECT_EQ(kill(1, SIGKILL), 0);
    EXPECT_EQ(kill(1, SIGSTOP), 0);
    EXPECT_EQ(syscall(SYS_tkill, 1, SIGSEGV), 0);
    usleep(1000);
    EXPECT_EQ(kill(1, 0), 0);
    return passed();
}
