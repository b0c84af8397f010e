// SPDX-License-Identifier: Apache-2.0
// Integer loops: the branch of each is taken every time but the last, so that a predictor that knows
// it costs nothing. Four shapes: compressed, 32-bit, and each begun in the middle of a doubleword.
#include "check.h"
        .section .text.start
        .globl  _start
_start: li      gp, 0
        li      a0, 1000
        MARK_START
        .option push
        .option norvc
        .balign 8
1:      addi    a1, a1, 1
        add     a2, a2, a1
        addi    a0, a0, -1
        bnez    a0, 1b
        .option pop

        li      a0, 1000
        .balign 8
        .option push
        .option norvc
        nop
        .option pop
        c.nop
1:      addi    a0, a0, -1
        bnez    a0, 1b

        li      a0, 1000
        .option push
        .option norvc
        .balign 8
        nop
1:      addi    a0, a0, -1
        bnez    a0, 1b
        .option pop

        li      a0, 1000
        .balign 8
        c.nop
        c.nop
        c.nop
        .option push
        .option norvc
1:      addi    a0, a0, -1
        xor     a3, a3, a0
        bnez    a0, 1b
        .option pop
        MARK_END
        expect  a1, 1000
        expect  a2, 500500
        pass
        fail_routine
