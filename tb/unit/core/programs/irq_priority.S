// SPDX-License-Identifier: Apache-2.0
// Every set of the six interrupts pending at once, taken in M mode one after the other: the order must
// be MEI, MSI, MTI, SEI, SSI, STI. Then the same delegated: those of M mode still come first.
#include "check.h"
        .section .text.start
        .globl  _start
_start: li      gp, 0
        la      t0, handler
        csrw    mtvec, t0
        la      t0, s_handler
        csrw    stvec, t0
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        li      s2, 0             // delegated
        li      s11, WIRES
again:  csrw    mideleg, s2
        li      s0, 1             // the set: bit 0 STI, then SSI, SEI, MTI, MSI, MEI
1:      la      s1, bits
        li      s3, 0             // as bits of mip
        li      s4, 0
2:      srl     t0, s0, s4
        andi    t0, t0, 1
        beqz    t0, 3f
        slli    t1, s4, 3
        add     t1, t1, s1
        ld      t1, 0(t1)
        or      s3, s3, t1
3:      addi    s4, s4, 1
        li      t0, 6
        bne     s4, t0, 2b
        li      t0, 0x888         // the wires of M mode; SEIP by its written bit
        and     t1, s3, t0
        sd      t1, 0(s11)
        ld      t1, 0(s11)
        li      t0, 0x222
        and     t1, s3, t0
        csrw    mip, t1
        li      t0, 0xaaa
        csrw    mie, t0
        // S mode with interrupts on: all of them are open now
        li      s5, 0             // taken
        li      s6, 0x7fff        // rank of the last one; ranks must fall
        la      t0, open
        csrw    mepc, t0
        li      t0, 0x1800
        csrc    mstatus, t0
        li      t0, 0x0802
        csrs    mstatus, t0
        mret
open:   nop
        ecall
back:   // each of the set was taken once
        bne     s5, s3, fail
        csrw    mie, x0
        addi    s0, s0, 1
        li      t0, 64
        bne     s0, t0, 1b
        bnez    s2, 4f
        li      s2, 0x222
        j       again
4:      pass

        // Takes one: s6 falls, the bit is lowered and noted in s5.
        .macro take cause
        andi    t1, \cause, 15
        li      t2, 1
        sll     t2, t2, t1
        or      s5, s5, t2
        la      t3, ranks
        add     t3, t3, t1
        lbu     t3, 0(t3)
        addi    gp, gp, 1
        bgeu    t3, s6, fail
        mv      s6, t3
        .endm

        .balign 4
handler:
        csrr    t0, mcause
        bgez    t0, 1f
        take    t0
        li      t4, 0x888
        and     t4, t2, t4
        beqz    t4, 2f
        ld      t5, 0(s11)
        not     t4, t2
        and     t5, t5, t4
        sd      t5, 0(s11)
        ld      t5, 0(s11)
2:      csrc    mip, t2
        mret
1:      li      t1, 9
        bne     t0, t1, fail
        j       back

        // Only M mode can lower SEIP and STIP: they are shut instead.
        .balign 4
s_handler:
        csrr    t0, scause
        bgez    t0, fail
        take    t0
        csrc    sie, t2
        sret
        fail_routine

        .data
        .balign 8
bits:   .dword  0x20, 0x2, 0x200, 0x80, 0x8, 0x800
ranks:  .byte   0, 2, 0, 5, 0, 1, 0, 4, 0, 3, 0, 6, 0, 0, 0, 0
