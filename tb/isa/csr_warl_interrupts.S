// SPDX-License-Identifier: Apache-2.0
// mie and mip hold their bits; sie and sip show those that are delegated.
// Needs: sscofpmf
#include "test.h"
        test_begin
        li      a0, -1
        csrw    mie, a0
        csrr    a1, mie
        li      a2, 0x2aaa
        expect_equal a1, a2
        csrr    a1, sie
        expect_equal a1, 0
        li      a2, 0x202
        csrw    mideleg, a2
        csrr    a1, sie
        expect_equal a1, 0x202
        csrw    sie, zero
        csrr    a1, mie
        li      a2, 0x28a8
        expect_equal a1, a2
        csrw    mie, zero
        csrw    mip, a0
        csrr    a1, mip
        li      a2, 0x2222              // the others are wires
        and     a1, a1, a2
        expect_equal a1, a2
        csrr    a1, sip
        expect_equal a1, 0x202
        csrw    sip, zero               // S mode clears SSIP alone
        csrr    a1, mip
        and     a1, a1, a2
        li      a2, 0x2220
        expect_equal a1, a2
        csrw    mip, zero
        csrr    a1, sip
        expect_equal a1, 0
        test_end
