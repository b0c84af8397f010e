// SPDX-License-Identifier: Apache-2.0
// A file system that somebody is in stays: also where a file has two names, of which only one is known; while another
// unmounts it or writes it out at the same time; one device is mounted once, by whoever comes first; and of several at
// one place the last is seen.

#include <sys/mount.h>
#include <sys/stat.h>

#include "test.h"

enum { Rounds = 6, Tasks = 4, Bytes = 96 * 1024 };

#define AT "/tmp/unmount_in_use"

static void stays_for_who_is_inside(void)
{
    EXPECT(mount("test", AT, "tmpfs", 0, NULL) == 0);
    int fd = open(AT "/one", O_RDWR | O_CREAT, 0644);
    EXPECT(fd >= 0 && close(fd) == 0);
    EXPECT(link(AT "/one", AT "/two") == 0 && mkdir(AT "/sub", 0755) == 0);
    EXPECT(chdir(AT) == 0);
    EXPECT_ERRNO(umount(AT), EBUSY);
    EXPECT(chdir("sub") == 0);
    EXPECT_ERRNO(umount(AT), EBUSY);
    EXPECT(access("../two", F_OK) == 0);
    EXPECT(chdir("/") == 0 && umount(AT) == 0);
}

// Of two file systems at one place the last is seen, until it goes; what is below the root has no place there.
static void one_over_another(void)
{
    EXPECT(mount("first", AT, "tmpfs", 0, NULL) == 0 && mkdir(AT "/of-first", 0755) == 0);
    for (int i = 0; i < 2; i++)
        EXPECT(mount("next", AT, "tmpfs", 0, NULL) == 0 && mkdir(AT "/of-next", 0755) == 0);
    EXPECT_ERRNO(access(AT "/of-first", F_OK), ENOENT);
    EXPECT(umount(AT) == 0 && access(AT "/of-next", F_OK) == 0);
    EXPECT(umount(AT) == 0 && access(AT "/of-first", F_OK) == 0);
    EXPECT(umount(AT) == 0);
    EXPECT_ERRNO(umount(AT), EINVAL);
    EXPECT_ERRNO(mount("root", "/", "tmpfs", 0, NULL), EBUSY);
}

static void write_some(const char *path)
{
    static char bytes[Bytes];
    int fd = open(path, O_RDWR | O_CREAT, 0644);
    memset(bytes, path[strlen(path) - 1], sizeof bytes);
    EXPECT(fd >= 0 && write(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes && close(fd) == 0);
}

// One of those that come at once succeeds.
static void all_at_once(int (*act)(int number))
{
    pid_t pids[Tasks];
    int successes = 0;
    for (int i = 0; i < Tasks; i++) {
        pids[i] = fork_child();
        if (pids[i] == 0)
            _exit(act(i) == 0 ? 1 : 0);
    }
    for (int i = 0; i < Tasks; i++)
        successes += WEXITSTATUS(wait_for(pids[i]));
    EXPECT_EQ(successes, 1);
}

static int unmount_it(int number)
{
    (void)number;
    return umount(AT);
}

static int mount_it(int number)
{
    (void)number;
    return mount("/dev/vdc", AT, "ext2", 0, NULL);
}

// The last is no unmount, and counts for none.
static int unmount_or_sync(int number)
{
    if (number > 0)
        return umount(AT);
    sync();
    return -1;
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it mounts file systems");
    EXPECT(mkdir(AT, 0755) == 0);
    step("who is inside");
    stays_for_who_is_inside();
    step("one over another");
    one_over_another();
    if (mount("/dev/vdc", AT, "ext2", 0, NULL) == 0) {
        EXPECT(umount(AT) == 0);
        for (int round = 0; round < Rounds; round++) {
            step("mounted at once");
            all_at_once(mount_it);
            write_some(AT "/some");
            step("unmounted at once");
            all_at_once(round % 2 ? unmount_it : unmount_or_sync);
        }
    }
    EXPECT(rmdir(AT) == 0);
    return passed();
}
