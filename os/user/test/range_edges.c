// SPDX-License-Identifier: Apache-2.0
// No address and length make a mapping call go astray: ranges that wrap around, end beyond user memory or are not
// aligned are refused with Linux's errno and change nothing; and whatever a process does to itself with such values,
// the kernel's books stay in order.

#include "test.h"

enum { Pages = 3, ReadWrite = PROT_READ | PROT_WRITE, Private = MAP_PRIVATE | MAP_ANONYMOUS };

static unsigned char *mine;

static void *map(uintptr_t at, size_t bytes, int flags, int fd, off_t offset)
{
    return (void *)syscall(SYS_mmap, at, bytes, ReadWrite, flags, fd, offset);
}

static long remap(const void *old, size_t old_bytes, size_t bytes, int flags, uintptr_t to)
{
    return syscall(SYS_mremap, old, old_bytes, bytes, flags, to);
}

static void expect_mine(void)
{
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(mine[page * PageSize], page + 1);
}

static void refused_exactly(void)
{
    unsigned char vector[Pages];
    uintptr_t at = (uintptr_t)mine, last = (uintptr_t)-PageSize;
    const size_t huge = (size_t)1 << 62;

    step("munmap");
    EXPECT_ERRNO(munmap(mine, (size_t)-1), EINVAL);
    EXPECT_ERRNO(munmap(mine, -at), EINVAL);
    EXPECT_ERRNO(munmap(mine, huge), EINVAL);
    EXPECT_ERRNO(munmap((void *)last, PageSize), EINVAL);
    EXPECT_ERRNO(munmap(mine + 1, PageSize), EINVAL);
    EXPECT_ERRNO(munmap(mine, 0), EINVAL);
    step("mprotect");
    EXPECT_ERRNO(syscall(SYS_mprotect, mine, (size_t)-1, ReadWrite), ENOMEM);
    EXPECT_ERRNO(syscall(SYS_mprotect, mine, huge, ReadWrite), ENOMEM);
    EXPECT_ERRNO(syscall(SYS_mprotect, (void *)last, PageSize, ReadWrite), ENOMEM);
    EXPECT_ERRNO(syscall(SYS_mprotect, mine + 1, 1, ReadWrite), EINVAL);
    EXPECT_EQ(syscall(SYS_mprotect, mine, 0, PROT_NONE), 0);
    step("madvise, msync, mincore");
    EXPECT_ERRNO(madvise(mine, (size_t)-1, MADV_DONTNEED), EINVAL);
    EXPECT_ERRNO(madvise(mine, -at, MADV_DONTNEED), EINVAL);
    EXPECT_ERRNO(madvise((void *)last, PageSize, MADV_DONTNEED), EINVAL);
    EXPECT_ERRNO(madvise(mine, huge, MADV_NORMAL), ENOMEM);
    EXPECT_ERRNO(msync(mine, -at - PageSize, MS_ASYNC), ENOMEM);
    EXPECT_ERRNO(msync(mine + 1, PageSize, MS_ASYNC), EINVAL);
    EXPECT_ERRNO(syscall(SYS_mincore, mine, (size_t)-1, vector), ENOMEM);
    EXPECT_ERRNO(syscall(SYS_mincore, mine, huge, vector), ENOMEM);
    EXPECT_ERRNO(syscall(SYS_mincore, last, PageSize, vector), ENOMEM);
    step("mmap");
    EXPECT_ERRNO((intptr_t)map(0, (size_t)-1, Private, -1, 0), ENOMEM);
    EXPECT_ERRNO((intptr_t)map(at, huge, Private | MAP_FIXED, -1, 0), ENOMEM);
    EXPECT_ERRNO((intptr_t)map(at, -at, Private | MAP_FIXED, -1, 0), ENOMEM);
    EXPECT_ERRNO((intptr_t)map(last, PageSize, Private | MAP_FIXED, -1, 0), ENOMEM);
    int fd = open(access("/data/GPL-3", R_OK) == 0 ? "/data/GPL-3" : "/usr/share/common-licenses/GPL-3", O_RDONLY);
    EXPECT(fd >= 0);
    EXPECT_ERRNO((intptr_t)map(0, PageSize, MAP_PRIVATE, fd, -PageSize), EOVERFLOW);
    EXPECT_ERRNO((intptr_t)map(0, PageSize, MAP_PRIVATE, fd, (off_t)((uint64_t)1 << 63)), EOVERFLOW);
    step("mremap");
    EXPECT_ERRNO(remap(mine, PageSize, (size_t)-1, MREMAP_MAYMOVE, 0), EINVAL);
    EXPECT_ERRNO(remap(mine, PageSize, 0, MREMAP_MAYMOVE, 0), EINVAL);
    EXPECT_ERRNO(remap(mine, (size_t)-1, PageSize, MREMAP_MAYMOVE, 0), EINVAL);
    EXPECT_EQ(remap(mine, PageSize, huge, MREMAP_MAYMOVE, 0), -1);
    EXPECT_ERRNO(remap(mine, PageSize, PageSize, MREMAP_MAYMOVE | MREMAP_FIXED, last), EINVAL);
    EXPECT_ERRNO(remap(mine, PageSize, huge, MREMAP_MAYMOVE | MREMAP_FIXED, at + Pages * PageSize), EINVAL);
    EXPECT_EQ(remap(mine, huge, huge, MREMAP_MAYMOVE | MREMAP_FIXED, 2 * at), -1);
    EXPECT_EQ(remap(mine, -at, PageSize, MREMAP_MAYMOVE, 0), -1);
    step("brk");
    long brk = syscall(SYS_brk, 0);
    EXPECT(brk > 0);
    if (on_pagewalk()) {
        EXPECT_EQ(syscall(SYS_brk, -1L), brk);
        EXPECT_EQ(syscall(SYS_brk, last), brk);
        EXPECT_EQ(syscall(SYS_brk, brk - ((long)1 << 30)), brk);
    }
    expect_mine();
}

