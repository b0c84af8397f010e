// SPDX-License-Identifier: Apache-2.0
// An interrupt arrives 1, 2, 3, ... cycles after it was asked for, over a piece of code that has
// everything that may be interrupted: loads, stores across a doubleword, an AMO, a division, jumps, CSR
// accesses, a fence, and sleep. Each one must be taken once, and nothing done twice or left out.
#include "check.h"
#define ROUNDS 160
        .section .text.start
        .globl  _start
_start: li      gp, 0
        la      t0, handler
        csrw    mtvec, t0
        li      t0, 0x888
        csrw    mie, t0
        csrsi   mstatus, 8
        la      s0, data
        li      s1, 0             // interrupts
        li      s2, 1             // cycles from the request
        li      s3, 0             // what the piece adds up to
1:      li      t0, LATER
        slli    t1, s2, 16
        andi    t2, s2, 3         // software, timer or external
        beqz    t2, 2f
        addi    t2, t2, -1
2:      slli    t2, t2, 2
        li      t3, 8
        sll     t3, t3, t2
        li      t4, 0x888
        and     t3, t3, t4
        bnez    t3, 3f
        li      t3, 8
3:      or      t1, t1, t3
        mv      s4, s1
        sd      t1, 0(t0)

        ld      a0, 0(s0)
        addi    a0, a0, 1
        sd      a0, 0(s0)
        sd      s2, 13(s0)
        ld      a1, 13(s0)
        add     s3, s3, a1
        li      a2, 3
        addi    a3, s0, 32
        amoadd.d a3, a2, (a3)
        li      a4, 1000003
        mul     a5, a4, s2
        div     a5, a5, a4
        add     s3, s3, a5
        call    leaf
        csrr    a6, mscratch
        addi    a6, a6, 1
        csrw    mscratch, a6
        fence.i
        ebreak
        sfence.vma
4:      csrci   mstatus, 8        // look and sleep without a gap between
        bne     s1, s4, 5f
        wfi
        csrsi   mstatus, 8
        j       4b
5:      csrsi   mstatus, 8
        addi    s2, s2, 1
        li      t0, ROUNDS + 1
        bne     s2, t0, 1b

        expect  s1, ROUNDS
        ld      a0, 0(s0)
        expect  a0, ROUNDS
        ld      a0, 32(s0)
        expect  a0, 3 * ROUNDS
        csrr    a0, mscratch
        expect  a0, ROUNDS
        expect  s3, 3 * (ROUNDS * (ROUNDS + 1) / 2)
        expect  s5, ROUNDS
        pass
leaf:   add     s3, s3, s2
        ret

        .balign 4
handler:
        csrr    s6, mcause
        bltz    s6, 1f
        addi    s5, s5, 1         // the EBREAK
        csrr    s6, mepc
        addi    s6, s6, 2
        csrw    mepc, s6
        mret
1:      addi    s1, s1, 1
        li      s6, WIRES
        sd      x0, 0(s6)
        ld      s6, 0(s6)
        mret
        fail_routine

        .data
        .balign 64
data:   .space  64
