// SPDX-License-Identifier: Apache-2.0
// Pages of all three sizes at addresses that differ in one bit alone: none is taken for another.
#include "test.h"
        test_begin
        paging_on
        poke    FRAME(0), 100
        poke    FRAME(1), 101
        poke    FRAME(512), 102
        map     0, FRAME(0), R | AD
        set_pte MIDDLE, 1, PTE(FRAME(512), V | R | AD)
        map     1, FRAME(1), R | AD
        set_pte ROOT, 5, PTE(0x80000000, V | R | AD)
        li      a1, PAGE(0)
        li      a2, PAGE(1)
        li      a3, MIB2(1)
        li      a4, GIB(5) + FRAME(1) - 0x80000000
        li      s0, 4
1:      run_in  S_MODE, "ld t0, 0(a1); ld t1, 0(a2); ld t2, 0(a3); ld t3, 0(a4)"
        expect_done
        expect_equal t0, 100
        expect_equal t1, 101
        expect_equal t2, 102
        expect_equal t3, 101
        li      a5, MIB2(2)             // beside the large page: nothing
        run_in  S_MODE, "ld a0, 0(a5)"
        expect_trap LOAD_PAGE_FAULT, a5
        li      a5, GIB(6)
        run_in  S_MODE, "ld a0, 0(a5)"
        expect_trap LOAD_PAGE_FAULT, a5
        addi    s0, s0, -1
        beqz    s0, 2f
        j       1b
2:
        test_end
