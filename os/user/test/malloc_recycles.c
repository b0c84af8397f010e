// SPDX-License-Identifier: Apache-2.0
// malloc, calloc, realloc and free over the kernel's brk, mmap, munmap and mremap: recycled memory is zero where it was
// promised, contents move along, and what was freed goes back.
// Claims: F6, F37, F39, F40.

#include "procfile.h"

static void fill(unsigned char *block, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += 61)
        block[i] = (unsigned char)(i * 7 + 1);
}

static void expect_filled(const unsigned char *block, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += 61)
        EXPECT_EQ(block[i], (unsigned char)(i * 7 + 1));
}

static void expect_calloc_zeroes(size_t bytes)
{
    unsigned char *dirty = malloc(bytes);
    EXPECT(dirty);
    memset(dirty, 0xdb, bytes);
    free(dirty);
    unsigned char *clean = calloc(1, bytes);
    EXPECT(clean);
    for (size_t i = 0; i < bytes; i++)
        EXPECT_EQ(clean[i], 0);
    free(clean);
}

// The line of maps that an address belongs to.
static const char *line_of(const void *at)
{
    static char line[160];
    for (const char *here = read_proc("/proc/self/maps"); here && *here;
         here = strchr(here, '\n'), here += here != NULL) {
        unsigned long start, end;
        EXPECT(sscanf(here, "%lx-%lx", &start, &end) == 2);
        if (start > (uintptr_t)at || (uintptr_t)at >= end)
            continue;
        snprintf(line, sizeof line, "%.*s", (int)strcspn(here, "\n"), here);
        return line;
    }
    return NULL;
}

// A block that is too large for the heap is a mapping of its own, which grows by moving its frames.
static void large_block(void)
{
    enum { Pages = 100, Sampled = 16 };
    uint64_t frames[Sampled] = {0};
    EXPECT(strstr(read_proc("/proc/self/maps"), "[heap]\n"));
    unsigned char *block = malloc(Pages * PageSize);
    EXPECT(block);
    const char *line = line_of(block);
    EXPECT(line && strstr(line, "rw-p") && !strstr(line, "[heap]") && !strchr(line, '/'));
    fill(block, Pages * PageSize);
    volatile uintptr_t place = (uintptr_t)block, offset = PageSize - place % PageSize;  // of its first whole page
    bool seen = sees_frames();
    long out = vmstat("pswpout");
    for (int i = 0; i < Sampled && seen; i++)
        frames[i] = page_word(block + offset + i * PageSize);
    unsigned char *in_the_way = map_pages(1, PROT_READ);  // most likely just below, or above
    unsigned char *moved = realloc(block, 4 * Pages * PageSize);
    EXPECT(moved);
    expect_filled(moved, Pages * PageSize);
    for (int i = 0; i < Sampled && seen && vmstat("pswpout") == out; i++)  // in little memory, some are out
        if (frames[i] & PM_PRESENT)
            EXPECT_EQ(frame_number(moved + offset + i * PageSize), frames[i] & PM_FRAME);
    if ((uintptr_t)moved != place)
        EXPECT_FAULT(fault_of_load((void *)(place + offset)), SIGSEGV, SEGV_MAPERR, place + offset);
    place = (uintptr_t)moved;
    free(moved);
    EXPECT_FAULT(fault_of_load((void *)(place + offset)), SIGSEGV, SEGV_MAPERR, place + offset);
    EXPECT(munmap(in_the_way, PageSize) == 0);
}

int main(void)
{
    step("calloc");
    expect_calloc_zeroes(100);
    expect_calloc_zeroes(3 * PageSize);
    expect_calloc_zeroes(40 * PageSize);

    step("realloc");
    size_t bytes = 1000;
    unsigned char *block = malloc(bytes);
    EXPECT(block);
    fill(block, bytes);
    while (bytes < 400000) {
        block = realloc(block, bytes * 4);
        EXPECT(block);
        expect_filled(block, bytes);
        bytes *= 4;
        fill(block, bytes);
    }
    block = realloc(block, 5000);
    EXPECT(block);
    expect_filled(block, 5000);
    free(block);

    step("realloc with room");
    block = malloc(1000);
    EXPECT(block);
    volatile uintptr_t place = (uintptr_t)block;
    block = realloc(block, 1001);
    EXPECT_EQ((uintptr_t)block, place);
    block = realloc(block, 990);
    EXPECT_EQ((uintptr_t)block, place);
    free(block);

    step("a large block");
    large_block();

    step("free of a large block");
    block = malloc(64 * PageSize);
    EXPECT(block);
    long before = own_resident_pages();
    memset(block, 1, 64 * PageSize);
    free(block);
    if (on_pagewalk())
        EXPECT(own_resident_pages() <= before + 1);
    return passed();
}
