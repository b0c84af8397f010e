// SPDX-License-Identifier: Apache-2.0
// mcountinhibit stops mcycle and minstret, each by its bit, and never time.
#include "test.h"
        test_begin
        csrwi   0x320, 5
        csrr    a0, mcycle
        csrr    a1, minstret
        .rept   20
        nop
        .endr
        csrr    a2, mcycle
        csrr    a3, minstret
        expect_equal a2, a0
        expect_equal a3, a1
        li      t0, 500
        csrw    mcycle, t0              // it can be written while it stands
        csrr    a0, mcycle
        expect_equal a0, 500
        csrwi   0x320, 4                // mcycle goes again
        nop
        csrr    a0, cycle
        sltiu   a0, a0, 501
        expect_equal a0, 0
        csrwi   0x320, 1
        csrr    a0, minstret
        csrr    a1, minstret
        sltu    a0, a0, a1
        expect_equal a0, 1
        csrr    a0, time
1:      csrr    a1, time
        beq     a0, a1, 1b
        test_end
