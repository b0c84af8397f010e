// SPDX-License-Identifier: Apache-2.0
// A leaf that faults for another reason gets neither A nor D.
#include "test.h"
        test_begin
        paging_on
        li      t0, MENVCFG_ADUE
        csrw    MENVCFG, t0
        map     0, FRAME(0), R          // no W
        map     1, FRAME(0), R | W | U  // U, and SUM is clear
        map     2, NOWHERE, R | W       // good, but nobody is there
        li      a1, PAGE(0)
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        peek    a0, LEAF
        expect_equal a0, PTE(FRAME(0), V | R)
        li      a1, PAGE(1)
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        peek    a0, LEAF + 8
        expect_equal a0, PTE(FRAME(0), V | R | W | U)
        li      a1, PAGE(2)
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        test_end
