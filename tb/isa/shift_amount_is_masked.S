// SPDX-License-Identifier: Apache-2.0
// A shift by a register uses the low six bits of it.
#include "test.h"
        test_begin
        li      a0, 0x8000000000000001
        li      a1, 64
        sll     a2, a0, a1
        expect_equal a2, a0
        li      a1, -1                  // by 63
        sll     a2, a0, a1
        expect_equal a2, 1 << 63
        srl     a2, a0, a1
        expect_equal a2, 1
        sra     a2, a0, a1
        expect_equal a2, -1
        srai    a2, a0, 63
        expect_equal a2, -1
        slli    a2, a0, 63
        expect_equal a2, 1 << 63
        test_end
