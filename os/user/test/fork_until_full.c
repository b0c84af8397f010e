// SPDX-License-Identifier: Apache-2.0
// Processes are made until there is no room for one more: then fork says so, those that are there all still run and
// keep what they wrote, and when they have gone there is room again.

#include "test.h"

enum { Most = 64, Pages = 2 };

int main(void)
{
    pid_t pids[Most];
    int count = 0;
    unsigned char *own = map_pages(Pages, PROT_READ | PROT_WRITE);
    struct turn turn = make_turn();
    fflush(stdout);

    step("fork");
    for (; count < Most && (pids[count] = fork()) > 0; count++)
        own[0] = (unsigned char)count;  // a copy for each
    if (count < Most && pids[count] == 0) {
        memset(own, count, Pages * PageSize);
        await(&turn);
        EXPECT(own[0] == count && own[Pages * PageSize - 1] == count);
        _exit(EXIT_SUCCESS);
    }
    if (count < Most)
        EXPECT(errno == EAGAIN || errno == ENOMEM);
    EXPECT(count > 1);

    step("all go on");
    for (int i = 0; i < count; i++)
        give(&turn);
    for (int i = 0; i < count; i++)
        wait_for_success(pids[i]);

    step("room again");
    pid_t pid = fork_child();
    if (pid == 0)
        _exit(EXIT_SUCCESS);
    wait_for_success(pid);
    return passed();
}
