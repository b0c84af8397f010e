// SPDX-License-Identifier: Apache-2.0
// A mapped file is an array: sorted in place by pointers, written back by msync, and read again the bytes on the disk
// are the sorted ones. A store to a private mapping of it is in neither.
// Claims: F51, F52, F125.

#include <sys/ioctl.h>

#include "test.h"

enum { Numbers = 2 * PageSize / sizeof(int), BlockFlush = 0x1261 /* BLKFLSBUF */, BlockOf = 1 /* FIBMAP */ };

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

// The page of the disk, not of memory, that holds the file's first.
static void read_from_disk(int fd, int *numbers)
{
    int block = 0, disk = open("/dev/vda", O_RDWR);
    EXPECT(disk >= 0 && ioctl(fd, BlockOf, &block) == 0 && block > 0);
    EXPECT(ioctl(disk, BlockFlush, 0) == 0);
    EXPECT_EQ(pread(disk, numbers, PageSize, (off_t)block * PageSize), PageSize);
    close(disk);
}

int main(void)
{
    static int numbers[Numbers];
    const char *path = on_pagewalk() ? "/data/numbers" : "/tmp/numbers";
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    EXPECT(fd >= 0 && unlink(path) == 0);
    for (int i = 0; i < Numbers; i++)
        numbers[i] = (int)((unsigned)i * 7919 % Numbers);
    EXPECT_EQ(write(fd, numbers, sizeof numbers), sizeof numbers);

    step("sort");
    int *array = mmap(NULL, sizeof numbers, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    int *copy = mmap(NULL, sizeof numbers, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    EXPECT(array != MAP_FAILED && copy != MAP_FAILED);
    qsort(array, Numbers, sizeof array[0], compare);
    copy[Numbers / 2] = copy[5] = -1;
    EXPECT(msync(array, sizeof numbers, MS_SYNC) == 0);

    step("read again");
    EXPECT_EQ(pread(fd, numbers, sizeof numbers, 0), sizeof numbers);
    for (int i = 0; i < Numbers; i++)
        EXPECT_EQ(numbers[i], i);
    if (on_pagewalk()) {
        step("on the disk");
        memset(numbers, 0, sizeof numbers);
        read_from_disk(fd, numbers);
        for (int i = 0; i < Numbers / 2; i++)
            EXPECT_EQ(numbers[i], i);

        step("written back when it is unmapped and synced");
        array[0] = 12345;
        EXPECT(munmap(array, sizeof numbers) == 0 && munmap(copy, sizeof numbers) == 0);
        sync();
        EXPECT_EQ(meminfo_kb("Dirty"), 0);
        read_from_disk(fd, numbers);
        EXPECT_EQ(numbers[0], 12345);

        step("written back when a process ends");
        pid_t pid = fork_child();
        if (pid == 0) {
            array = mmap(NULL, sizeof numbers, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
            EXPECT(array != MAP_FAILED);
            array[1] = 54321;
            _exit(EXIT_SUCCESS);
        }
        wait_for_success(pid);
        sync();
        read_from_disk(fd, numbers);
        EXPECT_EQ(numbers[1], 54321);
    }
    return passed();
}
