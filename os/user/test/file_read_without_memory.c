// SPDX-License-Identifier: Apache-2.0
// A page of a file is read while memory runs out, with a block of the file's map to be read first: at some moment there
// is a frame for the page, none for the block, none that can leave, and nobody else who is about to free one. The
// reader gets an error or its bytes and the machine goes on, until the one who took all memory is killed for it.
//
// Boot: frames=100

#include <sys/swap.h>

#include "setting.h"

enum { Blocks = 64, Deep = 40 };  // pages of the file, and one behind those that the inode itself leads to

static pid_t start_hog(struct turn *next, struct turn *done)
{
    pid_t pid = fork_child();
    if (pid != 0)
        return pid;
    EXPECT(try_setting("../self/oom_score_adj", "1000") == 0);
    for (;;) {
        unsigned char *page = map_pages(1, PROT_READ | PROT_WRITE);
        await(next);
        *page = 1;
        give(done);
    }
}

static void drop_caches(int drop) { EXPECT_EQ(pwrite(drop, "3", 1, 0), 1); }

static void read_deep(int file)
{
    unsigned char byte = 0;
    if (pread(file, &byte, 1, Deep * PageSize) == 1)
        EXPECT_EQ(byte, Deep);
    else
        EXPECT(errno == ENOMEM);
}

int main(void)
{
    static unsigned char page[PageSize];
    const char *name = "/data/file_read_without_memory";
    if (!on_pagewalk())
        return skipped("all memory of a machine is taken");
    int fd = open(name, O_RDWR | O_CREAT, 0644);
    EXPECT(fd >= 0);
    for (int i = 0; i < Blocks; i++) {
        memset(page, i, sizeof page);
        EXPECT_EQ(write(fd, page, sizeof page), (ssize_t)sizeof page);
    }
    EXPECT(fsync(fd) == 0);
    int drop = open("/proc/sys/vm/drop_caches", O_WRONLY);
    EXPECT(drop >= 0);
    step("memory runs out");
    EXPECT(swapoff("/dev/vdb") == 0);
    struct turn next = make_turn(), done = make_turn();
    pid_t hog = start_hog(&next, &done);
    close(done.fd[1]);
    unsigned turns = 0;
    char byte;
    for (;;) {
        drop_caches(drop);  // nothing of the file is in memory, neither its pages nor its map
        give(&next);
        if (read(done.fd[0], &byte, 1) != 1)
            break;
        turns++;
        read_deep(fd);
    }
    int status = wait_for(hog);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && turns > 16);
    step("afterwards");
    drop_caches(drop);
    read_deep(fd);
    EXPECT(swapon("/dev/vdb", 0) == 0 && unlink(name) == 0);
    return passed();
}
