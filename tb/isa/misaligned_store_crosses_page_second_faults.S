// SPDX-License-Identifier: Apache-2.0
// A store over two pages of which either faults has written nothing, and tval is the failing half's.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | AD
        map     1, FRAME(1), R | AD
        poke    FRAME(1) - 8, 42
        poke    FRAME(1), 43
        li      a0, -1
        li      a1, PAGE(1) - 5
        li      a2, PAGE(1)
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a2
        set_pte LEAF, 1, 0
        sfence.vma
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a2
        map     1, NOWHERE, R | W | AD
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a2
        map     0, FRAME(0), R | AD
        map     1, FRAME(1), R | W | AD
        sfence.vma
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        peek    a0, FRAME(1) - 8
        expect_equal a0, 42
        peek    a0, FRAME(1)
        expect_equal a0, 43
        test_end
