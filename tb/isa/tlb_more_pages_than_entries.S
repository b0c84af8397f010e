// SPDX-License-Identifier: Apache-2.0
// 96 pages of shuffled frames, read and written in turn, thrice: more than any first-level TLB holds.
#include "test.h"
        test_begin
        paging_on
        li      s0, 0
        li      s1, 96
1:      li      t0, 37                  // page n is frame 37 n mod 128
        mul     t0, t0, s0
        andi    t0, t0, 127
        slli    t1, t0, 12
        li      t2, FRAME(0)
        add     t1, t1, t2
        sd      s0, 0(t1)
        srli    t1, t1, 2
        ori     t1, t1, V | R | W | AD
        slli    t2, s0, 3
        li      t3, LEAF
        add     t2, t2, t3
        sd      t1, 0(t2)
        addi    s0, s0, 1
        bne     s0, s1, 1b

        li      s2, 3
again:  li      s0, 0
2:      slli    t0, s0, 12
        li      a1, PAGE(0)
        add     a1, a1, t0
        run_in  S_MODE, "ld a0, 0(a1); sd a0, 8(a1); ld a2, 8(a1)"
        expect_done
        expect_equal a0, s0
        expect_equal a2, s0
        addi    s0, s0, 1
        beq     s0, s1, 3f
        j       2b
3:      addi    s2, s2, -1
        beqz    s2, 4f
        j       again
4:
        test_end
