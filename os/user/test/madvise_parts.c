// SPDX-License-Identifier: Apache-2.0
// Advice over a hole does its work on what is mapped and then says ENOMEM; advice that a child heeds is kept with the
// region; MAP_POPULATE brings pages before they are touched; mincore of 16 GiB that are not there takes no time; and a
// limit on the stack outlasts exec.

#include <time.h>

#include "test.h"

enum { ReadWrite = PROT_READ | PROT_WRITE, Private = MAP_PRIVATE | MAP_ANONYMOUS, Limit = 1 << 20 };

static void over_a_hole(void)
{
    unsigned char *p = map_pages(3, ReadWrite);
    memset(p, 7, 3 * PageSize);
    EXPECT(munmap(p + PageSize, PageSize) == 0);
    EXPECT_ERRNO(madvise(p, 3 * PageSize, MADV_DONTNEED), ENOMEM);
    EXPECT_EQ(p[0], 0);
    EXPECT_EQ(p[2 * PageSize], 0);
    EXPECT_ERRNO(madvise(p, 3 * PageSize, MADV_SEQUENTIAL), ENOMEM);
    EXPECT_ERRNO(madvise(p, PageSize, 12345), EINVAL);
}

static void in_a_child(void)
{
    unsigned char *absent = map_pages(1, ReadWrite), *wiped = map_pages(1, ReadWrite);
    *absent = *wiped = 5;
    EXPECT(madvise(absent, PageSize, MADV_DONTFORK) == 0);
    EXPECT(madvise(wiped, PageSize, MADV_WIPEONFORK) == 0);
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT_EQ(*wiped, 0);
        EXPECT_EQ(fault_of_load(absent).code, SEGV_MAPERR);
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    EXPECT(*absent == 5 && *wiped == 5);
}

static void populated(void)
{
    unsigned char vector[8];
    unsigned char *p = mmap(NULL, 8 * PageSize, ReadWrite, Private | MAP_POPULATE, -1, 0);
    EXPECT(p != MAP_FAILED);
    EXPECT(mincore(p, 8 * PageSize, vector) == 0);
    for (int i = 0; i < 8; i++)
        EXPECT_EQ(vector[i] & 1, 1);
    long faults = minor_faults();
    for (int i = 0; i < 8; i++)
        p[i * PageSize] = 1;
    EXPECT_EQ(minor_faults(), faults);
}

// The answer to a vast question is written page by page, until there is no place for it.
static void vast(void)
{
    size_t bytes = (size_t)16 << 30;
    struct timespec start, end;
    void *p = mmap(NULL, bytes, PROT_NONE, Private | MAP_NORESERVE, -1, 0);
    unsigned char *vector = map_pages(2, ReadWrite);
    EXPECT(p != MAP_FAILED);
    EXPECT(munmap(vector + PageSize, PageSize) == 0);
    vector[0] = vector[PageSize - 1] = 1;
    clock_gettime(CLOCK_MONOTONIC, &start);
    EXPECT_ERRNO(mincore(p, bytes, vector), EFAULT);
    EXPECT(vector[0] == 0 && vector[PageSize - 1] == 0);
    EXPECT(mprotect(p, bytes, PROT_READ) == 0 && munmap(p, bytes) == 0);
    clock_gettime(CLOCK_MONOTONIC, &end);
    EXPECT(!on_pagewalk() || end.tv_sec - start.tv_sec <= 1);
}

int main(int count, char *arguments[])
{
    struct rlimit limit;
    if (count == 2) {
        EXPECT(getrlimit(RLIMIT_STACK, &limit) == 0);
        return limit.rlim_cur == Limit && strcmp(arguments[1], "limit") == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    step("a hole");
    over_a_hole();
    step("a child");
    in_a_child();
    step("populated");
    populated();
    step("vast");
    vast();
    step("exec");
    pid_t pid = fork_child();
    if (pid == 0) {
        char *again[] = {arguments[0], "limit", NULL};
        limit = (struct rlimit){Limit, Limit};
        EXPECT(setrlimit(RLIMIT_STACK, &limit) == 0);
        execv("/proc/self/exe", again);
        _exit(errno);
    }
    wait_for_success(pid);
    return passed();
}
