// SPDX-License-Identifier: Apache-2.0
// More processes than there are address-space numbers: three numbers, six processes, each with its own bytes at the
// same addresses. They take turns in a ring, so that every few switches the numbers run out and begin anew; each sees
// its own bytes and nobody else's, also after some have ended and others have come into their numbers. Claims: F78.
//
// Boot: asids=3

#include "procfile.h"

enum { Numbers = 3, Processes = 6, Pages = 4, Rounds = 6 };

static unsigned char *region;
static struct turn turns[Processes];

static void check_and_store(int process, int round)
{
    for (int page = 0; page < Pages; page++) {
        volatile unsigned char *at = region + page * PageSize;
        EXPECT_EQ(at[page], round == 0 ? 255 : process);
        EXPECT_EQ(at[page + 1], round == 0 ? 254 : round - 1);
        at[page] = (unsigned char)process;
        at[page + 1] = (unsigned char)round;
    }
}

static void go_round(int process)
{
    for (int round = 0; round < Rounds; round++) {
        await(&turns[process]);
        check_and_store(process, round);
        give(&turns[(process + 1) % Processes]);
    }
    _exit(EXIT_SUCCESS);
}

static bool numbers_are_few(void) { return strstr(read_proc("/proc/cmdline"), "asids=3") != NULL; }

int main(void)
{
    region = map_pages(Pages, PROT_READ | PROT_WRITE);
    for (int i = 0; i < Processes; i++)
        turns[i] = make_turn();
    for (int generation = 0; generation < 2; generation++) {
        step(generation ? "others in their numbers" : "in a ring");
        for (int page = 0; page < Pages; page++) {
            region[page * PageSize + page] = 255;
            region[page * PageSize + page + 1] = 254;
        }
        long rollovers = vmstat("vmx_asid_rollover");
        pid_t pids[Processes];
        for (int i = 0; i < Processes; i++)
            if ((pids[i] = fork_child()) == 0)
                go_round(i);
        give(&turns[0]);
        for (int i = 0; i < Processes; i++)
            wait_for_success(pids[i]);
        char byte;
        EXPECT(read(turns[0].fd[0], &byte, 1) == 1);  // what the last gave
        if (on_pagewalk() && numbers_are_few())
            EXPECT(vmstat("vmx_asid_rollover") - rollovers >= Rounds * Processes / Numbers);
        for (int page = 0; page < Pages; page++)
            EXPECT_EQ(region[page * PageSize + page], 255);
    }
    return passed();
}
