// SPDX-License-Identifier: Apache-2.0
// mgeometry and mreplace: 0 at reset. What is more than an array's limit is held as the limit, each nibble by itself; the
// code of no policy, and any code where there is no choice, as 0; bits of no array are 0. All ones tell what the limits
// are, whatever machine this is. Neither changes the other; below M mode both are illegal.
// Needs: xpwgeometry
#include "test.h"
        // a0: the next number, of s3
.macro random
        slli    t5, s3, 13
        xor     s3, s3, t5
        srli    t5, s3, 7
        xor     s3, s3, t5
        slli    t5, s3, 17
        xor     s3, s3, t5
        mv      a0, s3
.endm

        // a0 is written, and what `rule` makes of it is read
.macro written csr, rule
        csrw    \csr, a0
        call    \rule
        csrr    a2, \csr
        expect_equal a2, a1
.endm
        test_begin
        csrr    a0, MGEOMETRY
        expect_equal a0, 0
        csrr    a0, MREPLACE
        expect_equal a0, 0
        li      s3, 0x9e3779b97f4a7c15

        li      t0, -1
        csrw    MGEOMETRY, t0
        csrr    s0, MGEOMETRY
        srli    t0, s0, 56
        expect_equal t0, 0
        csrr    a0, MREPLACE
        expect_equal a0, 0
        li      s2, 16                  // all nibbles alike
1:      addi    s2, s2, -1
        li      t0, 0x1111111111111111
        mul     a0, t0, s2
        written MGEOMETRY, at_most
        bnez    s2, 1b
        li      s2, 60                  // one nibble alone
2:      li      a0, 15
        sll     a0, a0, s2
        written MGEOMETRY, at_most
        addi    s2, s2, -4
        bgez    s2, 2b
        li      s2, 16
3:      random
        written MGEOMETRY, at_most
        addi    s2, s2, -1
        bnez    s2, 3b
        csrw    MGEOMETRY, zero         // set and clear
        csrrs   a0, MGEOMETRY, s0
        expect_equal a0, 0
        li      a1, 0x0ff0f00f0f0f00f0
        csrrc   a0, MGEOMETRY, a1
        expect_equal a0, s0
        csrr    a0, MGEOMETRY
        not     a1, a1
        and     a1, a1, s0
        expect_equal a0, a1

        li      t0, 0x0101010101010101
        csrw    MREPLACE, t0
        csrr    s1, MREPLACE
        li      t0, ~0x0001010101010101
        and     t0, t0, s1
        expect_equal t0, 0
        li      s2, 4
4:      addi    s2, s2, -1
        li      t0, 0x0101010101010101
        mul     a0, t0, s2
        written MREPLACE, chosen
        bnez    s2, 4b
        li      s2, 12
5:      random
        written MREPLACE, chosen
        addi    s2, s2, -1
        bnez    s2, 5b
        csrr    a0, MGEOMETRY
        li      a1, ~0x0ff0f00f0f0f00f0
        and     a1, a1, s0
        expect_equal a0, a1

        .irp    csr, MGEOMETRY, MREPLACE
        li      a1, 0x2573 | (\csr << 20)
        li      a2, 0x51073 | (\csr << 20)
        .irp    mode, S_MODE, U_MODE
        run_in  \mode, "csrr a0, \csr"
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  \mode, "csrw \csr, a0"
        expect_trap ILLEGAL_INSTRUCTION, a2
        .endr
        .endr
        csrw    MGEOMETRY, zero
        csrw    MREPLACE, zero
        csrr    a0, MGEOMETRY
        expect_equal a0, 0
        csrr    a0, MREPLACE
        expect_equal a0, 0
        test_end

        .text
        // a1 = a0, each nibble at most as s0 has it. Takes t0 to t2.
at_most:
        li      a1, 0
        li      t0, 60
1:      srl     t1, a0, t0
        andi    t1, t1, 15
        srl     t2, s0, t0
        andi    t2, t2, 15
        bltu    t1, t2, 2f
        mv      t1, t2
2:      sll     t1, t1, t0
        or      a1, a1, t1
        addi    t0, t0, -4
        bgez    t0, 1b
        ret

        // a1 = the policies of a0, of the arrays whose bit s1 has. Takes t0 to t2.
chosen:
        li      a1, 0
        li      t0, 48
1:      srl     t1, a0, t0
        andi    t1, t1, 3
        srl     t2, s1, t0
        andi    t2, t2, 1
        beqz    t2, 2f
        li      t2, 3
        beq     t1, t2, 2f
        sll     t1, t1, t0
        or      a1, a1, t1
2:      addi    t0, t0, -8
        bgez    t0, 1b
        ret
