// SPDX-License-Identifier: Apache-2.0
// Two processes that do not fit into memory together, and a swap area whose disk wants a reset again and again, at
// reads and at writes, whoever waits: neither notices anything.
// Machine: --disk-reset 1:read:all:2-2 --disk-reset 1:read:all:7-7 --disk-reset 1:read:all:15-15
// Machine: --disk-reset 1:read:all:24-24 --disk-reset 1:read:all:35-35 --disk-reset 1:read:all:47-47
// Machine: --disk-reset 1:read:all:60-60 --disk-reset 1:read:all:74-74 --disk-reset 1:read:all:91-91
// Machine: --disk-reset 1:write:all:1-1 --disk-reset 1:write:all:4-4 --disk-reset 1:write:all:9-9
// Machine: --disk-reset 1:write:all:13-13 --disk-reset 1:write:all:18-18 --disk-reset 1:write:all:22-22
// Engine: model

#include "test.h"

enum { Tasks = 2, Pages = 220, Laps = 3 };

static void use(unsigned task)
{
    volatile unsigned *region = (volatile unsigned *)map_pages(Pages, PROT_READ | PROT_WRITE);
    for (unsigned lap = 0; lap <= Laps; lap++)
        for (unsigned page = 0; page < Pages; page++) {
            volatile unsigned *word = region + page * (PageSize / sizeof *region);
            EXPECT_EQ(*word, lap == 0 ? 0 : task << 20 | page << 4 | (lap - 1));
            *word = task << 20 | page << 4 | lap;
        }
}

int main(void)
{
    pid_t child[Tasks];
    long in = vmstat("pswpin"), out = vmstat("pswpout");
    if (!on_pagewalk())
        return skipped("the disk that stops is this machine's");
    step("two that take turns");
    for (unsigned task = 0; task < Tasks; task++) {
        child[task] = fork_child();
        if (child[task] == 0) {
            use(task + 1);
            _exit(EXIT_SUCCESS);
        }
    }
    for (unsigned task = 0; task < Tasks; task++)
        wait_for_success(child[task]);
    EXPECT(vmstat("pswpin") - in > 100 && vmstat("pswpout") - out > 100);
    return passed();
}
