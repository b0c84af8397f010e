// SPDX-License-Identifier: Apache-2.0
// A tmpfs holds what its mount allows: pages of files, whether they come by write, by a store to a mapping or by
// fallocate, and files. What is too much is ENOSPC, and for a store SIGBUS; what is given up is there again. Holes take
// nothing and read as zeroes. Each page of it, and of memfd_create, is promised memory as long as it is there.
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include "test.h"

enum { Most = 16, Files = 8, ReadWrite = PROT_READ | PROT_WRITE };

static char directory[] = "/tmp/tmpfs_limits.XXXXXX";
static char page[PageSize];

static long free_pages(void)
{
    struct statfs st;
    EXPECT(statfs(directory, &st) == 0);
    EXPECT_EQ(st.f_blocks, Most);
    EXPECT_EQ(st.f_bsize, PageSize);
    return (long)st.f_bfree;
}

static int make(const char *name)
{
    int fd = open(name, O_RDWR | O_CREAT, 0600);
    EXPECT(fd >= 0);
    return fd;
}

static long pages_of(int fd)
{
    struct stat st;
    EXPECT(fstat(fd, &st) == 0);
    return (long)st.st_blocks * 512 / PageSize;
}

static void written(void)
{
    int fd = make("a"), other = make("b");
    memset(page, 'a', sizeof page);
    for (int i = 0; i < Most - 1; i++)
        EXPECT_EQ(write(fd, page, sizeof page), PageSize);
    EXPECT_EQ(write(other, "x", 1), 1);
    EXPECT_EQ(free_pages(), 0);
    EXPECT_ERRNO(write(fd, page, sizeof page), ENOSPC);
    EXPECT_EQ(pwrite(fd, page, sizeof page, 0), PageSize);  // over what is there
    EXPECT_EQ(pages_of(fd), Most - 1);

    step("holes");
    EXPECT(ftruncate(other, 100 * PageSize) == 0);
    EXPECT_EQ(pread(other, page, sizeof page, 50 * PageSize), PageSize);
    for (int i = 0; i < PageSize; i++)
        EXPECT_EQ(page[i], 0);
    EXPECT_EQ(pages_of(other), 1);
    EXPECT_ERRNO(pwrite(other, "y", 1, 50 * PageSize), ENOSPC);

    step("given up");
    EXPECT(ftruncate(fd, 10 * PageSize + 1) == 0);
    EXPECT_EQ(free_pages(), 4);
    EXPECT_EQ(pwrite(other, "y", 1, 50 * PageSize), 1);
    EXPECT_EQ(free_pages(), 3);
    EXPECT(unlink("a") == 0);
    EXPECT_EQ(free_pages(), 3);  // it is open
    EXPECT(close(fd) == 0);
    EXPECT_EQ(free_pages(), Most - 2);
    EXPECT(unlink("b") == 0 && close(other) == 0);
    EXPECT_EQ(free_pages(), Most);
}

static void stored(void)
{
    int fd = make("mapped"), other = make("other");
    EXPECT(ftruncate(fd, 2 * Most * PageSize) == 0);
    unsigned char *map = mmap(NULL, 2 * Most * PageSize, ReadWrite, MAP_SHARED, fd, 0);
    EXPECT(map != MAP_FAILED);
    EXPECT_EQ(free_pages(), Most);
    for (int i = 0; i < Most; i++)
        map[2 * i * PageSize] = (unsigned char)(i + 1);
    EXPECT_EQ(free_pages(), 0);
    EXPECT_EQ(pages_of(fd), Most);
    EXPECT_FAULT(fault_of_store(map + PageSize), SIGBUS, BUS_ADRERR, map + PageSize);
    EXPECT_FAULT(fault_of_load(map + 3 * PageSize), SIGBUS, BUS_ADRERR, map + 3 * PageSize);
    EXPECT_ERRNO(read(open("/dev/zero", O_RDONLY), map + PageSize, 1), EFAULT);
    EXPECT_ERRNO(write(other, "x", 1), ENOSPC);
    for (int i = 0; i < Most; i++)
        EXPECT_EQ(map[2 * i * PageSize], i + 1);

    step("room for a store");
    EXPECT(ftruncate(fd, (2 * Most - 2) * PageSize) == 0);
    map[PageSize] = 99;
    EXPECT_EQ(free_pages(), 0);
    EXPECT(munmap(map, 2 * Most * PageSize) == 0 && ftruncate(fd, 0) == 0);
    EXPECT_EQ(free_pages(), Most);

    step("fallocate");
    EXPECT_EQ(posix_fallocate(fd, 0, 4 * PageSize), 0);
    EXPECT_EQ(free_pages(), Most - 4);
    EXPECT_EQ(posix_fallocate(other, 0, Most * PageSize), ENOSPC);
    EXPECT(unlink("mapped") == 0 && unlink("other") == 0 && close(fd) == 0 && close(other) == 0);
    EXPECT_EQ(free_pages(), Most);
}

