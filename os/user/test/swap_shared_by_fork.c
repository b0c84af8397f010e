// SPDX-License-Identifier: Apache-2.0
// Pages in swap are shared by fork like pages in memory: both processes see the old bytes, the first that writes does
// not change what the other reads. Claims: F45, F58.

#include "test.h"

static void push_out(size_t pages)
{
    unsigned char *ballast = map_pages(pages, PROT_READ | PROT_WRITE);
    for (size_t page = 0; page < pages; page++)
        ballast[page * PageSize] = 1;
    EXPECT(munmap(ballast, pages * PageSize) == 0);
}

static void expect_pages(const unsigned char *region, unsigned char value)
{
    for (int page = 0; page < 16; page++) {
        EXPECT_EQ(region[page * PageSize], value);
        EXPECT_EQ(region[page * PageSize + 4095], page);
    }
}

int main(void)
{
    unsigned char *region = map_pages(16, PROT_READ | PROT_WRITE);
    struct turn turn = make_turn();
    size_t ballast = on_pagewalk() ? (size_t)meminfo_kb("MemAvailable") * 1024 / PageSize + 64 : 64;
    for (int page = 0; page < 16; page++) {
        region[page * PageSize] = 1;
        region[page * PageSize + 4095] = (unsigned char)page;
    }

    step("push out");
    long out = vmstat("pswpout");
    push_out(ballast);
    if (on_pagewalk())
        EXPECT(vmstat("pswpout") > out);

    step("fork, and the child writes");
    pid_t pid = fork_child();
    if (pid == 0) {
        expect_pages(region, 1);
        for (int page = 0; page < 16; page++)
            region[page * PageSize] = 2;
        push_out(ballast / 2);
        await(&turn);
        expect_pages(region, 2);
        _exit(0);
    }

    step("the parent reads, is pushed out and reads");
    expect_pages(region, 1);
    push_out(ballast / 2);
    give(&turn);
    expect_pages(region, 1);
    wait_for_success(pid);
    expect_pages(region, 1);
    return passed();
}
