// SPDX-License-Identifier: Apache-2.0
// fork takes the right to write from both processes at once. The parent's store right after fork, to a page whose
// writable translation is in the TLB, must not be seen by the child; nor the other way round. Claims: F24, F59.

#include "test.h"

enum { Pages = 8 };

static unsigned char content(int at, int round) { return (unsigned char)((unsigned)(at + round) * 2654435761u >> 24); }

int main(void)
{
    volatile unsigned char *region = map_pages(Pages, PROT_READ | PROT_WRITE);
    struct turn child_turn = make_turn();

    for (int round = 0; round < 4; round++) {
        step("fork");
        for (int page = 0; page < Pages; page++)
            region[page * PageSize] = (unsigned char)round;
        for (int i = 0; i < Pages * PageSize; i++)
            if (i % PageSize != 0)
                region[i] = content(i, round);
        pid_t pid = fork_child();
        if (pid == 0) {
            await(&child_turn);
            for (int i = 0; i < Pages * PageSize; i++)
                if (i % PageSize != 0)
                    EXPECT_EQ(region[i], content(i, round));
            for (int page = 0; page < Pages; page++) {
                EXPECT_EQ(region[page * PageSize], round);
                region[page * PageSize] = 200;
            }
            _exit(0);
        }
        for (int page = 0; page < Pages; page++)
            region[page * PageSize] = (unsigned char)(100 + round);
        give(&child_turn);
        wait_for_success(pid);
        for (int page = 0; page < Pages; page++)
            EXPECT_EQ(region[page * PageSize], 100 + round);
    }
    return passed();
}
