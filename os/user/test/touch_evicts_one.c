// SPDX-License-Identifier: Apache-2.0
// While frames are free, a touch of a new page evicts nothing. With no frame left for a range, each touch evicts one
// page of it, which is written if its bytes are nowhere else, and just goes if its slot still has them. And two
// processes that share one frame for two pages, one each, take it from each other at every turn. Claims: F43, F87.
#include <sched.h>

#include "procfile.h"
#include "refstring.h"

enum { Pages = 8, Frames = 3, Turns = 10 };

static long written, evicted;

static void begin(void)
{
    written = vmstat("pswpout");
    evicted = vmstat("pswpout") + vmstat("vmx_swap_clean");
}

static void expect_evicted(long pages, long of_them_written)
{
    EXPECT_EQ(vmstat("pswpout") - written, of_them_written);
    EXPECT_EQ(vmstat("pswpout") + vmstat("vmx_swap_clean") - evicted, pages);
}

static void one_by_one(void)
{
    volatile unsigned char *free_pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    volatile unsigned char *pages = map_pages(Pages, PROT_READ | PROT_WRITE);

    step("frames are free");
    begin();
    for (int i = 0; i < Pages; i++)
        free_pages[i * PageSize] = 1;
    expect_evicted(0, 0);

    step("no more frames than these");
    EXPECT(madvise((void *)pages, Pages * PageSize, RefLimit | ref_policy("fifo") << 16 | Frames) == 0);
    begin();
    for (int i = 0; i < Frames; i++)
        pages[i * PageSize] = (unsigned char)(i + 1);
    expect_evicted(0, 0);
    for (int i = Frames; i < Pages; i++) {
        begin();
        pages[i * PageSize] = (unsigned char)(i + 1);
        expect_evicted(1, 1);
    }

    step("what came back unchanged goes unwritten");
    for (int i = 0; i < Frames; i++)  // those that were new go first, and are written
        EXPECT_EQ(pages[i * PageSize], i + 1);
    for (int i = Frames; i < Pages; i++) {
        begin();
        EXPECT_EQ(pages[i * PageSize], i + 1);
        expect_evicted(1, 0);
    }
    pages[(Pages - 1) * PageSize] = 99;
    for (int i = 0; i < Frames - 1; i++)
        EXPECT_EQ(pages[i * PageSize], i + 1);
    begin();
    EXPECT_EQ(pages[(Frames - 1) * PageSize], Frames);  // takes the frame of the one that was written to
    expect_evicted(1, 1);
    EXPECT(madvise((void *)pages, Pages * PageSize, RefEnd) == 0);
}

// ---- two processes in one space, a page each, one frame ----

struct player {
    volatile unsigned char *page;
    int mine, theirs;  // ends of pipes: wait for one, give the other
    volatile long majors;
};

static int play(void *argument)
{
    struct player *player = argument;
    struct rusage before, after;
    char byte = 0;
    getrusage(RUSAGE_SELF, &before);
    for (int i = 0; i < Turns; i++) {
        if (read(player->mine, &byte, 1) != 1)
            return 1;
        player->page[0]++;
        if (write(player->theirs, &byte, 1) != 1)
            return 1;
    }
    getrusage(RUSAGE_SELF, &after);
    player->majors = after.ru_majflt - before.ru_majflt;
    return 0;
}

static void in_turns(void)
{
    step("two processes and one frame");
    static unsigned char stack[4 * PageSize] __attribute__((aligned(16)));
    memset(stack, 0, sizeof stack);
    volatile unsigned char *pages = map_pages(2, PROT_READ | PROT_WRITE);
    pages[0] = pages[PageSize] = 1;
    page_out(pages, 2);
    EXPECT(madvise((void *)pages, 2 * PageSize, RefLimit | ref_policy("fifo") << 16 | 1) == 0);
    struct turn to_parent = make_turn(), to_child = make_turn();
    struct player parent = {pages, to_parent.fd[0], to_child.fd[1], 0};
    struct player child = {pages + PageSize, to_child.fd[0], to_parent.fd[1], 0};
    give(&to_parent);
    pid_t pid = clone(play, stack + sizeof stack, CLONE_VM | SIGCHLD, &child);
    EXPECT(pid > 0);
    EXPECT_EQ(play(&parent), 0);
    wait_for_success(pid);
    EXPECT_EQ(parent.majors, Turns);
    EXPECT_EQ(child.majors, Turns);
    EXPECT(madvise((void *)pages, 2 * PageSize, RefEnd) == 0);
    EXPECT_EQ(pages[0], 1 + Turns);
    EXPECT_EQ(pages[PageSize], 1 + Turns);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("this kernel cannot limit the frames of a range");
    one_by_one();
    in_turns();
    return passed();
}
