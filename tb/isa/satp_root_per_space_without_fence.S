// SPDX-License-Identifier: Apache-2.0
// satp may point to another root under another ASID and back without any fence, also when the root
// tables lie in lines that are still dirty.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | AD
        poke    FRAME(0), 100
        poke    FRAME(1), 101
        set_pte TABLE(0), 1, PTE(TABLE(1), V)
        set_pte TABLE(0), 2, PTE(0x80000000, V | R | W | X | AD)
        set_pte TABLE(1), 0, PTE(TABLE(2), V)
        set_pte TABLE(2), 0, PTE(FRAME(1), V | R | AD)
        li      a1, PAGE(0)
        li      a2, SATP(1, ROOT)
        li      a3, SATP(2, TABLE(0))
        li      s0, 0
        li      s1, 8
1:      run_in  S_MODE, "csrw satp, a2; ld a4, 0(a1); csrw satp, a3; ld a5, 0(a1)"
        expect_done
        expect_equal a4, 100
        expect_equal a5, 101
        addi    s1, s1, -1
        beqz    s1, 2f
        j       1b
2:
        test_end
