// SPDX-License-Identifier: Apache-2.0
// A shared mapping of a file and the file are the same bytes, both ways and for every process; a private mapping takes
// part until it is written. A changed page goes to the file when it has to leave memory, and when its last mapping
// ends.
// Claims: F51.

#include "test.h"

enum { Pages = 4, Mark = PageSize + 904, Pageout = 21 /* MADV_PAGEOUT */ };

// A file that may be written; there are no new files on pagewalk.
static int open_scratch(void)
{
    static unsigned char block[Pages * PageSize];
    int fd = open("/data/scratch", O_RDWR);
    if (fd < 0) {
        char path[] = "/tmp/mmap_shared_file.XXXXXX";
        fd = mkstemp(path);
        EXPECT(fd >= 0 && unlink(path) == 0);
    }
    EXPECT_EQ(pwrite(fd, block, sizeof block, 0), sizeof block);
    return fd;
}

static void expect_in_file(int fd, off_t offset, const char *text)
{
    char seen[16] = {0};
    EXPECT_EQ(pread(fd, seen, strlen(text), offset), strlen(text));
    if (strcmp(seen, text) != 0)
        fail("the file says %s, not %s", seen, text);
}

int main(void)
{
    int fd = open_scratch();
    char *map = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *copy = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    EXPECT(map != MAP_FAILED && copy != MAP_FAILED);

    step("store, and read the file");
    memcpy(map + Mark, "stored", 6);
    expect_in_file(fd, Mark, "stored");
    EXPECT(memcmp(copy + Mark, "stored", 6) == 0);

    step("write the file, and load");
    EXPECT_EQ(pwrite(fd, "written", 7, 2 * PageSize + 1), 7);
    EXPECT(memcmp(map + 2 * PageSize + 1, "written", 7) == 0);

    step("a locked page is not invalidated");
    EXPECT(mlock(map, PageSize) == 0);
    EXPECT_ERRNO(msync(map, PageSize, MS_ASYNC | MS_INVALIDATE), EBUSY);
    EXPECT(msync(map + PageSize, PageSize, MS_SYNC | MS_INVALIDATE) == 0);
    EXPECT(munlock(map, PageSize) == 0);
    EXPECT(msync(map, PageSize, MS_ASYNC | MS_INVALIDATE) == 0);

    step("a private store");
    memcpy(copy + Mark, "secret", 6);
    EXPECT(memcmp(map + Mark, "stored", 6) == 0);
    memcpy(map + Mark, "public", 6);
    EXPECT(memcmp(copy + Mark, "secret", 6) == 0);

    step("another process");
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT(memcmp(map + Mark, "public", 6) == 0 && memcmp(copy + Mark, "secret", 6) == 0);
        memcpy(map + Mark, "child's", 7);
        memcpy(copy + Mark, "nobody", 6);
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    EXPECT(memcmp(map + Mark, "child's", 7) == 0 && memcmp(copy + Mark, "secret", 6) == 0);

    step("sync, and leave memory");
    EXPECT(munmap(copy, Pages * PageSize) == 0);
    EXPECT(msync(map, Pages * PageSize, MS_SYNC) == 0);
    EXPECT(madvise(map, Pages * PageSize, Pageout) == 0);
    expect_in_file(fd, Mark, "child's");

    step("leave memory without sync");
    memcpy(map + Mark, "dirty", 6);
    EXPECT(madvise(map, Pages * PageSize, Pageout) == 0);
    EXPECT(memcmp(map + Mark, "dirty", 6) == 0);
    expect_in_file(fd, Mark, "dirty");

    step("dirty again after a sync");
    EXPECT(msync(map, Pages * PageSize, MS_SYNC) == 0);
    memcpy(map + Mark, "again", 6);
    EXPECT(madvise(map, Pages * PageSize, Pageout) == 0);
    expect_in_file(fd, Mark, "again");

    step("unmap a dirty page");
    memcpy(map + Mark, "last", 5);
    EXPECT(munmap(map, Pages * PageSize) == 0);
    map = mmap(NULL, Pages * PageSize, PROT_READ, MAP_SHARED, fd, 0);
    EXPECT(map != MAP_FAILED && memcmp(map + Mark, "last", 5) == 0);
    EXPECT(madvise(map, Pages * PageSize, Pageout) == 0);
    expect_in_file(fd, Mark, "last");

    step("rights");
    int read_only = open("/proc/self/exe", O_RDONLY);
    EXPECT(read_only >= 0);
    EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, read_only, 0), EACCES);
    char *text = mmap(NULL, PageSize, PROT_READ, MAP_SHARED, read_only, 0);
    EXPECT(text != MAP_FAILED);
    EXPECT_ERRNO(mprotect(text, PageSize, PROT_READ | PROT_WRITE), EACCES);
    return passed();
}