// ---- to itself, a process may do anything ----

enum { Calls = 9 };

static void do_call(int call, uintptr_t start, size_t length, uintptr_t other)
{
    static const int remap_flags[] = {0, MREMAP_MAYMOVE, MREMAP_MAYMOVE | MREMAP_FIXED};
    unsigned char *p = (unsigned char *)start;
    switch (call) {
    case 0: syscall(SYS_mmap, start, length, ReadWrite, Private | MAP_FIXED, -1, 0); return;
    case 1: syscall(SYS_mmap, start, length, ReadWrite, Private | MAP_GROWSDOWN, -1, 0); return;
    case 2: syscall(SYS_munmap, start, length); return;
    case 3: syscall(SYS_mprotect, start, length, PROT_READ); return;
    case 4: syscall(SYS_madvise, start, length, MADV_DONTNEED); return;
    case 5: syscall(SYS_msync, start, length, MS_SYNC); return;
    case 6: syscall(SYS_mincore, start, length, other); return;
    case 7: syscall(SYS_mlock, start, length); return;
    default:
        for (int i = 0; i < 3; i++)
            remap(p, length, other, remap_flags[i], start + length);
    }
}

static void storm(int call)
{
    uintptr_t at = (uintptr_t)mine, stack = (uintptr_t)&call & -(uintptr_t)PageSize, top = (uintptr_t)1 << 38;
    const uintptr_t starts[] = {0,
                                1,
                                PageSize,
                                at,
                                at + 1,
                                at + PageSize,
                                stack,
                                top - PageSize,
                                top,
                                top - 2 * PageSize,
                                -top,
                                (uintptr_t)1 << 63,
                                (uintptr_t)-PageSize};
    enum { Starts = sizeof starts / sizeof *starts };
    for (int i = 0; i < Starts; i++) {
        const uintptr_t start = starts[i];
        const size_t lengths[] = {0,      1,     PageSize,   top - start,       top - PageSize - start,
                                  -start, start, (size_t)-1, (size_t)-PageSize, (size_t)1 << 63};
        for (unsigned j = 0; j < sizeof lengths / sizeof *lengths; j++)
            do_call(call, start, lengths[j], i % 2 ? lengths[(j + 3) % 10] : at);
    }
}

int main(void)
{
    mine = map_pages(Pages + 1, ReadWrite);
    EXPECT(munmap(mine + Pages * PageSize, PageSize) == 0);  // a hole behind it
    for (int page = 0; page < Pages; page++)
        mine[page * PageSize] = (unsigned char)(page + 1);
    refused_exactly();

    step("storms");
    for (int call = 0; call < Calls && on_pagewalk(); call++) {
        pid_t pid = fork_child();
        if (pid == 0) {
            storm(call);
            _exit(EXIT_SUCCESS);
        }
        int status = wait_for(pid);  // it may have unmapped its own code
        EXPECT(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV));
        vm_check();
        expect_mine();
    }
    return passed();
}
