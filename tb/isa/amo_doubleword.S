// SPDX-License-Identifier: Apache-2.0
// The doubleword AMOs, with the same register as operand and result too.
#include "test.h"
        test_begin
        la      s0, data
        .macro  amo operation, memory, operand, result
        li      t0, \memory
        sd      t0, 0(s0)
        li      a0, \operand
        \operation a0, a0, (s0)
        expect_equal a0, t0
        ld      a0, 0(s0)
        expect_equal a0, \result
        .endm
        amo     amoswap.d, 1, 2, 2
        amo     amoadd.d, 0x7fffffffffffffff, 1, 1 << 63
        amo     amoxor.d, 0xff00ff00ff00ff00, -1, 0x00ff00ff00ff00ff
        amo     amoand.d, 0xff00ff00ff00ff00, 0x0ff00ff00ff00ff0, 0x0f000f000f000f00
        amo     amoor.d, 1 << 63, 1, (1 << 63) | 1
        amo     amomin.d, -1, 1, -1
        amo     amomax.d, -1, 1, 1
        amo     amominu.d, -1, 1, 1
        amo     amomaxu.d, -1, 1, -1
        amoadd.d s0, zero, (s0)         // the address register as result
        expect_equal s0, -1
        test_end

        .data
        .balign 64
data:   .dword  0
