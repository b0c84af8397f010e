// SPDX-License-Identifier: Apache-2.0
// smaps of a region that is locked, or shows shared memory that is in swap. What is locked is counted by its share,
// like Pss: half of a page that a child has too. What shared memory has in swap is told by each mapping that would see
// it, until somebody brings it back, and not by a private page that hides it. Claims: F105.
// Engine: model

#include "procfile.h"

enum { Pages = 8, Locked = 3, Written = 6, Out = 4, ReadWrite = PROT_READ | PROT_WRITE };

static long figure(const volatile void *at, const char *name)
{
    return region_figure(read_proc("/proc/self/smaps"), (unsigned long)at, name);
}

static long all_locked(void) { return figure_in(read_proc("/proc/self/smaps_rollup"), "Locked:"); }

// A region by itself: what lies beside it cannot be read.
static unsigned char *apart(void)
{
    unsigned char *all = mmap(NULL, (Pages + 2) * PageSize, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(all != MAP_FAILED);
    EXPECT(madvise(all, (Pages + 2) * PageSize, 15 /* MADV_NOHUGEPAGE */) == 0 || errno == EINVAL);
    EXPECT(mprotect(all + PageSize, Pages * PageSize, ReadWrite) == 0);
    return all + PageSize;
}

static void locked(void)
{
    unsigned char *p = apart();
    struct turn stay = make_turn();
    p[0] = 1;
    EXPECT_EQ(figure(p, "Locked:"), 0);
    EXPECT(mlock(p, Locked * PageSize) == 0);
    EXPECT_EQ(figure(p, "Locked:"), Locked * 4);
    EXPECT_EQ(figure(p, "Size:"), Locked * 4);
    EXPECT_EQ(figure(p + Locked * PageSize, "Locked:"), 0);
    EXPECT_EQ(all_locked(), Locked * 4);
    p[1 * PageSize] = p[2 * PageSize] = 1;

    step("the pages of two");
    pid_t child = fork_child();
    if (child == 0) {
        EXPECT_EQ(all_locked(), 0);  // locks are not inherited
        await(&stay);
        _exit(EXIT_SUCCESS);
    }
    EXPECT_EQ(figure(p, "Locked:"), Locked * 2);
    EXPECT_EQ(all_locked(), Locked * 2);
    p[0] = 2;
    EXPECT_EQ(figure(p, "Locked:"), 4 + (Locked - 1) * 2);
    give(&stay);
    wait_for_success(child);
    EXPECT_EQ(figure(p, "Locked:"), Locked * 4);
    EXPECT(munlock(p, PageSize) == 0);
    EXPECT_EQ(figure(p, "Locked:"), 0);
    EXPECT_EQ(figure(p + PageSize, "Locked:"), (Locked - 1) * 4);
    EXPECT(munmap(p - PageSize, (Pages + 2) * PageSize) == 0);
    EXPECT_EQ(all_locked(), 0);
}

static void shared_in_swap(void)
{
    int fd = memfd_create("shared", 0);
    EXPECT(fd >= 0 && ftruncate(fd, Pages * PageSize) == 0);
    volatile unsigned char *p = mmap(NULL, Pages * PageSize, ReadWrite, MAP_SHARED, fd, 0);
    EXPECT(p != MAP_FAILED);
    for (int page = 0; page < Written; page++)
        p[page * PageSize] = 1;
    page_out(p, Out);
    EXPECT_EQ(figure(p, "Swap:"), Out * 4);
    EXPECT_EQ(figure(p, "SwapPss:"), 0);
    EXPECT_EQ(figure(p, "Rss:"), (Written - Out) * 4);
    EXPECT_EQ(own_status("VmSwap:"), 0);  // which tells of private pages

    step("another mapping");
    volatile unsigned char *part = mmap(NULL, 2 * PageSize, PROT_READ, MAP_SHARED, fd, 3 * PageSize);
    volatile unsigned char *mine = mmap(NULL, Pages * PageSize, ReadWrite, MAP_PRIVATE, fd, 0);
    EXPECT(part != MAP_FAILED && mine != MAP_FAILED);
    EXPECT_EQ(figure(part, "Swap:"), 4);
    EXPECT_EQ(figure(part, "Rss:"), 0);
    mine[(Out + 1) * PageSize] = 2;  // hides a page that is in memory
    EXPECT_EQ(figure(mine, "Swap:"), Out * 4);
    mine[0] = 2;  // and one that was in swap, which the copy has brought back
    long swapped = figure(p, "Swap:");
    EXPECT_EQ(figure(mine, "Swap:"), swapped);
    page_out(p, 1);
    EXPECT(figure(p, "Swap:") == Out * 4 || figure(p, "Swap:") == swapped);
    EXPECT_EQ(figure(mine, "Swap:"), (Out - 1) * 4);

    step("brought back by a child");
    pid_t child = fork_child();
    if (child == 0) {
        EXPECT_EQ(p[PageSize], 1);
        EXPECT_EQ(figure(p, "Swap:"), (Out - 2) * 4);
        EXPECT_EQ(figure(p, "Rss:"), 4);  // shared pages come with their first use
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(child);
    EXPECT_EQ(figure(p, "Swap:"), (Out - 2) * 4);
    EXPECT(munmap((void *)p, Pages * PageSize) == 0 && munmap((void *)mine, Pages * PageSize) == 0);
    EXPECT(munmap((void *)part, 2 * PageSize) == 0 && close(fd) == 0);
}

int main(void)
{
    step("locked");
    locked();
    if (!on_pagewalk())
        return passed();  // there may be no swap
    step("shared memory in swap");
    shared_in_swap();
    return passed();
}
