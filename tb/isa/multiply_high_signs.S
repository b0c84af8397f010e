// SPDX-License-Identifier: Apache-2.0
// The upper halves of products, for each mixture of signs.
#include "test.h"
        test_begin
        li      a0, -1
        li      a1, -1 << 63
        li      a2, 3
        mul     a3, a0, a0
        expect_equal a3, 1
        mulh    a3, a0, a0
        expect_equal a3, 0
        mulhu   a3, a0, a0
        expect_equal a3, -2
        mulhsu  a3, a0, a0
        expect_equal a3, -1
        mulh    a3, a1, a1
        expect_equal a3, 1 << 62
        mulhsu  a3, a1, a2
        expect_equal a3, -2
        mulhsu  a3, a2, a1
        expect_equal a3, 1
        mulhu   a3, a1, a2
        expect_equal a3, 1
        li      a1, 0x80000000
        mulw    a3, a1, a0
        expect_equal a3, -0x80000000
        test_end
