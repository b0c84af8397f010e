// SPDX-License-Identifier: Apache-2.0
// mie and mip hold their bits; sie and sip show those that are delegated.
// Without: sscofpmf
#include "test.h"
        test_begin
        li      a0, -1
        csrw    mie, a0
        csrr    a1, mie
        expect_equal a1, 0xaaa
        csrr    a1, sie
        expect_equal a1, 0
        li      a2, 0x202
        csrw    mideleg, a2
        csrr    a1, sie
        expect_equal a1, 0x202
        csrw    sie, zero
        csrr    a1, mie
        expect_equal a1, 0x8a8
        csrw    mie, zero
        csrw    mip, a0
        csrr    a1, mip
        andi    a1, a1, 0x222           // the others are wires
        expect_equal a1, 0x222
        csrr    a1, sip
        expect_equal a1, 0x202
        csrw    sip, zero               // S mode clears SSIP alone
        csrr    a1, mip
        andi    a1, a1, 0x222
        expect_equal a1, 0x220
        csrw    mip, zero
        csrr    a1, sip
        expect_equal a1, 0
        test_end
