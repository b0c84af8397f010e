// SPDX-License-Identifier: Apache-2.0
// A megabyte of bss costs nothing until it is touched, a page fault and a page of zeros for each page that is, and no
// reading from the disk.
// Claims: F38, F42, F85.

#include "test.h"

enum { Pages = 256, Touched = 16, Stride = Pages / Touched };

static unsigned char zeros[Pages * PageSize] __attribute__((aligned(4096)));

int main(void)
{
    minor_faults();
    own_resident_pages();
    step("before the first touch");
    vmstat("pgpgin");
    long read_in = vmstat("pgpgin");
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
    if (on_pagewalk())
        EXPECT_EQ(vmstat("pgpgin"), read_in);
    return passed();
}
