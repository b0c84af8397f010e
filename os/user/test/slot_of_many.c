// SPDX-License-Identifier: Apache-2.0
// Three hundred processes name the same swap slots: no count of them wraps around. All see the old bytes; those that
// write have copies of their own; the one that is left at the end is the only owner, and when it has let go the slots
// are free. Twice, for a slot that was used so is as good as any. Claims: F58.
//
// Engine: model
// Boot: frames=12000
// Machine: --ram 64M
#include "procfile.h"

enum { Children = 300, Pages = 2 };

static unsigned char *pages;

static void child(struct turn *go, struct turn *end, struct turn *done, bool writes)
{
    give(done);
    await(go);
    for (int i = 0; i < Pages; i++) {
        EXPECT_EQ(pages[i * PageSize], 7 + i);
        if (writes)
            pages[i * PageSize] = 99;
    }
    give(done);
    await(end);
    for (int i = 0; i < Pages; i++)
        EXPECT_EQ(pages[i * PageSize], writes ? 99 : 7 + i);
    _exit(EXIT_SUCCESS);
}

static void one_round(void)
{
    static pid_t pids[Children];
    struct turn go = make_turn(), end = make_turn(), done = make_turn();
    long used = meminfo_kb("SwapFree");
    for (int i = 0; i < Pages; i++)
        pages[i * PageSize] = (unsigned char)(7 + i);
    page_out(pages, Pages);
    EXPECT(page_word(pages) & PM_SWAPPED);
    uint64_t slot = page_word(pages);
    for (int i = 0; i < Children; i++) {
        pids[i] = fork_child();
        if (pids[i] == 0)
            child(&go, &end, &done, i % 3 == 0);
        await(&done);
    }
    EXPECT_EQ(page_word(pages), slot);
    step("all name the slots");
    long in = vmstat("pswpin");
    for (int i = 0; i < Children; i++)
        give(&go);
    for (int i = 0; i < Children; i++)
        await(&done);
    EXPECT_EQ(vmstat("pswpin") - in, Pages);  // read once, for all
    step("all have looked");
    for (int i = 0; i < Children; i++)
        give(&end);
    for (int i = 0; i < Children; i++)
        wait_for_success(pids[i]);
    step("one is left");
    for (int i = 0; i < Pages; i++)
        EXPECT_EQ(pages[i * PageSize], 7 + i);
    long copies = vmstat("vmx_cow_copy");
    pages[0] = 1;
    EXPECT_EQ(vmstat("vmx_cow_copy"), copies);
    EXPECT(madvise(pages, Pages * PageSize, MADV_DONTNEED) == 0);
    EXPECT_EQ(meminfo_kb("SwapFree"), used);
    for (int i = 0; i < 2; i++)
        close(go.fd[i]), close(end.fd[i]), close(done.fd[i]);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("Linux may keep what it was advised to page out");
    pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    one_round();
    one_round();
    return passed();
}
