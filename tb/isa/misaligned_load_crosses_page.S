// SPDX-License-Identifier: Apache-2.0
// A load over two pages reads from both frames; it faults on the page that fails, the first one first,
// with the first byte on that page in tval.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(7), R | AD
        map     1, FRAME(2), R | AD
        poke    FRAME(8) - 8, 0x8877665544332211
        poke    FRAME(2), 0x00ffeeddccbbaa99
        li      a1, PAGE(1) - 3
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        expect_equal a0, 0xddccbbaa99887766
        run_in  S_MODE, "lh a0, 2(a1)"
        expect_done
        expect_equal a0, -0x6678
        set_pte LEAF, 1, 0
        sfence.vma
        li      a2, PAGE(1)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a2
        set_pte LEAF, 0, 0
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        map     1, FRAME(2), R | AD
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        expect_equal a0, -0x6678        // untouched since the last one that worked
        test_end