static void files(void)
{
    char name[] = "0";
    int made;
    for (made = 0; made < Files; made++, name[0]++)
        if (mkdir(name, 0700) != 0)
            break;
    EXPECT_EQ(errno, ENOSPC);
    EXPECT_EQ(made, Files - 1);  // and the root
    EXPECT_ERRNO(open("one more", O_RDWR | O_CREAT, 0600), ENOSPC);
    while (--name[0] >= '0')
        EXPECT(rmdir(name) == 0);
}

static long promised(void) { return meminfo_kb("Committed_AS") * 1024 / PageSize; }

// Exactly, where nobody else makes promises.
static void promises(void)
{
    int memory = (int)syscall(SYS_memfd_create, "promised", 0), fd = make("file");
    EXPECT(memory >= 0 && ftruncate(memory, 64 * PageSize) == 0);
    unsigned char *map = mmap(NULL, 64 * PageSize, ReadWrite, MAP_SHARED, memory, 0);
    EXPECT(map != MAP_FAILED);
    long before = promised();
    for (int i = 0; i < 10; i++)
        map[6 * i * PageSize] = 1;
    EXPECT_EQ(promised(), before + 10);
    for (int i = 0; i < 5; i++)
        EXPECT_EQ(write(fd, page, sizeof page), PageSize);
    EXPECT_EQ(promised(), before + 15);
    EXPECT(madvise(map, 64 * PageSize, 21 /* MADV_PAGEOUT */) == 0);
    EXPECT_EQ(promised(), before + 15);  // wherever they are
    EXPECT_EQ(map[6 * PageSize], 1);
    EXPECT(ftruncate(memory, 7 * PageSize) == 0);
    EXPECT_EQ(promised(), before + 7);
    EXPECT(munmap(map, 64 * PageSize) == 0 && close(memory) == 0);
    EXPECT_EQ(promised(), before + 5);
    EXPECT(unlink("file") == 0 && close(fd) == 0);
    EXPECT_EQ(promised(), before);
}

int main(void)
{
    if (!on_pagewalk() && (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0))
        return skipped("it may not mount");
    EXPECT(mkdtemp(directory));
    step("options");
    EXPECT_ERRNO(mount("none", directory, "tmpfs", 0, "size=much"), EINVAL);
    EXPECT_ERRNO(mount("none", directory, "tmpfs", 0, "size=64k,colour=red"), EINVAL);
    EXPECT(mount("none", directory, "tmpfs", 0, "size=64k,nr_inodes=8,mode=755") == 0);
    struct stat st;
    EXPECT(stat(directory, &st) == 0 && (st.st_mode & 07777) == 0755);
    EXPECT(chdir(directory) == 0);
    step("written");
    written();
    step("stored through a mapping");
    stored();
    step("files");
    files();
    if (on_pagewalk()) {
        step("promises");
        promises();
    }
    step("its end");
    EXPECT(chdir("/") == 0 && umount(directory) == 0 && rmdir(directory) == 0);
    return passed();
}
