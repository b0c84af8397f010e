// SPDX-License-Identifier: Apache-2.0
// The compressed loads and stores, by register and by stack pointer, at their largest offsets.
#include "test.h"
        test_begin
        .option rvc
        la      s0, data
        li      a0, 0x8899aabbccddeeff
        c.sd    a0, 248(s0)
        c.ld    a1, 248(s0)
        expect_equal a1, a0
        c.sw    a0, 124(s0)
        c.lw    a1, 124(s0)
        expect_equal a1, -0x33221101
        mv      sp, s0
        c.sdsp  a0, 504(sp)
        c.ldsp  t0, 504(sp)
        expect_equal t0, a0
        c.swsp  a0, 252(sp)
        c.lwsp  t0, 252(sp)
        expect_equal t0, -0x33221101
        ld      a1, 248(s0)             // the word stored last is the upper half of this one
        expect_equal a1, 0xccddeeffccddeeff
        test_end

        .data
        .balign 64
data:   .zero   512
