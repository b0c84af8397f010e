// SPDX-License-Identifier: Apache-2.0
// A shared mapping of a file is an array: sorted through pointers it is sorted
// in the file, for whoever reads that afterwards. And who sees a store, of the
// four kinds of mapping: private ones nobody else, shared anonymous ones the
// parent and the child, shared ones of a file everybody, and only those change
// the file. Claims: F117, F125, F140.
#include "procfile.h"

enum { Numbers = 1024 };

static int open_scratch(const void *content, size_t length)
{
    int fd = open("/data/scratch", O_RDWR);
    if (fd < 0) {
        char path[] = "/tmp/mapped_file_as_array.XXXXXX";
        fd = mkstemp(path);
        EXPECT(fd >= 0 && unlink(path) == 0);
    }
    EXPECT_EQ(pwrite(fd, content, length, 0), length);
    return fd;
}

static int ascending(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
    return x < y ? -1 : x > y;
}

static void sort_through_mapping(void)
{
    static unsigned numbers[Numbers], back[Numbers];
    for (unsigned i = 0; i < Numbers; i++)
        numbers[i] = i * 2654435761u;
    int fd = open_scratch(numbers, sizeof numbers);
    unsigned *map = mmap(NULL, sizeof numbers, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    EXPECT(map != MAP_FAILED);
    qsort(map, Numbers, sizeof *map, ascending);
    EXPECT(msync(map, sizeof numbers, MS_SYNC) == 0);
    page_out(map, 1);  // what is read now comes from the disk
    EXPECT_EQ(pread(fd, back, sizeof back, 0), sizeof back);
    qsort(numbers, Numbers, sizeof *numbers, ascending);
    EXPECT(memcmp(numbers, back, sizeof back) == 0);
    EXPECT(munmap(map, sizeof numbers) == 0);
    close(fd);
}

// A child stores; what do the parent, a grandchild of the time before, and the
// file see?
static void expect_seen(int flags, bool by_parent, bool in_file)
{
    int fd = flags & MAP_ANONYMOUS ? -1 : open_scratch("o", 1);
    volatile char *map = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, flags, fd, 0);
    EXPECT(map != MAP_FAILED);
    const char *rights = flags & MAP_SHARED ? "rw-s" : "rw-p";
    char line[64];
    snprintf(line, sizeof line, "%08lx-%08lx %s", (unsigned long)map, (unsigned long)map + PageSize, rights);
    if (fd >= 0)
        EXPECT(strstr(read_proc("/proc/self/maps"), line));
    map[0] = 'o';
    struct turn stored = make_turn();
    pid_t watcher = fork_child();
    if (watcher == 0) {
        await(&stored);
        EXPECT_EQ(map[0], by_parent ? 'n' : 'o');
        _exit(EXIT_SUCCESS);
    }
    pid_t writer = fork_child();
    if (writer == 0) {
        map[0] = 'n';
        EXPECT_EQ(map[0], 'n');
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(writer);
    EXPECT_EQ(map[0], by_parent ? 'n' : 'o');
    give(&stored);
    wait_for_success(watcher);
    if (fd >= 0) {
        char byte;
        EXPECT(msync((void *)map, PageSize, MS_SYNC) == 0);
        EXPECT(pread(fd, &byte, 1, 0) == 1);
        EXPECT_EQ(byte, in_file ? 'n' : 'o');
        close(fd);
    }
    for (int i = 0; i < 2; i++)
        close(stored.fd[i]);
    EXPECT(munmap((void *)map, PageSize) == 0);
}

int main(void)
{
    step("an array");
    sort_through_mapping();

    step("private, anonymous");
    expect_seen(MAP_PRIVATE | MAP_ANONYMOUS, false, false);
    step("private, of a file");
    expect_seen(MAP_PRIVATE, false, false);
    step("shared, anonymous");
    expect_seen(MAP_SHARED | MAP_ANONYMOUS, true, false);
    step("shared, of a file");
    expect_seen(MAP_SHARED, true, true);
    return passed();
}
