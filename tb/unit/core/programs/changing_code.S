// SPDX-License-Identifier: Apache-2.0
// Code that changes under the branch predictor: a jump becomes an addition, and an instruction's first
// half stands where a predicted jump ended. Deep calls overflow the return stack; x5 is a link too.
#include "check.h"
        .section .text.start
        .globl  _start
_start: li      gp, 0
        li      sp, 0x80080000
        li      s0, 0
        li      s1, 20
1:      // a jump that skips one addition, learned by running it a few times
        li      t0, 0x0080006f    // j .+8
        call    write
        li      s2, 4
2:      call    spot
        addi    s2, s2, -1
        bnez    s2, 2b
        // the same place as an addition
        li      t0, 0x00140413    // addi s0, s0, 1
        call    write
        call    spot
        // and as the second half of another instruction, and two compressed ones
        li      t0, 0x04050405    // addi s0, s0, 1 twice
        call    write
        call    spot
        li      t0, 0xa0190405    // addi s0, s0, 1; j .+6
        call    write
        li      s2, 3
3:      call    spot
        addi    s2, s2, -1
        bnez    s2, 3b
        li      t0, 0x04130001    // nop; first half of addi s0, s0, 2
        call    write
        la      t1, spot
        li      t0, 0x00010024    // second half; nop
        sw      t0, 4(t1)
        fence.i
        call    spot
        li      t0, 0x00140413
        la      t1, spot
        sw      t0, 4(t1)
        fence.i
        addi    s1, s1, -1
        bnez    s1, 1b
        // per round: 4 jumps skip (0, the rest adds 0), 2, 3, then 3 x 1 (skip), then 2
        expect  s0, 20 * (4 * 0 + (1 + 1) + (2 + 1) + 3 * 1 + 2)

        li      a0, 40
        li      a1, 0
        call    deep
        expect  a1, 40
        li      a1, 0
        li      a0, 100
4:      jal     t0, alternate
        addi    a0, a0, -1
        bnez    a0, 4b
        expect  a1, 200
        pass

        .balign 8
spot:   .option push
        .option norvc
        addi    s0, s0, 0         // replaced
        addi    s0, s0, 1         // skipped by the jump
        ret
        .option pop
write:  la      t1, spot
        sw      t0, 0(t1)
        fence.i
        ret

deep:   beqz    a0, 1f
        addi    sp, sp, -16
        sd      ra, 0(sp)
        addi    a0, a0, -1
        call    deep
        addi    a1, a1, 1
        ld      ra, 0(sp)
        addi    sp, sp, 16
1:      ret

alternate:
        mv      t2, t0
        addi    a1, a1, 1
        jal     ra, inner
        jr      t2
inner:  addi    a1, a1, 1
        ret
        fail_routine
