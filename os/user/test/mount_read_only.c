// SPDX-License-Identifier: Apache-2.0
// A file system that is mounted read-only (MS_RDONLY): what is in it can be read, mapped and run, and nothing changes
// it, neither a call nor a store nor a look; /proc/mounts and statfs say so. What mount(2) does not do is EINVAL, not
// something else.

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>

#include "procfile.h"

#define AT "/tmp/read-only"

static void make(void)
{
    EXPECT(mount("/dev/vdc", AT, "ext2", 0, NULL) == 0);
    int fd = open(AT "/kept", O_RDWR | O_CREAT, 0644);
    EXPECT(fd >= 0 && write(fd, "kept", 4) == 4 && close(fd) == 0 && mkdir(AT "/folder", 0755) == 0);
    EXPECT(umount(AT) == 0);
}

static void nothing_changes(void)
{
    const struct timeval times[2] = {{1, 0}, {2, 0}};
    EXPECT_ERRNO(open(AT "/kept", O_WRONLY), EROFS);
    EXPECT_ERRNO(open(AT "/kept", O_RDONLY | O_TRUNC), EROFS);
    EXPECT_ERRNO(open(AT "/new", O_RDWR | O_CREAT, 0600), EROFS);
    EXPECT_ERRNO(truncate(AT "/kept", 0), EROFS);
    EXPECT_ERRNO(mkdir(AT "/new", 0700), EROFS);
    EXPECT_ERRNO(rmdir(AT "/folder"), EROFS);
    EXPECT_ERRNO(unlink(AT "/kept"), EROFS);
    EXPECT_ERRNO(rename(AT "/kept", AT "/moved"), EROFS);
    EXPECT_ERRNO(link(AT "/kept", AT "/second"), EROFS);
    EXPECT_ERRNO(symlink("kept", AT "/link"), EROFS);
    EXPECT_ERRNO(chmod(AT "/kept", 0600), EROFS);
    EXPECT_ERRNO(chown(AT "/kept", 1, 1), EROFS);
    EXPECT_ERRNO(utimes(AT "/kept", times), EROFS);
    EXPECT_ERRNO(access(AT "/kept", W_OK), EROFS);
}

static void can_be_read(void)
{
    struct stat before, after;
    int fd = open(AT "/kept", O_RDONLY);
    EXPECT(fd >= 0 && fstat(fd, &before) == 0);
    EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), EACCES);
    char *copy = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    EXPECT(copy != MAP_FAILED && memcmp(copy, "kept", 4) == 0);
    copy[0] = 'K';
    char text[4];
    EXPECT(pread(fd, text, 4, 0) == 4 && memcmp(text, "kept", 4) == 0);
    EXPECT(munmap(copy, PageSize) == 0);
    EXPECT(fstat(fd, &after) == 0 && before.st_atim.tv_sec == after.st_atim.tv_sec &&
           before.st_atim.tv_nsec == after.st_atim.tv_nsec);
    EXPECT(close(fd) == 0);
}

int main(void)
{
    if (!on_pagewalk() || mkdir(AT, 0755) != 0)
        return skipped("there is no disk to mount");
    if (mount("/dev/vdc", AT, "ext2", 0, NULL) != 0) {
        EXPECT(rmdir(AT) == 0);
        return skipped("the third disk has no file system");
    }
    EXPECT(umount(AT) == 0);
    make();

    step("read only");
    struct statvfs said;
    EXPECT(mount("/dev/vdc", AT, "ext2", MS_RDONLY, NULL) == 0);
    EXPECT(strstr(read_proc("/proc/mounts"), "/dev/vdc " AT " ext2 ro,"));
    EXPECT(statvfs(AT, &said) == 0 && said.f_flag & ST_RDONLY);
    nothing_changes();
    can_be_read();
    EXPECT(umount(AT) == 0);

    step("written again");
    EXPECT(mount("/dev/vdc", AT, "ext2", 0, NULL) == 0);
    EXPECT(unlink(AT "/kept") == 0 && rmdir(AT "/folder") == 0 && umount(AT) == 0);

    step("what is not done");
    EXPECT_ERRNO(mount("none", AT, "tmpfs", MS_REMOUNT, NULL), EINVAL);
    EXPECT_ERRNO(mount("/", AT, NULL, MS_BIND, NULL), EINVAL);
    EXPECT_ERRNO(mount("/", AT, NULL, MS_MOVE, NULL), EINVAL);
    EXPECT(rmdir(AT) == 0);
    return passed();
}
