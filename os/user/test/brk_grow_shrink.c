// SPDX-License-Identifier: Apache-2.0
// brk moves the end of the heap by bytes: grown memory reads zero even where it was used before, what was given back
// faults, and it never goes below its start, where the loaded program lies. Claims: F5, F8, F116.

#include "procfile.h"

static uintptr_t brk_to(uintptr_t end) { return (uintptr_t)syscall(SYS_brk, end); }

// Where exec put the start of the heap: field 47 of /proc/self/stat.
static uintptr_t start_of_heap(void)
{
    const char *at = strrchr(read_proc("/proc/self/stat"), ')');
    for (int field = 2; at && field < 47; field++)
        at = strchr(at + 1, ' ');
    EXPECT(at);
    return strtoul(at, NULL, 10);
}

static void expect_heap_line(uintptr_t start, uintptr_t end)
{
    char line[64];
    snprintf(line, sizeof line, "%08lx-%08lx rw-p", (unsigned long)start, (unsigned long)end);
    const char *at = strstr(read_proc("/proc/self/maps"), line);
    if (!at)
        fail("no line %s of maps", line);
    at += strcspn(at, "\n") - strlen("[heap]");
    EXPECT(strncmp(at, "[heap]", strlen("[heap]")) == 0);
}

static volatile int data = 4711;

int main(void)
{
    static char buffer[BUFSIZ];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);  // so that nobody else moves the heap
    uintptr_t start = brk_to(0);
    uintptr_t page = (start + PageSize - 1) & -(uintptr_t)PageSize;

    step("grow");
    EXPECT_EQ(brk_to(page + 4 * PageSize), page + 4 * PageSize);
    volatile unsigned char *heap = (volatile unsigned char *)page;
    for (int i = 0; i < 4; i++) {
        EXPECT_EQ(heap[i * PageSize], 0);
        heap[i * PageSize] = 0xee;
    }

    uintptr_t first = start_of_heap();
    uintptr_t line = first & -(uintptr_t)PageSize;
    if (on_pagewalk())
        EXPECT_EQ(first, start);
    else if (start - first < PageSize)
        line = first;
    expect_heap_line(line, page + 4 * PageSize);

    step("shrink");
    EXPECT_EQ(brk_to(page + PageSize), page + PageSize);
    EXPECT_EQ(heap[0], 0xee);
    EXPECT_FAULT(fault_of_load(heap + PageSize), SIGSEGV, SEGV_MAPERR, heap + PageSize);
    expect_heap_line(line, page + PageSize);

    step("grow again");
    EXPECT_EQ(brk_to(page + 3 * PageSize), page + 3 * PageSize);
    EXPECT_EQ(heap[PageSize], 0);
    EXPECT_EQ(heap[2 * PageSize], 0);

    step("by bytes");
    EXPECT_EQ(brk_to(page + 3 * PageSize + 0xb00), page + 3 * PageSize + 0xb00);
    heap[3 * PageSize + 0xb00] = 1;  // the same page
    EXPECT_FAULT(fault_of_load(heap + 4 * PageSize), SIGSEGV, SEGV_MAPERR, heap + 4 * PageSize);

    step("below its start");
    uintptr_t now = brk_to(0);
    EXPECT_EQ(brk_to((uintptr_t)main), now);
    EXPECT_EQ(brk_to(first - 1), now);
    EXPECT_EQ(data, 4711);
    EXPECT_EQ(brk_to(start), start);
    EXPECT_FAULT(fault_of_load(heap + PageSize), SIGSEGV, SEGV_MAPERR, heap + PageSize);

    step("inherited by fork");
    EXPECT_EQ(brk_to(page + PageSize), page + PageSize);
    heap[1] = 5;
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT_EQ(brk_to(0), page + PageSize);
        EXPECT_EQ(brk_to(page + 2 * PageSize), page + 2 * PageSize);
        heap[PageSize] = 6;
        _exit(0);
    }
    wait_for_success(pid);
    EXPECT_EQ(brk_to(0), page + PageSize);
    EXPECT_EQ(heap[1], 5);
    return passed();
}
