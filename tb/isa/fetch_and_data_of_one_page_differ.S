// SPDX-License-Identifier: Apache-2.0
// A page fetched from and read at the same moment of its life: rights taken from one access stay with
// the other.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | X | AD
        poke_code FRAME(0), 0x0085b503          // ld a0, 8(a1)
        poke_code FRAME(0) + 4, ECALL
        poke    FRAME(0) + 8, 42
        li      a1, PAGE(0)
        li      a2, PAGE(0) + 4
        li      a3, PAGE(0) + 8
        jump_to S_MODE, a1
        expect_trap ECALL_FROM_S, 0, a2
        expect_equal a0, 42
        map     0, FRAME(0), X | AD
        sfence.vma a1
        jump_to S_MODE, a1
        expect_trap LOAD_PAGE_FAULT, a3
        map     0, FRAME(0), R | AD
        sfence.vma a1
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        run_in  S_MODE, "ld a0, 8(a1)"
        expect_done
        test_end
