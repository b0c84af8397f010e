// SPDX-License-Identifier: Apache-2.0
// minstret counts what retires: an instruction that traps does not, the one that reads it is not yet
// counted, and a written value is not incremented by the write.
#include "test.h"
        test_begin
        .option norvc
        csrr    a0, minstret
        nop
        nop
        csrr    a1, minstret
        sub     a1, a1, a0
        expect_equal a1, 3
        li      t0, 1000
        csrw    minstret, t0
        csrr    a0, minstret
        expect_equal a0, 1000
        csrw    minstret, zero
        nop
        csrr    a0, instret
        expect_equal a0, 1
        li      t0, -1
        csrw    minstret, t0            // it wraps
        nop
        csrr    a0, minstret
        expect_equal a0, 0

        la      t0, 2f
        csrw    mtvec, t0
        csrw    minstret, zero
        ebreak                          // 0 retired
        .option rvc
        .balign 4
        .option norvc
2:      csrr    a0, minstret
        la      t0, trapped
        csrw    mtvec, t0
        expect_equal a0, 0
        test_end
