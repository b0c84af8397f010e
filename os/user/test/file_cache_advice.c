// SPDX-License-Identifier: Apache-2.0
// What is said of a file's page cache: posix_fadvise lets pages go that are clean and wholly in its range, after what
// is dirty has been written, and fetches those that will be needed; sync_file_range writes a part. Descriptors and the
// working directory follow: fchdir, close_range.
#include "procfile.h"

#include <sys/stat.h>

enum { Pages = 8 };

static int fd;
static unsigned char *map;

static const char *directory(void) { return access("/data", W_OK) == 0 ? "/data" : "/var/tmp"; }

static int in_core(void)
{
    unsigned char vector[Pages];
    int set = 0;
    EXPECT(mincore(map, Pages * PageSize, vector) == 0);
    for (int page = 0; page < Pages; page++)
        set |= (vector[page] & 1) << page;
    return set;
}

static int make_file(void)
{
    static unsigned char block[PageSize];
    char path[64];
    snprintf(path, sizeof path, "%s/file_cache_advice.XXXXXX", directory());
    int made = mkstemp(path);
    EXPECT(made >= 0 && unlink(path) == 0);
    for (int page = 0; page < Pages; page++) {
        memset(block, 'a' + page, sizeof block);
        EXPECT_EQ(write(made, block, sizeof block), PageSize);
    }
    return made;
}

static void advice(void)
{
    char byte;
    EXPECT_EQ(fsync(fd), 0);
    EXPECT_EQ(in_core(), 0xff);
    EXPECT_EQ(posix_fadvise(fd, 2 * PageSize, 3 * PageSize, POSIX_FADV_DONTNEED), 0);
    EXPECT_EQ(in_core(), 0xe3);
    EXPECT_EQ(posix_fadvise(fd, 5 * PageSize + 1, 2 * PageSize, POSIX_FADV_DONTNEED), 0);  // one page wholly
    EXPECT_EQ(in_core(), 0xa3);
    EXPECT_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
    EXPECT_EQ(in_core(), 0);
    EXPECT_EQ(pread(fd, &byte, 1, 7 * PageSize - 1), 1);
    EXPECT_EQ(byte, 'a' + 6);
    EXPECT_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);

    step("pages that are mapped stay");
    EXPECT_EQ(map[PageSize], 'b');
    EXPECT_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
    EXPECT(in_core() & 2);
    EXPECT(madvise(map, Pages * PageSize, MADV_DONTNEED) == 0);
    EXPECT_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
    EXPECT_EQ(in_core(), 0);

    step("what is needed comes");
    if (!on_pagewalk())
        return;  // on Linux, at some time
    EXPECT_EQ(posix_fadvise(fd, PageSize, 2 * PageSize, POSIX_FADV_WILLNEED), 0);
    EXPECT_EQ(in_core(), 6);
}

static void errors(void)
{
    int ends[2];
    EXPECT(pipe(ends) == 0);
    EXPECT_EQ(posix_fadvise(fd, 0, 0, 99), EINVAL);
    EXPECT_EQ(posix_fadvise(fd, 0, -1, POSIX_FADV_NORMAL), EINVAL);
    EXPECT_EQ(posix_fadvise(ends[0], 0, 0, POSIX_FADV_NORMAL), ESPIPE);
    EXPECT_EQ(posix_fadvise(-1, 0, 0, POSIX_FADV_NORMAL), EBADF);
    EXPECT_ERRNO(sync_file_range(fd, 0, 0, 8), EINVAL);
    EXPECT_ERRNO(sync_file_range(fd, -1, 0, 2), EINVAL);
    EXPECT_ERRNO(sync_file_range(ends[1], 0, 0, 2), ESPIPE);
    EXPECT_ERRNO(sync_file_range(-1, 0, 0, 2), EBADF);
    EXPECT(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void part_is_written(void)
{
    EXPECT_EQ(pwrite(fd, "x", 1, PageSize), 1);
    EXPECT_EQ(pwrite(fd, "y", 1, 6 * PageSize), 1);
    EXPECT_EQ(sync_file_range(fd, PageSize, PageSize, 7), 0);
    if (!on_pagewalk())
        return;  // nobody else makes pages dirty there
    long written = vmstat("pgpgout"), dirty = vmstat("nr_dirty");
    EXPECT_EQ(sync_file_range(fd, 0, 5 * PageSize, 7), 0);  // none is left there
    EXPECT_EQ(vmstat("pgpgout"), written);
    EXPECT_EQ(sync_file_range(fd, 0, 0, 7), 0);
    EXPECT_EQ(vmstat("pgpgout"), written + 4);
    EXPECT_EQ(vmstat("nr_dirty"), dirty - 1);
}

static void expect_directory(const char *name)
{
    char path[128];
    EXPECT(getcwd(path, sizeof path));
    if (strcmp(path, name) != 0)
        fail("the working directory is %s, not %s", path, name);
}

static void descriptors(void)
{
    int root = open("/", O_RDONLY | O_DIRECTORY), inside = open(directory(), O_RDONLY | O_DIRECTORY), ends[2];
    EXPECT(root >= 0 && inside >= 0 && fchdir(inside) == 0);
    expect_directory(directory());
    EXPECT(fchdir(root) == 0);
    expect_directory("/");
    EXPECT_ERRNO(fchdir(fd), ENOTDIR);
    EXPECT_ERRNO(fchdir(-1), EBADF);
    EXPECT(pipe(ends) == 0);
    EXPECT_ERRNO(fchdir(ends[0]), ENOTDIR);
    expect_directory("/");

    step("a range of descriptors");
    EXPECT(dup2(root, 50) == 50 && dup2(root, 51) == 51 && dup2(root, 60) == 60);
    EXPECT_EQ(syscall(SYS_close_range, 50, 55, 4 /* CLOEXEC */), 0);
    EXPECT_EQ(fcntl(51, F_GETFD), FD_CLOEXEC);
    EXPECT_EQ(fcntl(60, F_GETFD), 0);
    EXPECT_EQ(syscall(SYS_close_range, 51, ~0u, 0), 0);
    EXPECT_EQ(fcntl(50, F_GETFD), FD_CLOEXEC);
    EXPECT_ERRNO(fcntl(51, F_GETFD), EBADF);
    EXPECT_ERRNO(fcntl(60, F_GETFD), EBADF);
    EXPECT_EQ(syscall(SYS_close_range, 50, 50, 2 /* UNSHARE */), 0);
    EXPECT_ERRNO(syscall(SYS_close_range, 9, 8, 0), EINVAL);
    EXPECT_ERRNO(syscall(SYS_close_range, 8, 9, 8), EINVAL);
}

int main(void)
{
    fd = make_file();
    map = mmap(NULL, Pages * PageSize, PROT_READ, MAP_SHARED, fd, 0);
    EXPECT(map != MAP_FAILED && madvise(map, Pages * PageSize, MADV_RANDOM) == 0);
    EXPECT_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM), 0);
    step("advice");
    advice();
    step("a part is written");
    part_is_written();
    step("what makes no sense");
    errors();
    step("directories");
    descriptors();
    return passed();
}
