// SPDX-License-Identifier: Apache-2.0
// A PTE that becomes valid works without a fence, at each level (docs/isa.md).
#include "test.h"
        test_begin
        paging_on
        li      a1, PAGE(0)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        map     0, FRAME(0), R | X | AD
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        li      a1, MIB2(1)
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        set_pte MIDDLE, 1, PTE(TABLE(0), V)
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        set_pte TABLE(0), 0, PTE(FRAME(0), V | R | X | AD)
        poke_code FRAME(0), ECALL
        jump_to S_MODE, a1
        expect_trap ECALL_FROM_S
        li      a1, GIB(4)
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        set_pte ROOT, 4, PTE(TABLE(1), V)
        set_pte TABLE(1), 0, PTE(FRAME(0), V | R | W | AD)
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_done
        test_end
