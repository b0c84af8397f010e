// SPDX-License-Identifier: Apache-2.0
// The stack grows by a page fault a page, as deep as a program goes, and stays: a second descent to the same depth
// faults no more. Claims: F9.

#include "test.h"

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
    minor_faults();
    step("first descent");
    long start = minor_faults();
    EXPECT_EQ(descend(Depth), Depth * (Depth + 1) / 2);
    long faults = minor_faults() - start;
    if (faults < Depth - 3 || faults > Depth + 2)
        fail("%ld page faults for %d pages", faults, Depth);

    step("second descent");
    minor_faults();
    start = minor_faults();
    EXPECT_EQ(descend(Depth), Depth * (Depth + 1) / 2);
    EXPECT_EQ(minor_faults() - start, 0);
    return passed();
}
