// SPDX-License-Identifier: Apache-2.0
// A file system without a free block: write is short and then ENOSPC, a store into a hole of a mapped file is SIGBUS,
// one into a page that has a block works, and what was written is all there. A file that goes makes room again. On
// pagewalk, on the third disk's file system; the host's e2fsck judges it.

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include "test.h"

static char page[PageSize];

static void fill_up(const char *path, size_t piece)
{
    ssize_t done;
    off_t written = 0;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(fd >= 0);
    while ((done = write(fd, page, piece)) > 0)
        written += done;
    EXPECT_EQ(errno, ENOSPC);
    struct stat st;
    EXPECT(fstat(fd, &st) == 0);
    EXPECT_EQ(st.st_size, written);
    EXPECT(fsync(fd) == 0 && close(fd) == 0);
}

static unsigned long free_blocks(void)
{
    struct statfs s;
    EXPECT(statfs(".", &s) == 0);
    return s.f_bfree;
}

int main(void)
{
    char made[] = "/tmp/disk_full.XXXXXX";
    if (!on_pagewalk())
        return skipped("there is no small disk");
    EXPECT(mkdtemp(made));
    if (mount("/dev/vdc", made, "ext2", 0, NULL) != 0)
        return skipped("the third disk has no file system");
    EXPECT(chdir(made) == 0);
    memset(page, 'p', sizeof page);

    step("fill it");
    int holes = open("holes", O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(holes >= 0 && ftruncate(holes, 64 * PageSize) == 0);
    char *map = mmap(NULL, 64 * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, holes, 0);
    EXPECT(map != MAP_FAILED);
    map[0] = 'x';
    fill_up("filler", sizeof page);
    fill_up("rest", 1024);  // what is less than a page
    EXPECT_EQ(free_blocks(), 0);

    step("no place for a hole, nor for a name");
    EXPECT_EQ(map[40 * PageSize], 0);
    EXPECT_FAULT(fault_of_store(map + 40 * PageSize), SIGBUS, BUS_ADRERR, map + 40 * PageSize);
    EXPECT_FAULT(fault_of_store(map + 50 * PageSize), SIGBUS, BUS_ADRERR, map + 50 * PageSize);
    map[1] = 'y';
    EXPECT_ERRNO(pwrite(holes, page, PageSize, 30 * PageSize), ENOSPC);
    EXPECT_ERRNO(mkdir("directory", 0755), ENOSPC);
    EXPECT(msync(map, 64 * PageSize, MS_SYNC) == 0 && fsync(holes) == 0);

    step("room again");
    EXPECT(unlink("filler") == 0 && unlink("rest") == 0);
    EXPECT(free_blocks() > 0);
    map[40 * PageSize] = 'z';
    EXPECT(mkdir("directory", 0755) == 0);
    EXPECT(msync(map, 64 * PageSize, MS_SYNC) == 0);
    EXPECT(munmap(map, 64 * PageSize) == 0 && close(holes) == 0);

    step("unmount");
    EXPECT(chdir("/") == 0 && umount(made) == 0);
    EXPECT(mount("/dev/vdc", made, "ext2", 0, NULL) == 0 && chdir(made) == 0);
    holes = open("holes", O_RDONLY);
    EXPECT(pread(holes, page, 2, 0) == 2 && memcmp(page, "xy", 2) == 0);
    EXPECT(pread(holes, page, 1, 40 * PageSize) == 1 && page[0] == 'z');
    EXPECT_ERRNO(umount(made), EBUSY);
    EXPECT(close(holes) == 0 && chdir("/") == 0 && umount(made) == 0);
    return passed();
}
