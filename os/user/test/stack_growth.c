// SPDX-License-Identifier: Apache-2.0
// The stack grows by a page fault a page, as deep as a program goes, and stays: a second descent to the same depth
// faults no more. Claims: F9.

#include "procfile.h"

enum { Depth = 40 };

static __attribute__((noinline)) int descend(int depth)
{
    volatile unsigned char frame[PageSize];
    frame[0] = (unsigned char)depth;
    int below = depth > 1 ? descend(depth - 1) : 0;
    return below + frame[0];
}

int main(void)
{
    own_status("VmStk:");
    own_resident_pages();
    minor_faults();
    step("first descent");
    long size = own_status("VmStk:"), resident = own_resident_pages();
    long start = minor_faults();
    EXPECT_EQ(descend(Depth), Depth * (Depth + 1) / 2);
    long faults = minor_faults() - start;
    if (faults < Depth - 3 || faults > Depth + 2)
        fail("%ld page faults for %d pages", faults, Depth);

    step("it stays");
    long grown = own_status("VmStk:"), more = own_resident_pages();
    EXPECT(grown > size && grown >= Depth * 4 && grown <= size + (Depth + 2) * 4);
    if (on_pagewalk())
        EXPECT_EQ(more - resident, faults);

    step("second descent");
    minor_faults();
    start = minor_faults();
    EXPECT_EQ(descend(Depth), Depth * (Depth + 1) / 2);
    EXPECT_EQ(minor_faults() - start, 0);
    EXPECT_EQ(own_status("VmStk:"), grown);
    if (on_pagewalk())
        EXPECT_EQ(own_resident_pages(), more);
    return passed();
}
