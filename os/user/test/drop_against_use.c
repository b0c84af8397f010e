// SPDX-License-Identifier: Apache-2.0
// The kernel drops what it has of a file that nobody has open, and writes it out first. Whoever opens the file while
// that is under way, writes more and closes it again finds it all later; and whoever removes it has its room back.

#include <sys/statfs.h>

#include "sleeper.h"
#include "setting.h"

enum { Rounds = 4, Pages = 24 };

#define NAME "/data/drop_against_use"

static char page[PageSize];

static void write_page(int fd, int number)
{
    memset(page, 'a' + number, sizeof page);
    EXPECT_EQ(pwrite(fd, page, sizeof page, (off_t)number * PageSize), (ssize_t)sizeof page);
}

static void make_dirty(void)
{
    int fd = open(NAME, O_RDWR | O_CREAT, 0644);
    EXPECT(fd >= 0);
    for (int i = 0; i < Pages; i++)
        write_page(fd, i);
    EXPECT(close(fd) == 0);
}

// Does `act` while another task is in the middle of writing the file out to drop it.
static void while_dropped(void (*act)(void))
{
    make_dirty();
    pid_t pid = fork_child();
    if (pid == 0) {
        set("vm/drop_caches", 2);
        _exit(EXIT_SUCCESS);
    }
    while (state_of(pid) != 'D')
        sched_yield();
    act();
    wait_for_success(pid);
}

static void write_more(void)
{
    int fd = open(NAME, O_RDWR);
    EXPECT(fd >= 0);
    write_page(fd, Pages);
    memcpy(page, "first", 5);
    EXPECT(pwrite(fd, page, 5, 0) == 5 && close(fd) == 0);
}

static void expect_more(void)
{
    char bytes[5];
    int fd = open(NAME, O_RDONLY);
    EXPECT(fd >= 0 && lseek(fd, 0, SEEK_END) == (Pages + 1) * PageSize);
    EXPECT(read(fd, bytes, 5) == 0);
    EXPECT(pread(fd, bytes, 5, 0) == 5 && memcmp(bytes, "first", 5) == 0);
    EXPECT(pread(fd, bytes, 5, Pages * PageSize) == 5 && bytes[0] == 'a' + Pages);
    EXPECT(close(fd) == 0);
}

static void remove_it(void) { EXPECT(unlink(NAME) == 0); }

int main(void)
{
    struct statfs before, after;
    if (!on_pagewalk())
        return skipped("caches are the whole machine's");
    EXPECT(statfs("/data", &before) == 0);
    for (int round = 0; round < Rounds; round++) {
        step("written to");
        while_dropped(write_more);
        set("vm/drop_caches", 3);
        expect_more();
        step("removed");
        while_dropped(remove_it);
        EXPECT_ERRNO(open(NAME, O_RDONLY), ENOENT);
        EXPECT(statfs("/data", &after) == 0);
        EXPECT_EQ(after.f_ffree, before.f_ffree);
        EXPECT_EQ(after.f_bfree, before.f_bfree);
    }
    return passed();
}
