// SPDX-License-Identifier: Apache-2.0
// Each load extends as its name says, from every byte of a doubleword.
#include "test.h"
        test_begin
        la      a0, data
        lb      a1, 7(a0)
        expect_equal a1, -128
        lbu     a1, 7(a0)
        expect_equal a1, 0x80
        lh      a1, 6(a0)
        expect_equal a1, -0x7f0f
        lhu     a1, 6(a0)
        expect_equal a1, 0x80f1
        lw      a1, 4(a0)
        expect_equal a1, -0x7f0e0d0d
        lwu     a1, 4(a0)
        expect_equal a1, 0x80f1f2f3
        ld      a1, 0(a0)
        expect_equal a1, 0x80f1f2f374757677
        lb      a1, 0(a0)
        expect_equal a1, 0x77
        sb      a1, 9(a0)
        sh      a1, 10(a0)
        sw      a1, 12(a0)
        ld      a1, 8(a0)
        expect_equal a1, 0x00000077007777ff
        test_end

        .data
        .balign 64
data:   .dword  0x80f1f2f374757677, -1
