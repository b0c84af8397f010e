// SPDX-License-Identifier: Apache-2.0
// NA4 cannot be selected at 8-byte granularity; W without R is not kept; the address's lowest bit
// reads 0 unless NAPOT is selected; 54 address bits.
// Without: na4
#include "test.h"
        test_begin
        li      t0, -1
        csrw    pmpaddr0, t0
        csrr    a0, pmpaddr0
        expect_equal a0, 0x3ffffffffffffe
        csrwi   pmpcfg0, 0x18
        csrr    a0, pmpaddr0
        expect_equal a0, 0x3fffffffffffff
        csrwi   pmpcfg0, 0x08
        csrr    a0, pmpaddr0
        expect_equal a0, 0x3ffffffffffffe
        csrwi   pmpcfg0, 0x17           // NA4
        csrr    a0, pmpcfg0
        expect_equal a0, 0x07
        csrwi   pmpcfg0, 0x1a           // NAPOT, W alone
        csrr    a0, pmpcfg0
        expect_equal a0, 0x18
        csrwi   pmpcfg0, 0x1e           // W and X
        csrr    a0, pmpcfg0
        expect_equal a0, 0x1c
        li      t0, 0x67 << 8           // reserved bits 5 and 6
        csrw    pmpcfg0, t0
        csrr    a0, pmpcfg0
        expect_equal a0, 0x07 << 8
        test_end
