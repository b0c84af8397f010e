// SPDX-License-Identifier: Apache-2.0
// A part of the swap area near its beginning can no longer be written. What was to go there goes elsewhere, and such a
// place is not tried again as long as there are others: who works on more than memory has notices nothing.
//
// Machine: --ram 3M --disk-error 1:write:144-1199

#include "test.h"

enum { BadSlots = (1199 - 144 + 1) / 8, Pages = 260, Rounds = 8 };

static unsigned char value(int page, int round) { return (unsigned char)(page * 5 + round); }

int main(void)
{
    if (!on_pagewalk())
        return skipped("the disk that fails is this machine's");
    long errors = vmstat("vmx_swap_write_error"), out = vmstat("pswpout");
    unsigned char *pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    for (int round = 0; round < Rounds; round++) {
        for (int page = 0; page < Pages; page++)
            pages[page * PageSize + round] = value(page, round);
        for (int page = 0; page < Pages; page++)
            for (int r = 0; r <= round; r++)
                EXPECT_EQ(pages[page * PageSize + r], value(page, r));
    }
    errors = vmstat("vmx_swap_write_error") - errors;
    EXPECT(errors > 0 && errors <= 3 * BadSlots);
    EXPECT(vmstat("pswpout") - out > Pages);
    return passed();
}
