// SPDX-License-Identifier: Apache-2.0
// After FENCE.I the hart executes what it has stored, again and again at the same place, also where
// the instruction lies across two lines.
#include "test.h"
        test_begin
        la      s0, patch
        li      s1, 0                   // 0 to 15: li a0, n
1:      slli    t0, s1, 20
        li      t1, 0x513               // addi a0, x0, n
        or      t0, t0, t1
        sw      t0, 0(s0)
        fence.i
        call    patch
        expect_equal a0, s1
        addi    s1, s1, 1
        li      t0, 16
        bne     s1, t0, 1b

        la      s0, across
        li      t0, 0x02a00513          // li a0, 42
        sh      t0, 0(s0)
        srli    t0, t0, 16
        sh      t0, 2(s0)
        fence.i
        call    across
        expect_equal a0, 42
        test_end

        .text
        .balign 64
        .option norvc
patch:  nop
        ret
        .balign 64
        .zero   62
across: nop
        ret
