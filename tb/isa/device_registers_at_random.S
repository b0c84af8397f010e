// SPDX-License-Identifier: Apache-2.0
// Four thousand accesses of every width to registers of CLINT and PLIC and to holes between them, aligned or not,
// with an interrupt's wire that rises and falls. Whether one is refused depends on its width, its alignment, and
// on whether anybody is there; what is read, and the interrupt lines, are for lockstep to compare.
#include "test.h"
#define ACCESSES 4000
#define PLIC 0xc000000
#define PLIC_SHIFT 26

        // s0: the next random number (xorshift)
.macro random rd
        slli    t5, s0, 13
        xor     s0, s0, t5
        srli    t5, s0, 7
        xor     s0, s0, t5
        slli    t5, s0, 17
        xor     s0, s0, t5
        mv      \rd, s0
.endm

        test_begin
        la      t0, refused
        csrw    mtvec, t0
        li      s0, 0x9e3779b97f4a7c15
        li      s1, ACCESSES

next:   random  a0                      // where: a row of `places`
        andi    t0, a0, 15
        slli    t0, t0, 3
        la      t1, places
        add     t1, t1, t0
        lwu     a2, 0(t1)
        lwu     t2, 4(t1)
        random  t3
        srli    t3, t3, 20
        and     t3, t3, t2
        add     a2, a2, t3
        srli    a0, a0, 8               // how: a row of `accesses`
        andi    a3, a0, 15
        la      t1, widths
        add     t1, t1, a3
        lbu     a4, 0(t1)
        srli    a0, a0, 8               // three of four are aligned
        andi    t0, a0, 3
        beqz    t0, 1f
        neg     t0, a4
        and     a2, a2, t0
1:      srli    a0, a0, 2               // the value: anything, a small number, one near the
        random  a1                      // UART's or 32 behind it, or a time to come soon
        andi    t0, a0, 3
        beqz    t0, 3f
        andi    a1, a1, 63
        addi    t0, t0, -1
        beqz    t0, 3f
        addi    t0, t0, -1
        beqz    t0, 2f
        andi    a1, a1, 33
        ori     a1, a1, 10
        j       3f
2:      li      t1, CLINT_MTIME
        ld      t1, 0(t1)
        add     a1, a1, t1
3:      srli    a0, a0, 2
        andi    t0, a0, 7               // the UART's interrupt, source 10
        bnez    t0, 4f
        li      t1, UART
        srli    t0, a0, 3
        andi    t0, t0, 2
        sb      t0, 1(t1)
        sb      a1, 7(t1)               // and its scratch register
        lbu     t0, 7(t1)
        andi    t1, a1, 255
        expect_equal t0, t1
4:
        // Due: aligned words, and in the CLINT aligned doublewords
        addi    t0, a4, -1
        and     t0, t0, a2
        snez    a5, t0
        sltiu   t1, a4, 4
        or      a5, a5, t1
        srli    t2, a2, PLIC_SHIFT
        snez    t2, t2                  // in the PLIC
        sltiu   t1, a4, 5
        xori    t1, t1, 1
        and     t1, t1, t2
        or      a5, a5, t1
        srli    t1, a2, 30              // and nothing where nobody is
        or      a5, a5, t1

        li      a6, 0                   // set by `refused`
        slli    t0, a3, 3
        la      t1, accesses
        add     t1, t1, t0
        jalr    t1
        expect_equal a5, a6
        addi    s1, s1, -1
        bnez    s1, next
        li      t0, UART
        sb      zero, 1(t0)
        test_end

        .balign 4
refused:
        li      a6, 1
        csrr    t5, mcause
        addi    t5, t5, -LOAD_ACCESS_FAULT
        andi    t5, t5, ~2              // nor anything but a store's
        beqz    t5, 1f
        li      a6, 2
1:      csrr    t5, mepc
        addi    t5, t5, 4
        csrw    mepc, t5
        mret

.macro access width, instruction
        .option push
        .option norvc
        \instruction a1, 0(a2)
        ret
        .option pop
        .pushsection .rodata
        .byte   \width
        .popsection
.endm
        .pushsection .rodata
widths:
        .popsection
        .balign 4
accesses:
        access  4, lw
        access  4, lw
        access  4, lw
        access  4, lwu
        access  4, sw
        access  4, sw
        access  4, sw
        access  4, sw
        access  8, ld
        access  8, sd
        access  1, lb
        access  1, lbu
        access  2, lh
        access  1, sb
        access  2, sh
        access  8, sd

        .section .rodata
        .balign 4
places: .word   PLIC, 0xff              // priorities, and more than there are
        .word   PLIC, 0x7f
        .word   PLIC + 40, 7            // that of the UART
        .word   PLIC + 0x1000, 7        // pending
        .word   PLIC + 0x2000, 0x87     // enables
        .word   PLIC + 0x2000, 0x80
        .word   PLIC + 0x200000, 7      // threshold and claim of M mode
        .word   PLIC + 0x201000, 7      // and of S mode
        .word   NOWHERE, 7
        .word   PLIC + 0x200000, 0x100f
        .word   PLIC, 0x3ffffff
        .word   CLINT_MSIP, 7
        .word   CLINT_MSIP, 0xffff
        .word   CLINT_MTIMECMP, 7
        .word   CLINT_MTIMECMP, 7
        .word   CLINT_MTIME, 7
