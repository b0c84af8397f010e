// SPDX-License-Identifier: Apache-2.0
// Shared anonymous memory that is in swap is the same memory for parent and child: each sees what the other stored
// before and after it went out, and zeros where nobody stored. It outlives the process that made the bytes.
// Claims: F68.

#include "test.h"

enum { Pages = 24, Words = PageSize / 4, Pageout = 21 /* MADV_PAGEOUT */ };

static volatile int *shared;

static void push_out(void) { EXPECT(madvise((void *)shared, Pages * PageSize, Pageout) == 0); }

static void expect_all(int value)
{
    for (int page = 0; page < Pages; page += 2) {
        EXPECT_EQ(shared[page * Words + page], page + value);
        EXPECT_EQ(shared[(page + 1) * Words], 0);  // every other page was never written
    }
}

static void add_all(int value)
{
    for (int page = 0; page < Pages; page += 2)
        shared[page * Words + page] += value;
}

int main(void)
{
    shared = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(shared != MAP_FAILED);
    long out = vmstat("pswpout");

    step("out and in");
    for (int page = 0; page < Pages; page += 2)
        shared[page * Words + page] = page + 1;
    push_out();
    vm_check();
    if (on_pagewalk())
        EXPECT(vmstat("pswpout") >= out + Pages / 2);
    expect_all(1);

    step("fork with pages in swap");
    push_out();
    pid_t pid = fork_child();
    if (pid == 0) {
        expect_all(1);
        add_all(100);
        push_out();
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    expect_all(101);

    step("stored by one, pushed out by another");
    pid = fork_child();
    if (pid == 0) {
        add_all(1000);
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    push_out();
    expect_all(1101);

    step("give back");
    push_out();
    long used = meminfo_kb("SwapFree");
    EXPECT(munmap((void *)shared, Pages * PageSize) == 0);
    if (on_pagewalk())
        EXPECT(meminfo_kb("SwapFree") >= used + Pages / 2 * 4);
    return passed();
}
