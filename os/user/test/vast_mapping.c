// SPDX-License-Identifier: Apache-2.0
// A machine of 8 MiB maps a gigabyte: virtual memory is bounded by the
// architecture, not by RAM. More than the 256 GiB that Sv39 leaves to a program
// is ENOMEM. Large blocks are had though free memory lies in pieces. Claims:
// F71, F73.
//
// Boot: frames=400
// Machine: --ram 8M
#include "procfile.h"

#define GIGABYTE (1ul << 30)
enum { Touched = 8, Block = 1 << 20 };

static void *map(unsigned long bytes)
{
    return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("this machine has more memory");
    EXPECT(figure_in(read_proc("/proc/meminfo"), "MemTotal:") < 8192);

    step("a gigabyte");
    long size = own_status("VmSize:"), resident = own_status("RssAnon:");
    volatile unsigned char *vast = map(GIGABYTE);
    EXPECT(vast != MAP_FAILED);
    EXPECT_EQ(own_status("VmSize:") - size, (long)(GIGABYTE / 1024));
    for (unsigned long i = 0; i < Touched; i++)
        vast[i * (GIGABYTE / Touched)] = (unsigned char)(i + 1);
    for (unsigned long i = 0; i < Touched; i++)
        EXPECT_EQ(vast[i * (GIGABYTE / Touched)], i + 1);
    EXPECT(own_status("RssAnon:") - resident <= Touched * 4 + 8);

    step("more than there are addresses");
    EXPECT_ERRNO((intptr_t)map(257 * GIGABYTE), ENOMEM);
    EXPECT_ERRNO((intptr_t)map(~0ul - 4095), ENOMEM);
    EXPECT(munmap((void *)vast, GIGABYTE) == 0);

    step("a large block of scattered frames");
    enum { Pieces = 128 };
    volatile unsigned char *scattered = map_pages(2 * Pieces, PROT_READ | PROT_WRITE);
    for (int i = 0; i < 2 * Pieces; i++)
        scattered[i * PageSize] = 1;
    for (int i = 0; i < Pieces; i++)
        EXPECT(munmap((void *)(scattered + 2 * i * PageSize), PageSize) == 0);
    unsigned char *block = malloc(Block);
    EXPECT(block);
    memset(block, 5, Block / 2);
    bool apart = false;
    for (int i = 1; i < 32; i++)
        if (page_word(block + i * PageSize) & page_word(block + (i + 1) * PageSize) & PM_PRESENT)
            apart = apart || frame_number(block + i * PageSize) + 1 != frame_number(block + (i + 1) * PageSize);
    EXPECT(apart);
    for (int i = 0; i < Block / 2; i += 512)
        EXPECT_EQ(block[i], 5);
    return passed();
}
