// SPDX-License-Identifier: Apache-2.0
// Processes that end leave nothing behind, whoever waits for them: their parent, init, or nobody because their parent
// ignores SIGCHLD; one after the other, or many that end at once; and where the last thing that an end lets go of is a
// directory or a file which is then removed from its disk. Free memory is the same before and after.

#include <sys/stat.h>

#include "test.h"

enum { Single = 8, Crowd = 5, Rounds = 2, Slack = 12 };  // frames that the page cache and the heap may take

static long free_frames(void) { return vmstat("nr_free_pages") + vmstat("nr_file_pages") + vmstat("nr_anon_pages"); }

static void many_at_once(void)
{
    pid_t pids[Crowd];
    for (int i = 0; i < Crowd; i++)
        if ((pids[i] = fork_child()) == 0)
            _exit(i);
    for (int i = 0; i < Crowd; i++)
        EXPECT_EQ(WEXITSTATUS(wait_for(pids[i])), i);
}

static void orphans(void)
{
    pid_t parent = fork_child();
    if (parent == 0) {
        for (int i = 0; i < Crowd; i++)
            if (fork() == 0)
                _exit(0);
        _exit(0);
    }
    wait_for_success(parent);
}

static void nobody_waits(void)
{
    EXPECT(signal(SIGCHLD, SIG_IGN) != SIG_ERR);
    for (int i = 0; i < Crowd; i++)
        if (fork_child() == 0)
            _exit(0);
    EXPECT_ERRNO(wait(NULL), ECHILD);  // when all have ended
    EXPECT(signal(SIGCHLD, SIG_DFL) != SIG_ERR);
}

// The names are gone already: blocks and inodes go with the processes, whose end waits for the disk.
static void removes_from_disk(void)
{
    struct turn there = make_turn(), go = make_turn();
    pid_t pids[Crowd];
    for (int i = 0; i < Crowd; i++) {
        if ((pids[i] = fork_child()) != 0)
            continue;
        char name[32];
        snprintf(name, sizeof name, "/data/ends.%d", i);
        EXPECT(mkdir(name, 0700) == 0 && chdir(name) == 0);
        int fd = open("file", O_RDWR | O_CREAT, 0600);
        EXPECT(fd >= 0 && write(fd, name, sizeof name) == sizeof name && ftruncate(fd, 20 * PageSize) == 0);
        EXPECT(unlink("file") == 0 && rmdir(name) == 0);
        give(&there);
        await(&go);
        _exit(0);
    }
    for (int i = 0; i < Crowd; i++)
        await(&there);
    for (int i = 0; i < Crowd; i++)
        give(&go);
    for (int i = 0; i < Crowd; i++)
        wait_for_success(pids[i]);
    for (int i = 0; i < 2; i++)
        EXPECT(close(there.fd[i]) == 0 && close(go.fd[i]) == 0);
}

static void all_ways(int singles)
{
    if (on_pagewalk())
        removes_from_disk();
    for (int i = 0; i < singles; i++) {
        pid_t pid = fork_child();
        if (pid == 0)
            _exit(0);
        wait_for_success(pid);
    }
    many_at_once();
    orphans();
    nobody_waits();
}

int main(void)
{
    step("once, for what stays");
    all_ways(1);
    long before = free_frames();
    step("again and again");
    for (int i = 0; i < Rounds; i++)
        all_ways(Single);
    if (on_pagewalk())
        for (int i = 0; free_frames() < before - Slack; i++) {
            if (i == 50)
                fail("%ld frames are gone", before - free_frames());
            usleep(10000);  // orphans end when init has waited for them
        }
    return passed();
}
