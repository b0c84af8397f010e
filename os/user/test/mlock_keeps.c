// SPDX-License-Identifier: Apache-2.0
// What is mlocked is there at once, counts as VmLck and stays in memory whatever else is asked for; what is not locked
// leaves. Limits, holes and wrong flags are refused as on Linux; a child does not inherit locks; a region mapped after
// mlockall(MCL_FUTURE) or with MAP_LOCKED comes locked.

#include "test.h"

enum { ReadWrite = PROT_READ | PROT_WRITE, Locked = 8, Private = MAP_PRIVATE | MAP_ANONYMOUS };

static long locked_kb(void)
{
    char line[128];
    long kb = -1;
    FILE *status = fopen("/proc/self/status", "r");
    EXPECT(status);
    while (fgets(line, sizeof line, status))
        if (sscanf(line, "VmLck: %ld", &kb) == 1)
            break;
    fclose(status);
    return kb;
}

static int resident(const unsigned char *p, int pages)
{
    unsigned char vector[64];
    int count = 0;
    EXPECT(mincore((void *)(uintptr_t)p, (size_t)pages * PageSize, vector) == 0);
    for (int i = 0; i < pages; i++)
        count += vector[i] & 1;
    return count;
}

static void pressure(void)
{
    long frames = vmstat("nr_free_pages") + Locked;
    unsigned char *p = mmap(NULL, (size_t)frames * PageSize, ReadWrite, Private | MAP_NORESERVE, -1, 0);
    EXPECT(p != MAP_FAILED);
    for (long i = 0; i < frames; i++)
        p[i * PageSize] = (unsigned char)i;
    EXPECT(munmap(p, (size_t)frames * PageSize) == 0);
}

int main(void)
{
    unsigned char *p = map_pages(Locked + 2, ReadWrite), *hole = p + (Locked + 1) * PageSize;
    EXPECT(munmap(hole, PageSize) == 0);

    step("locked pages are there");
    EXPECT_EQ(resident(p, Locked), 0);
    EXPECT(mlock(p + 1, Locked * PageSize - 1) == 0);
    EXPECT_EQ(resident(p, Locked + 1), Locked);
    EXPECT_EQ(locked_kb(), Locked * 4);
    EXPECT(mlock(p, PageSize) == 0);  // once more is not twice
    EXPECT_EQ(locked_kb(), Locked * 4);
    EXPECT_ERRNO(madvise(p, PageSize, MADV_DONTNEED), EINVAL);
    for (int i = 0; i <= Locked; i++)
        p[i * PageSize] = (unsigned char)(i + 1);

    if (on_pagewalk()) {
        step("and stay");
        pressure();
        EXPECT_EQ(resident(p, Locked), Locked);
        long faults = minor_faults();
        for (int i = 0; i < Locked; i++)
            EXPECT_EQ(p[i * PageSize], i + 1);
        EXPECT_EQ(minor_faults(), faults);
        EXPECT_EQ(p[Locked * PageSize], Locked + 1);
    }

    step("refusals");
    EXPECT_ERRNO(mlock(p, (Locked + 2) * PageSize), ENOMEM);
    EXPECT(munlock(p, (Locked + 1) * PageSize) == 0);
    EXPECT_ERRNO(syscall(SYS_mlock2, p, PageSize, 2), EINVAL);
    EXPECT_ERRNO(mlockall(0), EINVAL);
    if (on_pagewalk()) {  // on Linux, root has no limit
        struct rlimit limit = {4 * PageSize, RLIM_INFINITY};
        EXPECT(setrlimit(RLIMIT_MEMLOCK, &limit) == 0);
        EXPECT_ERRNO(mlock(p, 5 * PageSize), ENOMEM);
        EXPECT(mlock(p, 4 * PageSize) == 0);
        EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, ReadWrite, Private | MAP_LOCKED, -1, 0), EAGAIN);
        limit.rlim_cur = RLIM_INFINITY;
        EXPECT(setrlimit(RLIMIT_MEMLOCK, &limit) == 0);
    }

    step("munlock, and children");
    EXPECT(mlock(p, 4 * PageSize) == 0);
    EXPECT(munlock(p + PageSize, PageSize) == 0);
    EXPECT_EQ(locked_kb(), 12);
    pid_t pid = fork_child();
    if (pid == 0)
        _exit(locked_kb() == 0 ? EXIT_SUCCESS : 1);
    wait_for_success(pid);

    step("regions to come");
    EXPECT(munlockall() == 0);
    EXPECT_EQ(locked_kb(), 0);
    unsigned char *q = mmap(NULL, 2 * PageSize, ReadWrite, Private | MAP_LOCKED, -1, 0);
    EXPECT(q != MAP_FAILED);
    EXPECT_EQ(resident(q, 2), 2);
    EXPECT(munmap(q, 2 * PageSize) == 0);
    EXPECT(mlockall(MCL_FUTURE) == 0);
    q = mmap(NULL, 3 * PageSize, ReadWrite, Private, -1, 0);
    EXPECT(q != MAP_FAILED);
    EXPECT_EQ(resident(q, 3), 3);
    EXPECT(locked_kb() >= 12);  // and what the C library mapped to find out
    EXPECT(munlockall() == 0);
    EXPECT_EQ(syscall(SYS_mlock2, p + 4 * PageSize, 2 * PageSize, 1), 0);  // MLOCK_ONFAULT
    EXPECT_EQ(locked_kb(), 8);
    return passed();
}
