// SPDX-License-Identifier: Apache-2.0
// MADV_FREE: a page may be lost from then on, and reads as it is until it is; a store keeps it. Reclaim writes no such
// page to swap. What is in swap is lost at once, and what another process has too is nobody's to lose.
#include "procfile.h"

enum { Pages = 8, Many = 400, Free = 8 /* MADV_FREE */, ReadWrite = PROT_READ | PROT_WRITE };

static unsigned char *written(int pages)
{
    unsigned char *p = map_pages((size_t)pages, ReadWrite);
    for (int page = 0; page < pages; page++)
        p[page * PageSize] = (unsigned char)(page + 1);
    return p;
}

static void let_go(unsigned char *p, int pages) { EXPECT(madvise(p, (size_t)pages * PageSize, Free) == 0); }

static void expect_pages(const unsigned char *p, int first, int end, bool kept)
{
    for (int page = first; page < end; page++)
        EXPECT_EQ(p[page * PageSize], kept ? page + 1 : 0);
}

static long lazy_kb(void) { return figure_in(read_proc("/proc/self/smaps_rollup"), "LazyFree:"); }

// Figures that only this kernel has exactly.
static void expect_count(const char *name, long was, long more)
{
    if (on_pagewalk() && vmstat(name) != was + more)
        fail("%s grew by %ld, not %ld", name, vmstat(name) - was, more);
}

static void in_place(void)
{
    unsigned char *p = written(Pages);
    let_go(p, Pages);
    long faults = minor_faults();
    expect_pages(p, 0, Pages, true);
    EXPECT_EQ(minor_faults(), faults);
    if (on_pagewalk())
        EXPECT_EQ(lazy_kb(), Pages * 4);
    p[0] = p[PageSize] = 99;
    if (on_pagewalk())
        EXPECT_EQ(lazy_kb(), (Pages - 2) * 4);

    step("what was not written is lost");
    long lost = vmstat("pglazyfreed"), out = vmstat("pswpout");
    page_out(p, Pages);
    expect_count("pglazyfreed", lost, Pages - 2);
    expect_count("pswpout", out, 2);
    EXPECT(p[0] == 99 && p[PageSize] == 99);
    expect_pages(p, 2, Pages, false);

    step("what has come back from swap is not lost");
    page_out(p, 2);
    EXPECT(p[0] == 99 && p[PageSize] == 99);
    page_out(p, 2);
    EXPECT(p[0] == 99 && p[PageSize] == 99);
    EXPECT(munmap(p, Pages * PageSize) == 0);
}

static void from_swap(void)
{
    unsigned char *p = written(Pages);
    page_out(p, Pages);
    EXPECT_EQ(own_status("VmSwap:"), Pages * 4);
    long in = vmstat("pswpin");
    let_go(p, Pages);
    EXPECT_EQ(own_status("VmSwap:"), 0);
    expect_pages(p, 0, Pages, false);
    EXPECT_EQ(vmstat("pswpin"), in);

    step("in memory, with a copy in swap");
    for (int page = 0; page < Pages; page++)
        p[page * PageSize] = (unsigned char)(page + 1);
    page_out(p, Pages);
    expect_pages(p, 0, Pages, true);  // read back
    let_go(p, Pages);
    long out = vmstat("pswpout");
    page_out(p, Pages);
    expect_pages(p, 0, Pages, false);
    EXPECT_EQ(vmstat("pswpout"), out);
    EXPECT(munmap(p, Pages * PageSize) == 0);
}

static void with_a_child(void)
{
    unsigned char *p = written(Pages);
    struct turn stay = make_turn(), ready = make_turn();
    pid_t pid = fork_child();
    if (pid == 0) {
        let_go(p, Pages);
        page_out(p, Pages);
        expect_pages(p, 0, Pages, true);  // they are the parent's too
        give(&ready);
        await(&stay);
        _exit(EXIT_SUCCESS);
    }
    await(&ready);
    expect_pages(p, 0, Pages, true);
    give(&stay);
    wait_for_success(pid);
    page_out(p, Pages);
    expect_pages(p, 0, Pages, true);

    step("let go before fork");
    let_go(p, Pages);
    pid = fork_child();
    if (pid == 0) {
        for (int page = 0; page < Pages; page++)
            EXPECT(p[page * PageSize] == page + 1 || p[page * PageSize] == 0);
        p[0] = 77;
        EXPECT_EQ(p[0], 77);
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    p[PageSize] = 88;
    page_out(p, Pages);
    EXPECT(p[0] == 0 || p[0] == 1);
    EXPECT_EQ(p[PageSize], 88);
    EXPECT(munmap(p, Pages * PageSize) == 0);
}

// More than memory has is written beside them.
static void under_pressure(void)
{
    unsigned char *p = written(Pages);
    let_go(p, Pages);
    p[3 * PageSize] = 66;
    long lost = vmstat("pglazyfreed");
    unsigned char *many = written(Many);
    for (int round = 0; round < 2; round++)
        for (int page = 0; page < Many; page++)
            EXPECT_EQ(many[page * PageSize], (unsigned char)(page + 1));
    if (meminfo_kb("MemTotal") / 4 < Many)
        EXPECT_EQ(vmstat("pglazyfreed"), lost + Pages - 1);
    EXPECT_EQ(p[3 * PageSize], 66);
    EXPECT(munmap(p, Pages * PageSize) == 0 && munmap(many, Many * PageSize) == 0);
}

int main(void)
{
    step("as it was");
    in_place();
    step("a child");
    with_a_child();
    step("refusals");
    unsigned char *p = written(2);
    EXPECT(mlock(p, PageSize) == 0);
    EXPECT_ERRNO(madvise(p, PageSize, Free), EINVAL);
    EXPECT(munlock(p, PageSize) == 0);
    int fd = open("/proc/self/exe", O_RDONLY);
    void *map = mmap(NULL, PageSize, ReadWrite, MAP_PRIVATE, fd, 0);
    EXPECT(map != MAP_FAILED);
    EXPECT_ERRNO(madvise(map, PageSize, Free), EINVAL);
    EXPECT(munmap(p + PageSize, PageSize) == 0);
    EXPECT_ERRNO(madvise(p, 2 * PageSize, Free), ENOMEM);
    EXPECT(munmap(p, PageSize) == 0);
    if (!on_pagewalk())
        return passed();  // there may be no swap, and much memory
    step("in swap");
    from_swap();
    step("under pressure");
    under_pressure();
    return passed();
}
