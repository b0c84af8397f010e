// SPDX-License-Identifier: Apache-2.0
// swapoff while the process whose pages it brings back faults on them: both wait for one read of one page, in the one
// order and in the other, and every page is what it was. Another process forks meanwhile, so that slots gain names.
// Claims: F45.

#include <sched.h>
#include <sys/swap.h>

#include "test.h"

enum { Pages = 6, Rounds = 8, Pageout = 21 /* MADV_PAGEOUT */ };

static unsigned char *pages;

static void write_out(int value)
{
    for (int page = 0; page < Pages; page++)
        pages[page * PageSize] = (unsigned char)(value + page);
    EXPECT(madvise(pages, Pages * PageSize, Pageout) == 0);
}

static void expect_page(int page, int value) { EXPECT_EQ(pages[page * PageSize], (unsigned char)(value + page)); }

// Pages of its own in swap; then it meets the swapoff, from the first page to the last or the other way.
static void fault_on_own(struct turn *ready, int round)
{
    write_out(100 + round);
    give(ready);
    for (int late = 0; late < round / 2; late++)
        sched_yield();
    for (int i = 0; i < Pages; i++)
        expect_page(round % 2 ? Pages - 1 - i : i, 100 + round);
    _exit(EXIT_SUCCESS);
}

static void fork_and_look(struct turn *ready, int round)
{
    write_out(50 + round);
    give(ready);
    pid_t pid = fork_child();
    for (int page = Pages; page-- > 0;)
        expect_page(page, 50 + round);
    if (pid == 0)
        _exit(EXIT_SUCCESS);
    wait_for_success(pid);
    _exit(EXIT_SUCCESS);
}

static void one_round(int round)
{
    struct turn ready = make_turn();
    write_out(round);
    pid_t faulter = fork_child();
    if (faulter == 0)
        fault_on_own(&ready, round);
    await(&ready);
    pid_t forker = fork_child();
    if (forker == 0)
        fork_and_look(&ready, round);
    await(&ready);
    EXPECT(swapoff("/dev/vdb") == 0);
    for (int page = 0; page < Pages; page++)
        expect_page(page, round);
    wait_for_success(faulter);
    wait_for_success(forker);
    EXPECT_EQ(meminfo_kb("SwapTotal"), 0);
    EXPECT(swapon("/dev/vdb", 0) == 0);
    EXPECT(close(ready.fd[0]) == 0 && close(ready.fd[1]) == 0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    for (int round = 0; round < Rounds; round++) {
        step("round");
        one_round(round);
    }
    return passed();
}
