// SPDX-License-Identifier: Apache-2.0
// mtvec, stvec, mepc, sepc, medeleg and mideleg hold what docs/isa.md says.
#include "test.h"
        test_begin
        csrr    s0, mtvec
        li      a0, -1
        csrw    stvec, a0
        csrr    a1, stvec
        expect_equal a1, -3
        csrw    mtvec, a0
        csrr    a1, mtvec
        csrw    mtvec, s0
        expect_equal a1, -3
        csrw    mepc, a0
        csrr    a1, mepc
        expect_equal a1, -2
        csrw    sepc, a0
        csrr    a1, sepc
        expect_equal a1, -2
        csrw    medeleg, a0
        csrr    a1, medeleg
        csrw    medeleg, zero
        expect_equal a1, 0xb3ff
        csrw    mideleg, a0
        csrr    a1, mideleg
        csrw    mideleg, zero
        expect_equal a1, 0x2222
        csrw    mcause, a0
        csrr    a1, mcause
        expect_equal a1, -1
        csrw    stval, a0
        csrr    a1, stval
        expect_equal a1, -1
        test_end
