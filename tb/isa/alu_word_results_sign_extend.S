// SPDX-License-Identifier: Apache-2.0
// The instructions that end in W take the low words of their operands and sign-extend the result.
#include "test.h"
        test_begin
        li      a0, 0x7fffffff
        addiw   a1, a0, 1
        expect_equal a1, -0x80000000
        li      a0, 0x1234567880000000
        addw    a1, a0, zero
        expect_equal a1, -0x80000000
        li      a2, 1
        subw    a1, a0, a2
        expect_equal a1, 0x7fffffff
        slliw   a1, a2, 31
        expect_equal a1, -0x80000000
        srliw   a1, a0, 4
        expect_equal a1, 0x08000000
        sraiw   a1, a0, 4
        expect_equal a1, -0x08000000
        li      a3, 63                  // only five bits of it count
        sllw    a1, a2, a3
        expect_equal a1, -0x80000000
        srlw    a1, a0, a3
        expect_equal a1, 1
        sraw    a1, a0, a3
        expect_equal a1, -1
        c.li    a1, -1
        c.addiw a1, 0                   // sext.w
        expect_equal a1, -1
        test_end
