// SPDX-License-Identifier: Apache-2.0
// swapoff brings every page back into memory: private ones, those that fork shares in swap, and those of shared memory.
// Without swap they stay where they are, and after swapon they may go again.
// Claims: F45.

#include <sys/swap.h>

#include "test.h"

enum { Pages = 12, Pageout = 21 /* MADV_PAGEOUT */ };

static unsigned char *private, *shared;

static void push_out(void)
{
    EXPECT(madvise(private, Pages * PageSize, Pageout) == 0);
    EXPECT(madvise(shared, Pages * PageSize, Pageout) == 0);
}

static void write_all(unsigned char value)
{
    for (int page = 0; page < Pages; page++)
    private[page * PageSize + page] = shared[page * PageSize + page] = (unsigned char)(value + page);
}

static void expect_all(const unsigned char *pages, unsigned char value)
{
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(pages[page * PageSize + page], (unsigned char)(value + page));
}

static long swap_in_use_kb(void) { return meminfo_kb("SwapTotal") - meminfo_kb("SwapFree"); }

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    private = map_pages(Pages, PROT_READ | PROT_WRITE);
    shared = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(shared != MAP_FAILED);
    struct turn turn = make_turn(), back = make_turn();

    step("push out and fork");
    write_all(10);
    push_out();
    EXPECT(swap_in_use_kb() >= 2 * Pages * 4);
    pid_t pid = fork_child();
    if (pid == 0) {
        await(&turn);
        expect_all(private, 10);
        private[0] = 99;
        give(&back);
        _exit(EXIT_SUCCESS);
    }

    step("swapoff");
    EXPECT(swapoff("/dev/vdb") == 0);
    EXPECT_EQ(meminfo_kb("SwapTotal"), 0);
    EXPECT_ERRNO(swapoff("/dev/vdb"), EINVAL);
    vm_check();
    long in = vmstat("pswpin"), out = vmstat("pswpout");
    expect_all(private, 10);
    expect_all(shared, 10);
    give(&turn);
    await(&back);
    wait_for_success(pid);
    expect_all(private, 10);
    EXPECT_EQ(vmstat("pswpin"), in);

    step("nowhere to go");
    push_out();
    expect_all(private, 10);
    EXPECT_EQ(vmstat("pswpout"), out);

    step("swapon");
    EXPECT(swapon("/dev/vdb", 0) == 0);
    write_all(50);
    push_out();
    EXPECT(vmstat("pswpout") >= out + 2 * Pages);
    expect_all(private, 50);
    expect_all(shared, 50);
    return passed();
}
