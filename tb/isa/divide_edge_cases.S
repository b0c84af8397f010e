// SPDX-License-Identifier: Apache-2.0
// Division by zero and overflow have results, not traps (unprivileged manual, table 7.1).
#include "test.h"
        test_begin
        li      a0, 100
        li      a1, -1 << 63
        li      a2, -1
        div     a3, a0, zero
        expect_equal a3, -1
        divu    a3, a0, zero
        expect_equal a3, -1
        rem     a3, a0, zero
        expect_equal a3, 100
        remu    a3, a0, zero
        expect_equal a3, 100
        div     a3, a1, a2
        expect_equal a3, a1
        rem     a3, a1, a2
        expect_equal a3, 0
        divu    a3, a1, a2
        expect_equal a3, 0
        remu    a3, a1, a2
        expect_equal a3, a1
        li      a1, 0x180000000         // words: the most negative one
        divw    a3, a1, a2
        expect_equal a3, -0x80000000
        remw    a3, a1, a2
        expect_equal a3, 0
        divw    a3, a1, zero
        expect_equal a3, -1
        remw    a3, a1, zero
        expect_equal a3, -0x80000000
        divuw   a3, a1, zero
        expect_equal a3, -1
        remuw   a3, a1, zero
        expect_equal a3, -0x80000000
        li      a1, -7
        li      a2, 2
        div     a3, a1, a2
        expect_equal a3, -3
        rem     a3, a1, a2
        expect_equal a3, -1
        div     a1, a1, a1              // all operands the same register
        expect_equal a1, 1
        test_end
