// SPDX-License-Identifier: Apache-2.0
// What is promised is counted page for page (Committed_AS), and each mode refuses what it must: 0 what could never be
// had, 1 nothing, 2 whatever would go beyond CommitLimit, for mmap, brk, mprotect and fork alike. Claims: F48.

#include "test.h"

enum { ReadWrite = PROT_READ | PROT_WRITE, Private = MAP_PRIVATE | MAP_ANONYMOUS, Pages = 16 };

static long meminfo(const char *name)
{
    char line[128], key[64];
    long value, found = -1;
    FILE *file = fopen("/proc/meminfo", "r");
    EXPECT(file);
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "%63[^:]: %ld", key, &value) == 2 && strcmp(key, name) == 0)
            found = value / 4;
    fclose(file);
    return found;
}

static long promised(void) { return meminfo("Committed_AS"); }

static void set(const char *path, int value)
{
    char text[16];
    int fd = open(path, O_WRONLY), length = snprintf(text, sizeof text, "%d\n", value);
    EXPECT(fd >= 0 && write(fd, text, (size_t)length) == length);
    close(fd);
}

static void set_mode(int mode) { set("/proc/sys/vm/overcommit_memory", mode); }

static unsigned char *map(size_t pages, int protection, int flags)
{
    void *p = mmap(NULL, pages * PageSize, protection, flags, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

static void counted_exactly(void)
{
    long before = promised();
    unsigned char *p = map(Pages, ReadWrite, Private);
    EXPECT_EQ(promised() - before, Pages);
    unsigned char *quiet = map(Pages, PROT_READ, Private);
    EXPECT_EQ(promised() - before, Pages);
    EXPECT(mprotect(quiet, PageSize, ReadWrite) == 0);
    EXPECT_EQ(promised() - before, Pages + 1);
    EXPECT(mprotect(quiet, PageSize, PROT_READ) == 0);  // the promise stays
    EXPECT_EQ(promised() - before, Pages + 1);
    unsigned char *shared = map(Pages, ReadWrite, MAP_SHARED | MAP_ANONYMOUS);
    EXPECT_EQ(promised() - before, 2 * Pages + 1);
    unsigned char *free = map(Pages, ReadWrite, Private | MAP_NORESERVE);
    EXPECT_EQ(promised() - before, 2 * Pages + 1);
    EXPECT(munmap(shared, PageSize) == 0);  // the object is whole as long as it lives
    EXPECT_EQ(promised() - before, 2 * Pages + 1);
    EXPECT(munmap(shared + PageSize, (Pages - 1) * PageSize) == 0);
    EXPECT(munmap(p, Pages * PageSize) == 0 && munmap(quiet, Pages * PageSize) == 0);
    EXPECT(munmap(free, Pages * PageSize) == 0);
    EXPECT_EQ(promised(), before);
}

static void fork_counts(void)
{
    struct turn turn = make_turn();
    long before = promised();
    pid_t pid = fork_child();
    if (pid == 0) {
        await(&turn);
        _exit(EXIT_SUCCESS);
    }
    long with_child = promised();
    EXPECT(with_child > before && with_child <= 2 * before + Pages);
    give(&turn);
    wait_for_success(pid);
    EXPECT_EQ(promised(), before);
}

// Mode 2, with room for a few pages only.
static void refused_beyond(void)
{
    long room = meminfo("CommitLimit") - promised();
    EXPECT(room > 64);
    unsigned char *most = map((size_t)room - 32, ReadWrite, Private | MAP_NORESERVE);  // counts all the same
    EXPECT(most);
    EXPECT_EQ(meminfo("CommitLimit") - promised(), 32);
    EXPECT(!map(64, ReadWrite, Private) && errno == ENOMEM);
    EXPECT(!map(64, ReadWrite, MAP_SHARED | MAP_ANONYMOUS) && errno == ENOMEM);
    unsigned char *quiet = map(64, PROT_READ, Private);
    EXPECT(quiet);
    EXPECT_ERRNO(mprotect(quiet, 64 * PageSize, ReadWrite), ENOMEM);
    long brk = syscall(SYS_brk, 0);
    EXPECT_EQ(syscall(SYS_brk, brk + 64 * PageSize), brk);
    EXPECT_ERRNO(fork(), ENOMEM);
    EXPECT(munmap(quiet, 64 * PageSize) == 0 && munmap(most, (size_t)(room - 32) * PageSize) == 0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("the settings of this machine are not ours to change");
    size_t everything = (size_t)(meminfo("MemTotal") + meminfo("SwapTotal"));
    step("exact");
    counted_exactly();
    step("fork");
    fork_counts();

    step("mode 0");
    EXPECT(!map(everything + 1, ReadWrite, Private) && errno == ENOMEM);
    unsigned char *p = map(everything + 1, ReadWrite, Private | MAP_NORESERVE);
    EXPECT(p);
    EXPECT(munmap(p, (everything + 1) * PageSize) == 0);

    step("mode 1");
    set_mode(1);
    p = map(everything + 1, ReadWrite, Private);
    EXPECT(p);
    EXPECT(munmap(p, (everything + 1) * PageSize) == 0);

    step("mode 2");
    set_mode(2);
    set("/proc/sys/vm/overcommit_ratio", 100);
    EXPECT_EQ(meminfo("CommitLimit"), everything);
    refused_beyond();
    set("/proc/sys/vm/overcommit_ratio", 50);
    set_mode(0);
    int fd = open("/proc/sys/vm/overcommit_memory", O_WRONLY);
    EXPECT_ERRNO(write(fd, "3\n", 2), EINVAL);
    return passed();
}
