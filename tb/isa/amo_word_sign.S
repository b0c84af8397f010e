// SPDX-License-Identifier: Apache-2.0
// The word AMOs sign-extend what they return, compare as words and leave the neighbour alone.
#include "test.h"
        test_begin
        la      s0, data
        .macro  amo operation, memory, operand, result
        li      t0, 0x5555555500000000 | \memory
        sd      t0, 0(s0)
        li      a1, \operand
        \operation a0, a1, (s0)
        li      t0, \memory
        sext.w  t0, t0
        expect_equal a0, t0
        lwu     a0, 0(s0)
        expect_equal a0, \result
        lwu     a0, 4(s0)
        expect_equal a0, 0x55555555
        .endm
        amo     amoswap.w, 0x80000001, 0x1122334455667788, 0x55667788
        amo     amoadd.w, 0xffffffff, 1, 0
        amo     amoxor.w, 0x80000001, 0xffffffff00000001, 0x80000000
        amo     amoand.w, 0xf0f0f0f0, 0x80f0ff00, 0x80f0f000
        amo     amoor.w, 0x80000000, 1, 0x80000001
        amo     amomin.w, 0x80000000, 0x7fffffff, 0x80000000
        amo     amomax.w, 0x80000000, 0x17fffffff, 0x7fffffff
        amo     amominu.w, 0x80000000, 0x17fffffff, 0x7fffffff
        amo     amomaxu.w, 0x80000000, 0x7fffffff, 0x80000000
        test_end

        .data
        .balign 64
data:   .dword  0
