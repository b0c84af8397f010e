// SPDX-License-Identifier: Apache-2.0
// A megabyte of bss is in no file and costs nothing until it is touched: a page fault and a page of zeros for each page
// that is, and no reading from the disk. What a program has, right after its start, is far less than what it maps.
// Claims: F38, F42, F85.

#include <sys/stat.h>

#include "procfile.h"

enum { Pages = 256, Touched = 16, Stride = Pages / Touched };

static unsigned char zeros[Pages * PageSize] __attribute__((aligned(4096)));

int main(void)
{
    minor_faults();
    own_resident_pages();
    step("before the first touch");
    struct stat file;
    EXPECT(stat("/proc/self/exe", &file) == 0);
    EXPECT(file.st_size < (off_t)sizeof zeros);
    uint64_t words[Pages];
    int pagemap = open("/proc/self/pagemap", O_RDONLY);
    EXPECT_EQ(pread(pagemap, words, sizeof words, (off_t)((uintptr_t)zeros / PageSize * sizeof words[0])),
              sizeof words);
    close(pagemap);
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(words[page], 0);
    if (on_pagewalk())  // a program of the host has a library, too
        EXPECT(own_status("VmRSS:") < own_status("VmSize:") / 4);
    vmstat("pgpgin");
    long read_in = vmstat("pgpgin"), swapped_in = vmstat("pswpin"), major = major_faults();
    long resident = own_resident_pages(), faults = minor_faults();

    step("touch one page in sixteen");
    long before_touch = minor_faults();
    for (int i = 0; i < Touched; i++)
        zeros[i * Stride * PageSize + i] = (unsigned char)(i + 1);
    EXPECT_EQ(minor_faults() - before_touch, Touched);
    if (on_pagewalk())
        EXPECT_EQ(own_resident_pages() - resident, Touched);

    step("zeros");
    for (int i = 0; i < Touched; i++)
        for (int j = 0; j < PageSize; j++)
            EXPECT_EQ(zeros[i * Stride * PageSize + j], j == i ? i + 1 : 0);
    EXPECT(faults <= before_touch);
    EXPECT_EQ(major_faults(), major);
    if (on_pagewalk()) {
        EXPECT_EQ(vmstat("pgpgin"), read_in);
        EXPECT_EQ(vmstat("pswpin"), swapped_in);
    }

    step("all of it");
    for (int page = 0; page < Pages; page++)
        for (int i = 0; i < PageSize && page % Stride != 0; i += 8)
            EXPECT_EQ(*(const uint64_t *)(const void *)(zeros + page * PageSize + i), 0);
    return passed();
}
