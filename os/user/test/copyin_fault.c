// SPDX-License-Identifier: Apache-2.0
// Pointers that a program hands to the kernel go through the same rules as its own accesses: bad ones are EFAULT, pages
// not there yet are made, and what the kernel writes to a page shared by fork goes to a copy. Claims: F28, F70.

#include "test.h"

enum { ReadWrite = PROT_READ | PROT_WRITE };

static int pipes[2];

static long put(volatile void *from, size_t bytes) { return syscall(SYS_write, pipes[1], from, bytes); }
static long get(volatile void *to, size_t bytes) { return syscall(SYS_read, pipes[0], to, bytes); }

int main(void)
{
    EXPECT(pipe(pipes) == 0);
    unsigned char *region = map_pages(3, ReadWrite);
    EXPECT(munmap(region + 2 * PageSize, PageSize) == 0);
    EXPECT(put("abcdefgh", 8) == 8);

    step("addresses that nobody has");
    EXPECT_ERRNO(put((void *)16, 4), EFAULT);
    EXPECT_ERRNO(put((void *)0xffffffc080200000, 4), EFAULT);
    EXPECT_ERRNO(get((void *)0xffffffc080200000, 4), EFAULT);
    EXPECT_ERRNO(put((void *)-1UL, 4), EFAULT);
    EXPECT_ERRNO(open((char *)16, O_RDONLY), EFAULT);
    EXPECT_ERRNO(syscall(SYS_wait4, -1, (int *)16, 0, NULL), ECHILD);

    step("rights");
    unsigned char *closed = map_pages(1, PROT_NONE), *readable = map_pages(1, PROT_READ);
    EXPECT_ERRNO(put(closed, 1), EFAULT);
    EXPECT_ERRNO(get(readable, 1), EFAULT);
    EXPECT_ERRNO(get((void *)(uintptr_t)main, 1), EFAULT);

    step("a page that was never touched");
    EXPECT_EQ(get(region, 4), 4);
    EXPECT(memcmp(region, "abcd", 5) == 0);

    step("across the end of a region");
    long wrote = put(region + 2 * PageSize - 2, 4);
    EXPECT(wrote == 2 || (wrote == -1 && errno == EFAULT));

    step("a page shared by fork");
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT_EQ(get(region, 4), 4);
        EXPECT(memcmp(region, "efgh", 4) == 0);
        _exit(0);
    }
    wait_for_success(pid);
    EXPECT(memcmp(region, "abcd", 4) == 0);

    step("a page that was taken away");
    EXPECT(munmap(region, PageSize) == 0);
    EXPECT_ERRNO(put(region, 1), EFAULT);
    return passed();
}
