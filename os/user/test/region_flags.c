// SPDX-License-Identifier: Apache-2.0
// The flags of a region in smaps, two letters each and in Linux's order: what it may do, what it might be allowed,
// whether it is locked, and how; whether it is promised memory, and what advice it remembers.
//
// Engine: model
#include "procfile.h"

enum { ReadWrite = PROT_READ | PROT_WRITE, Anonymous = MAP_PRIVATE | MAP_ANONYMOUS };

// Of the region that has the address, without what only some configurations of Linux know.
static const char *flags_at(const void *address)
{
    static char flags[160];
    unsigned long start, end, at = (unsigned long)address;
    bool inside = false;
    for (const char *line = read_proc("/proc/self/smaps"); line && *line;
         line = strchr(line, '\n'), line += line != NULL) {
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
            inside = start <= at && at < end;
        if (!inside || strncmp(line, "VmFlags: ", 9) != 0)
            continue;
        snprintf(flags, sizeof flags, "%.*s", (int)strcspn(line + 9, "\n"), line + 9);
        char *soft_dirty = strstr(flags, "sd ");
        if (soft_dirty)
            memmove(soft_dirty, soft_dirty + 3, strlen(soft_dirty + 3) + 1);
        return flags;
    }
    fail("no region has %p", address);
}

static void expect_flags(int line, const void *address, const char *expected)
{
    if (strcmp(flags_at(address), expected) != 0)
        fail("line %d: the flags are \"%s\", not \"%s\"", line, flags_at(address), expected);
}

#define EXPECT_FLAGS(address, expected) expect_flags(__LINE__, address, expected)

// A region of its own, whatever lies beside; the one before goes.
static unsigned char *map(int rights, int flags, int fd)
{
    static unsigned char *before;
    unsigned char *hole = mmap(NULL, 3 * PageSize, PROT_NONE, Anonymous, -1, 0);
    EXPECT(hole != MAP_FAILED);
    unsigned char *p = mmap(hole + PageSize, PageSize, rights, flags | MAP_FIXED, fd, 0);
    EXPECT(p != MAP_FAILED);
    if (before)
        EXPECT(munmap(before, 3 * PageSize) == 0);
    before = hole;
    return p;
}

static unsigned char *advised(int advice)
{
    unsigned char *p = map(ReadWrite, Anonymous, -1);
    EXPECT(madvise(p, PageSize, advice) == 0);
    return p;
}

int main(void)
{
    char path[] = "/tmp/region_flags.XXXXXX";
    int fd = mkstemp(path), read_only = open(path, O_RDONLY);
    EXPECT(fd >= 0 && read_only >= 0 && unlink(path) == 0 && ftruncate(fd, PageSize) == 0);

    step("rights");
    EXPECT_FLAGS(map(ReadWrite, Anonymous, -1), "rd wr mr mw me ac ");
    EXPECT_FLAGS(map(PROT_READ, Anonymous, -1), "rd mr mw me ");
    EXPECT_FLAGS(map(PROT_READ | PROT_EXEC, Anonymous, -1), "rd ex mr mw me ");
    EXPECT_FLAGS(map(PROT_NONE, Anonymous, -1), "mr mw me ");
    EXPECT_FLAGS(map(ReadWrite, MAP_PRIVATE, fd), "rd wr mr mw me ac ");
    EXPECT_FLAGS(map(PROT_READ, MAP_PRIVATE, read_only), "rd mr mw me ");
    EXPECT_FLAGS(map(ReadWrite, MAP_SHARED, fd), "rd wr sh mr mw me ms ");
    EXPECT_FLAGS(map(PROT_READ, MAP_SHARED, fd), "rd sh mr mw me ms ");
    EXPECT_FLAGS(map(PROT_READ, MAP_SHARED, read_only), "rd mr me ms ");

    step("promises");
    EXPECT_FLAGS(map(ReadWrite, Anonymous | MAP_NORESERVE, -1), "rd wr mr mw me nr ");
    unsigned char *p = map(PROT_READ, Anonymous, -1);
    EXPECT(mprotect(p, PageSize, ReadWrite) == 0);
    EXPECT_FLAGS(p, "rd wr mr mw me ac ");
    p[0] = 1;
    EXPECT(mprotect(p, PageSize, PROT_READ) == 0);
    EXPECT_FLAGS(p, "rd mr mw me ac ");  // the page is still there

    step("locks");
    p = map(ReadWrite, Anonymous, -1);
    EXPECT(mlock(p, PageSize) == 0);
    EXPECT_FLAGS(p, "rd wr mr mw me lo ac ");
    EXPECT_EQ(syscall(SYS_mlock2, p, PageSize, 1 /* MLOCK_ONFAULT */), 0);
    EXPECT_FLAGS(p, "rd wr mr mw me lo lf ac ");
    EXPECT(mlock(p, PageSize) == 0);
    EXPECT_FLAGS(p, "rd wr mr mw me lo ac ");
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT_FLAGS(p, "rd wr mr mw me ac ");
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    EXPECT(munlock(p, PageSize) == 0);
    EXPECT_FLAGS(p, "rd wr mr mw me ac ");
    EXPECT(mlockall(MCL_FUTURE | 4 /* MCL_ONFAULT */) == 0);
    p = map(ReadWrite, Anonymous, -1);
    EXPECT_FLAGS(p, "rd wr mr mw me lo lf ac ");
    EXPECT(!(page_word(p) & PM_PRESENT));
    EXPECT(mlockall(MCL_FUTURE) == 0);
    p = map(ReadWrite, Anonymous, -1);
    EXPECT_FLAGS(p, "rd wr mr mw me lo ac ");
    EXPECT(page_word(p) & PM_PRESENT);
    EXPECT(munlockall() == 0);
    EXPECT_FLAGS(p, "rd wr mr mw me ac ");

    step("advice");
    EXPECT_FLAGS(advised(MADV_SEQUENTIAL), "rd wr mr mw me sr ac ");
    EXPECT_FLAGS(advised(MADV_RANDOM), "rd wr mr mw me rr ac ");
    EXPECT_FLAGS(advised(MADV_DONTFORK), "rd wr mr mw me dc ac ");
    EXPECT_FLAGS(advised(MADV_WIPEONFORK), "rd wr mr mw me ac wf ");
    EXPECT_FLAGS(advised(MADV_DONTDUMP), "rd wr mr mw me ac dd ");
    p = advised(MADV_DONTDUMP);
    EXPECT(madvise(p, PageSize, MADV_DODUMP) == 0);
    EXPECT_FLAGS(p, "rd wr mr mw me ac ");

    step("a stack");
    EXPECT(strstr(flags_at(&p), "gd "));
    return passed();
}
