// SPDX-License-Identifier: Apache-2.0
// A load that overlaps bytes just stored, some by one store and some by another, sees all of them.
#include "test.h"
        test_begin
        la      s0, data
        li      a0, 0x1111111111111111
        li      a1, 0x2222222222222222
        sd      a0, 0(s0)
        sd      a1, 8(s0)
        ld      a2, 3(s0)
        expect_equal a2, 0x2222221111111111
        sb      zero, 6(s0)
        ld      a2, 3(s0)
        expect_equal a2, 0x2222221100111111
        sd      a1, 3(s0)
        sw      a0, 5(s0)
        ld      a2, 1(s0)
        expect_equal a2, 0x1111111122221111
        ld      a2, 4(s0)
        expect_equal a2, 0x2222221111111122
        test_end

        .data
        .balign 64
data:   .zero   64
