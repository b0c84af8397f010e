// SPDX-License-Identifier: Apache-2.0
// Page tables are given back with their last page and are free memory at once, though the kernel keeps some of them as
// frames of zeroes for the next who needs a table: more tables than it keeps come and go, three times in a process and
// in a child that shares them, and each time PageTables and MemFree are what they were.
//
// Boot: frames=500
// Machine: --ram 16M
#include "procfile.h"
#include "test.h"

enum { Tables = 48, Span = 2 << 20 };  // bytes that a table of the lowest level maps

static long kb(const char *name) { return figure_in(read_proc("/proc/meminfo"), name); }

static char *mapping(void)
{
    void *p = mmap(NULL, (size_t)(Tables + 1) * Span, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    EXPECT(p != MAP_FAILED);
    return p;
}

static char *first_table_of(char *p) { return (char *)(((uintptr_t)p + Span - 1) & ~(uintptr_t)(Span - 1)); }

// A byte in each of Tables tables, which is zero before and after.
static void touch(char *p)
{
    for (int i = 0; i < Tables; i++) {
        EXPECT_EQ(p[(size_t)i * Span], 0);
        p[(size_t)i * Span] = (char)(i + 1);
    }
    for (int i = 0; i < Tables; i++)
        EXPECT_EQ(p[(size_t)i * Span], i + 1);
}

static void fill_and_empty(void)
{
    long tables = kb("PageTables:"), before = kb("MemFree:");
    char *p = mapping();
    touch(first_table_of(p));
    long more = (kb("PageTables:") - tables) / 4;
    EXPECT(more >= Tables && more <= Tables + 2);  // and the tables above
    EXPECT_EQ(before - kb("MemFree:"), (more + Tables) * 4);
    vm_check();
    EXPECT_EQ(munmap(p, (size_t)(Tables + 1) * Span), 0);
    EXPECT_EQ(kb("PageTables:"), tables);
    EXPECT_EQ(kb("MemFree:"), before);
    vm_check();
}

// The child's end gives back as many tables as it has.
static void share_and_end(void)
{
    char *p = mapping();
    touch(first_table_of(p));
    long tables = kb("PageTables:"), before = kb("MemFree:");
    for (int round = 0; round < 2; round++) {
        pid_t pid = fork();
        EXPECT(pid >= 0);
        if (pid == 0) {
            for (int i = 0; i < Tables; i++)
                EXPECT_EQ(first_table_of(p)[(size_t)i * Span], i + 1);
            _exit(kb("PageTables:") - tables >= Tables * 4 ? 0 : 1);
        }
        int status;
        EXPECT_EQ(waitpid(pid, &status, 0), pid);
        EXPECT_EQ(status, 0);
        vm_check();
        EXPECT_EQ(kb("PageTables:"), tables);
        if (round > 0)
            EXPECT_EQ(kb("MemFree:"), before);
        before = kb("MemFree:");  // the first has written to a page that the parent now has for itself
    }
    EXPECT_EQ(munmap(p, (size_t)(Tables + 1) * Span), 0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("other processes come and go");
    step("come and go");
    fill_and_empty();
    fill_and_empty();
    fill_and_empty();
    step("shared with a child");
    share_and_end();
    return passed();
}
