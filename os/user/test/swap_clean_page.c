// SPDX-License-Identifier: Apache-2.0
// A page that came back from swap and was only read leaves again without being written: its slot still has the bytes.
// One that was written since must be written out, and no other. So the D bit is believed, and never lost.
// Claims: F47.

#include "test.h"

enum { Pages = 16, Pageout = 21 /* MADV_PAGEOUT */ };

static unsigned char *pages;

static void push_out(void) { EXPECT(madvise(pages, Pages * PageSize, Pageout) == 0); }

static void expect_all(unsigned char value)
{
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(pages[page * PageSize + page], page == 5 ? 77 : value + page);
}

// What a push out writes, in pages, and what it does not need to write.
static void expect_writes(long written, long spared)
{
    long out = vmstat("pswpout"), clean = vmstat("vmx_swap_clean");
    push_out();
    if (!on_pagewalk())
        return;
    EXPECT_EQ(vmstat("pswpout") - out, written);
    EXPECT_EQ(vmstat("vmx_swap_clean") - clean, spared);
}

int main(void)
{
    if (on_pagewalk() && meminfo_kb("SwapFree") * 2 < meminfo_kb("SwapTotal"))
        return skipped("swap is too full to keep a slot for a page in memory");
    pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    for (int page = 0; page < Pages; page++)
        pages[page * PageSize + page] = (unsigned char)(page == 5 ? 77 : 100 + page);

    step("new pages are written");
    expect_writes(Pages, 0);

    step("pages that were read are not");
    expect_all(100);
    expect_writes(0, Pages);

    step("a page that was written is");
    expect_all(100);
    pages[3 * PageSize + 3] = 1;
    pages[3 * PageSize + 3] = 103;
    expect_writes(1, Pages - 1);
    expect_all(100);

    step("a page that is written comes back writable");
    long reused = vmstat("vmx_cow_reuse"), minor = minor_faults();
    for (int page = 0; page < Pages; page++)
        pages[page * PageSize + 99] = 1;
    if (on_pagewalk()) {
        EXPECT_EQ(vmstat("vmx_cow_reuse"), reused);
        EXPECT_EQ(minor_faults(), minor);  // one major fault a page, and no other
    }

    step("a page that fork shares, written before");
    push_out();
    expect_all(100);
    for (int page = 0; page < Pages; page++)
        if (page != 5)
            pages[page * PageSize + page] = (unsigned char)(50 + page);
    pid_t pid = fork_child();
    if (pid == 0) {
        munmap(pages + PageSize, PageSize);
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    expect_writes(Pages - 1, 1);
    expect_all(50);
    return passed();
}
