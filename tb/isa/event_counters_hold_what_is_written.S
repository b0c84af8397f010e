// SPDX-License-Identifier: Apache-2.0
// A counter without an event, and one that mcountinhibit stops, keeps all 64 bits of what was written, for M mode's name and
// for the users'; a counter that counts does so from what was written.
#include "test.h"
        test_begin
        li      s0, 0x123456789abcdef0
        .irp    n, 3, 4, 5, 6, 7, 8, 9, 10
        csrwi   0x320 + \n, 0
        addi    s1, s0, \n
        csrw    0xb00 + \n, s1
        .endr
        .irp    n, 3, 4, 5, 6, 7, 8, 9, 10
        addi    s1, s0, \n
        csrr    a0, 0xb00 + \n
        expect_equal a0, s1
        csrr    a0, 0xc00 + \n
        expect_equal a0, s1
        .endr
        // Stopped: data accesses are not counted
        li      s1, 0x7f8
        csrw    mcountinhibit, s1
        li      s1, 0x82                // l1d_access
        csrw    0x323, s1
        csrw    0xb03, s0
        la      t0, word
        .rept   8
        ld      t1, 0(t0)
        .endr
        csrr    a0, 0xb03
        expect_equal a0, s0
        // Counting: never less than was written, and not much more. (Who counts nothing gives what was written.)
        csrw    mcountinhibit, zero
        csrw    0xb03, s0
        .rept   8
        ld      t1, 0(t0)
        .endr
        csrr    a0, 0xb03
        sub     a0, a0, s0
        sltiu   a0, a0, 17
        expect_equal a0, 1
        csrwi   0x323, 0
        csrr    a0, 0xb03
        csrr    a1, 0xc03
        expect_equal a0, a1
        // Set and clear act on the value
        csrw    0xb04, s0
        csrrsi  a0, 0xb04, 15
        expect_equal a0, s0
        csrrci  a0, 0xb04, 1
        ori     s1, s0, 15
        expect_equal a0, s1
        csrr    a0, 0xb04
        xori    s1, s1, 1
        expect_equal a0, s1
        test_end

        .data
        .balign 8
word:   .dword  0
