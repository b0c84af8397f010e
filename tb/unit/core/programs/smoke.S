// SPDX-License-Identifier: Apache-2.0
// A little of everything, checked by itself: what must work before lockstep is worth starting.
#include "check.h"
        .section .text.start
        .globl  _start
_start: li      gp, 0
        la      sp, stack
        la      t0, handler
        csrw    mtvec, t0

        // arithmetic
        li      a0, 0x7fffffff
        addiw   a1, a0, 1
        expect  a1, -2147483648
        li      a2, -5
        srai    a3, a2, 1
        expect  a3, -3
        srlw    a4, a2, a0
        expect  a4, 1
        li      a3, 7
        mul     a4, a2, a3
        expect  a4, -35
        mulhu   a4, a2, a3
        expect  a4, 6
        mulh    a4, a2, a3
        expect  a4, -1
        div     a4, a2, a3
        expect  a4, 0
        rem     a4, a2, a3
        expect  a4, -5
        li      a5, 1000003
        mul     a6, a5, a5
        divu    a6, a6, a5
        expect  a6, 1000003
        div     a6, a5, x0
        expect  a6, -1
        remw    a6, a5, x0
        expect  a6, 1000003

        // memory, aligned and not
        la      s0, data
        ld      a0, 0(s0)
        expect  a0, 0x0706050403020100
        ld      a0, 3(s0)
        expect  a0, 0x0a09080706050403
        lw      a0, 6(s0)
        expect  a0, 0x09080706
        lh      a0, 7(s0)
        expect  a0, 0x0807
        lbu     a0, 15(s0)
        expect  a0, 0x0f
        li      a1, 0x1122334455667788
        sd      a1, 13(s0)
        ld      a0, 8(s0)
        expect  a0, 0x6677880c0b0a0908
        ld      a0, 16(s0)
        expect  a0, 0x1716151122334455
        sw      a1, 2(s0)
        ld      a0, 0(s0)
        expect  a0, 0x0706556677880100

        // atomics
        li      a1, 5
        amoadd.w a0, a1, (s0)
        expect  a0, 0x77880100
        lw      a0, 0(s0)
        expect  a0, 0x77880105
1:      lr.d    a0, (s0)
        addi    a0, a0, 1
        sc.d    a1, a0, (s0)
        bnez    a1, 1b
        lw      a0, 0(s0)
        expect  a0, 0x77880106
        sc.d    a1, a0, (s0)
        expect  a1, 1

        // calls and returns
        li      a0, 12
        call    fib
        expect  a0, 144

        // traps
        li      s1, 0
        ecall
        expect  s1, 11
        ebreak
        expect  s1, 3
        .word   0xffffffff
        expect  s1, 2
        expect  s2, 0xffffffff
        lr.w    a0, (s0)
        addi    a1, s0, 2
        lr.w    a0, (a1)
        expect  s1, 4
        li      a1, 0x40000000
        ld      a0, 0(a1)
        expect  s1, 5
        expect  s2, 0x40000000
        sb      a0, 3(a1)
        expect  s1, 7
        expect  s2, 0x40000003
        csrr    a0, 0x7c2
        expect  s1, 2

        // interrupts: msip, at once and after sixty cycles of sleep
        li      a0, 8
        csrw    mie, a0
        csrsi   mstatus, 8
        li      s1, 0
        li      a1, LATER
        li      a2, (60 << 16) | 8
        sd      a2, 0(a1)
        wfi
        nop
        li      a3, (1 << 63) | 3
        addi    gp, gp, 1
        bne     s1, a3, fail

        // counters
        csrr    a0, minstret
        csrr    a1, minstret
        sub     a1, a1, a0
        expect  a1, 1
        csrw    minstret, x0
        csrr    a1, minstret
        expect  a1, 0

        // to user mode and back
        la      a0, user
        csrw    mepc, a0
        li      a0, -1
        csrw    pmpaddr0, a0
        li      a0, 0x1f
        csrw    pmpcfg0, a0
        li      a0, 0x1800
        csrc    mstatus, a0
        mret
user:   csrr    a0, mstatus
        expect  s1, 2
        ecall
        expect  s1, 8
        pass

fib:    li      t1, 2
        blt     a0, t1, 1f
        addi    sp, sp, -24
        sd      ra, 0(sp)
        sd      a0, 8(sp)
        addi    a0, a0, -1
        call    fib
        sd      a0, 16(sp)
        ld      a0, 8(sp)
        addi    a0, a0, -2
        call    fib
        ld      t1, 16(sp)
        add     a0, a0, t1
        ld      ra, 0(sp)
        addi    sp, sp, 24
1:      ret

        // s1: the cause, s2: the value. Skips the instruction; an interrupt's wire is lowered.
        .balign 4
handler:
        csrr    s1, mcause
        csrr    s2, mtval
        bltz    s1, 2f
        csrr    t0, mepc
        lhu     t1, 0(t0)
        andi    t1, t1, 3
        addi    t0, t0, 2
        addi    t1, t1, -3
        bnez    t1, 1f
        addi    t0, t0, 2
1:      csrw    mepc, t0
        mret
2:      li      t0, WIRES
        sd      x0, 0(t0)
        ld      t1, 0(t0)
        mret
        fail_routine

        .data
        .balign 8
data:   .byte   0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        .byte   16, 17, 18, 19, 20, 21, 22, 23
        .space  4096
stack:
