// SPDX-License-Identifier: Apache-2.0
// malloc, calloc, realloc and free over the kernel's brk, mmap, munmap and mremap: recycled memory is zero where it was
// promised, contents move along, and what was freed goes back.
// Claims: F6, F37, F39, F40.

#include "test.h"

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
