// SPDX-License-Identifier: Apache-2.0
// CSRRW, CSRRS, CSRRC and their immediate forms, with rd and rs1 the same register too.
#include "test.h"
        test_begin
        li      a0, 0x0ff0
        csrw    mscratch, a0
        csrrsi  a1, mscratch, 31
        expect_equal a1, 0x0ff0
        csrrci  a1, mscratch, 17
        expect_equal a1, 0x0fff
        li      a0, 0x00e0
        csrrc   a0, mscratch, a0
        expect_equal a0, 0x0fee
        li      a0, -1 << 63
        csrrs   a0, mscratch, a0
        expect_equal a0, 0x0f0e
        csrrw   a0, mscratch, a0
        expect_equal a0, (1 << 63) | 0x0f0e
        csrrwi  a1, mscratch, 5
        expect_equal a1, 0x0f0e
        csrr    a1, mscratch
        expect_equal a1, 5
        test_end
