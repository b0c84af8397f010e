// SPDX-License-Identifier: Apache-2.0
// A pointer where only a leaf can be is a page fault, not a fourth level.
#include "test.h"
        test_begin
        paging_on
        set_pte LEAF, 0, PTE(TABLE(0), V)
        set_pte TABLE(0), 0, PTE(FRAME(0), V | R | W | X | AD)
        li      a1, PAGE(0)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        test_end
