// SPDX-License-Identifier: Apache-2.0
// Memory that is read before it is written is zero and costs a fault a page; written afterwards, each page faults once
// more and belongs to the process alone. Claims: F42, F44, F85.

#include "test.h"

enum { Pages = 32 };

int main(void)
{
    volatile unsigned char *region = map_pages(Pages, PROT_READ | PROT_WRITE);
    minor_faults();
    own_resident_pages();

    step("read");
    long faults = minor_faults();
    for (int page = 0; page < Pages; page++)
        EXPECT_EQ(region[page * PageSize + page], 0);
    EXPECT_EQ(minor_faults() - faults, Pages);

    step("write");
    long resident = own_resident_pages();
    faults = minor_faults();
    for (int page = 0; page < Pages; page++)
        region[page * PageSize + page] = (unsigned char)(page + 1);
    EXPECT_EQ(minor_faults() - faults, Pages);
    if (on_pagewalk())
        EXPECT_EQ(own_resident_pages() - resident, Pages);

    step("write again");
    faults = minor_faults();
    for (int page = 0; page < Pages; page++)
        region[page * PageSize + page] += 1;
    EXPECT_EQ(minor_faults() - faults, 0);

    step("each page is its own");
    for (int page = 0; page < Pages; page++)
        for (int i = 0; i < Pages; i++)
            EXPECT_EQ(region[page * PageSize + i], i == page ? page + 2 : 0);
    return passed();
}
