// SPDX-License-Identifier: Apache-2.0
// With menvcfg.ADUE clear, a leaf without A is a page fault for every access, one without D for stores
// alone; and nobody changes it.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | X | D
        map     1, FRAME(0), R | W | X | A
        peek    s0, LEAF
        peek    s1, LEAF + 8
        poke_code FRAME(0), ECALL
        li      a1, PAGE(0)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        li      a1, PAGE(1)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        run_in  S_MODE, "sc.d a0, a0, (a1)"
        expect_trap STORE_PAGE_FAULT, a1
        jump_to S_MODE, a1
        expect_trap ECALL_FROM_S
        peek    a0, LEAF
        expect_equal a0, s0
        peek    a0, LEAF + 8
        expect_equal a0, s1
        test_end
