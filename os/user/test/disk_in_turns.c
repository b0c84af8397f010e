// SPDX-License-Identifier: Apache-2.0
// More processes ask a disk than it takes requests at a time, each again as soon as it has its answer: none is left
// behind by the others, who have had their answers before.

#include "procfile.h"

enum { Processes = 7, Rounds = 40, Others = 4 * Rounds };

static volatile long *done;  // by each

// A page of its own, from swap each time.
static void fetch_again(volatile unsigned char *page, int number)
{
    page_out(page, 1);
    EXPECT_EQ(page[0], number);
    done[number]++;
}

static void ask(int number, struct turn *ready)
{
    volatile unsigned char *page = map_pages(1, PROT_READ | PROT_WRITE);
    page[0] = (unsigned char)number;
    fetch_again(page, number);
    give(ready);
    while (done[number] < Others && done[0] < Rounds)
        fetch_again(page, number);
    _exit(EXIT_SUCCESS);
}

int main(void)
{
    pid_t pids[Processes];
    if (!on_pagewalk())
        return skipped("Linux keeps what it was advised to page out");
    done = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(done != MAP_FAILED && mlock((void *)done, PageSize) == 0);
    struct turn ready = make_turn();
    step("take turns");
    for (int i = 1; i < Processes; i++) {
        pids[i] = fork_child();
        if (pids[i] == 0)
            ask(i, &ready);
        await(&ready);
    }
    volatile unsigned char *page = map_pages(1, PROT_READ | PROT_WRITE);
    page[0] = 0;
    while (done[0] < Rounds)
        fetch_again(page, 0);
    for (int i = 1; i < Processes; i++) {
        EXPECT(done[i] > Rounds / 4 && done[i] < Others);
        wait_for_success(pids[i]);
    }
    return passed();
}
