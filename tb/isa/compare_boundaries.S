// SPDX-License-Identifier: Apache-2.0
// SLT, SLTU and the six branches around the most positive and the most negative value.
#include "test.h"
        test_begin
        li      a0, -1 << 63
        li      a1, 0x7fffffffffffffff
        slt     a2, a0, a1
        expect_equal a2, 1
        sltu    a2, a0, a1
        expect_equal a2, 0
        slti    a2, a1, -2048
        expect_equal a2, 0
        sltiu   a2, a1, -2048           // the immediate is sign-extended, then unsigned
        expect_equal a2, 1
        sltiu   a2, zero, 1
        expect_equal a2, 1

        li      a2, 0                   // one bit for each branch that is taken
        blt     a0, a1, 1f
        j       2f
1:      ori     a2, a2, 1
2:      bltu    a0, a1, 1f
        j       2f
1:      ori     a2, a2, 2
2:      bge     a0, a1, 1f
        j       2f
1:      ori     a2, a2, 4
2:      bgeu    a0, a1, 1f
        j       2f
1:      ori     a2, a2, 8
2:      beq     a0, a0, 1f
        j       2f
1:      ori     a2, a2, 16
2:      bne     a0, a0, 1f
        j       2f
1:      ori     a2, a2, 32
2:      bge     a0, a0, 1f
        j       2f
1:      ori     a2, a2, 64
2:      expect_equal a2, 1 + 8 + 16 + 64
        test_end
