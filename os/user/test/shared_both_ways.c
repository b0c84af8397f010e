// SPDX-License-Identifier: Apache-2.0
// Two processes share a page and meet at a futex in it: what one stores the other loads, in turns, both ways. The page
// is anonymous and came with fork; or it is a file's, which each of them has opened by its name for itself. It is one
// frame. Claims: F50.

#include "procfile.h"

enum { Turns = 20, FutexWait = 0, FutexWake = 1 };

struct page {
    volatile int turn;
    volatile int stored[Turns + 1];
    volatile uint64_t frame;
};

static void wait_for_turn(struct page *page, int turn)
{
    int now;
    while ((now = page->turn) != turn)
        syscall(SYS_futex, &page->turn, FutexWait, now, NULL, NULL, 0);
    EXPECT_EQ(page->stored[turn], turn * 7 + 1);
}

static void give_turn(struct page *page, int turn)
{
    page->stored[turn] = turn * 7 + 1;
    page->turn = turn;
    syscall(SYS_futex, &page->turn, FutexWake, 1, NULL, NULL, 0);
}

static struct page *map_page(const char *path)
{
    int fd = path ? open(path, O_RDWR) : -1;
    EXPECT(!path || fd >= 0);
    struct page *page = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | (path ? 0 : MAP_ANONYMOUS), fd, 0);
    EXPECT(page != MAP_FAILED);
    if (path)
        close(fd);
    return page;
}

static void play(const char *path)
{
    struct page *page = map_page(path);
    pid_t pid = fork_child();
    if (pid == 0) {
        if (path) {
            EXPECT(munmap(page, PageSize) == 0);
            page = map_page(path);
        }
        for (int turn = 1; turn < Turns; turn += 2) {
            wait_for_turn(page, turn);
            page->frame = sees_frames() ? frame_number(page) : 0;
            give_turn(page, turn + 1);
        }
        _exit(EXIT_SUCCESS);
    }
    for (int turn = 1; turn < Turns; turn += 2) {
        give_turn(page, turn);
        wait_for_turn(page, turn + 1);
    }
    wait_for_success(pid);
    if (sees_frames())
        EXPECT_EQ(page->frame, frame_number(page));
    EXPECT(munmap(page, PageSize) == 0);
}

static void play_in_file(const char *path)
{
    static const char zeros[PageSize];
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    EXPECT(fd >= 0);
    EXPECT_EQ(write(fd, zeros, sizeof zeros), PageSize);
    close(fd);
    play(path);
    EXPECT(unlink(path) == 0);
}

int main(void)
{
    step("anonymous");
    play(NULL);
    step("a file of tmpfs");
    play_in_file("/tmp/shared_both_ways");
    if (on_pagewalk()) {
        step("a file of ext2");
        play_in_file("/data/shared_both_ways");
    }
    return passed();
}
