// SPDX-License-Identifier: Apache-2.0
// A fence covers what was fetched ahead through the old translation too.
#include "test.h"
        test_begin
        paging_on
        poke_code FRAME(0), 0x00100513          // li a0, 1
        poke_code FRAME(0) + 4, ECALL
        poke_code FRAME(1), 0x00200513          // li a0, 2
        poke_code FRAME(1) + 4, ECALL
        map     0, FRAME(0), X | AD
        li      a1, PAGE(0)
        jump_to S_MODE, a1
        expect_equal a0, 1
        map     0, FRAME(1), X | AD
        sfence.vma a1
        jump_to S_MODE, a1
        expect_equal a0, 2
        li      a2, PTE(FRAME(0), V | X | AD)
        li      a3, ROOT                        // S mode writes the PTE through its own mapping
        li      a4, LEAF
        run_in  S_MODE, "sd a2, 0(a4); sfence.vma a1; jr a1"
        expect_equal a0, 1
        set_pte LEAF, 0, 0
        sfence.vma a1
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        test_end
