// SPDX-License-Identifier: Apache-2.0
// Processes come and go and leave nothing behind: after many of them, one after the other and eight at a time, there is
// as much free memory and as little swap in use as before (unless memory is so short that others had to go out
// meanwhile). Claims: F58, F108.

#include "test.h"

enum { OneByOne = 16, Together = 8, Pages = 4 };

static unsigned char *region;

static void child(int number)
{
    for (int page = 0; page < Pages; page++) {
        EXPECT_EQ(region[page * PageSize], 0xaa);
        region[page * PageSize] = (unsigned char)number;
    }
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(region[page * PageSize], number);
    _exit(number);
}

static void expect_end(pid_t pid, int number)
{
    int status = wait_for(pid);
    EXPECT(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), number);
}

static void one_by_one(int count)
{
    pid_t last = 0;
    for (int i = 0; i < count; i++) {
        pid_t pid = fork_child();
        if (pid == 0)
            child(i);
        EXPECT(pid != last);
        last = pid;
        expect_end(pid, i);
    }
}

static void together(void)
{
    pid_t pids[Together];
    for (int i = 0; i < Together; i++) {
        pids[i] = fork_child();
        if (pids[i] == 0)
            child(100 + i);
    }
    for (int i = Together - 1; i >= 0; i--)
        expect_end(pids[i], 100 + i);
}

int main(void)
{
    region = map_pages(Pages, PROT_READ | PROT_WRITE);
    memset(region, 0xaa, Pages * PageSize);
    one_by_one(1);
    together();

    step("one by one");
    long out_before = vmstat("pswpout");
    long swap_before = meminfo_kb("SwapFree"), free_before = meminfo_kb("MemFree");
    one_by_one(OneByOne);
    step("together");
    together();

    step("count");
    if (on_pagewalk()) {
        long free_after = meminfo_kb("MemFree");
        if (vmstat("pswpout") == out_before && free_after < free_before)
            fail("%ld kB are not free any more", free_before - free_after);
        if (vmstat("pswpout") == out_before)
            EXPECT_EQ(meminfo_kb("SwapFree"), swap_before);
    }
    EXPECT_EQ(region[0], 0xaa);
    return passed();
}
