// SPDX-License-Identifier: Apache-2.0
// Code changed through one mapping and run through another, in U mode, at the ends of two pages.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | X | U | AD
        map     1, FRAME(6), R | X | U | AD
        map     2, FRAME(0), R | W | AD
        map     3, FRAME(6), R | W | AD
        li      a1, PAGE(1) - 2
        li      a2, PAGE(3) - 2
        li      a3, PAGE(3)
        li      a4, 0x0513              // li a0, n: the lower half ends page 0
        li      s0, 1
        li      s1, 6
        poke_code FRAME(6) + 2, ECALL
1:      slli    a5, s0, 4
        run_in  S_MODE, "sh a4, 0(a2); sh a5, 0(a3); fence.i"
        expect_done
        jump_to U_MODE, a1
        addi    t0, a1, 4
        expect_trap ECALL_FROM_U, 0, t0
        expect_equal a0, s0
        addi    s0, s0, 1
        beq     s0, s1, 2f
        j       1b
2:
        test_end
