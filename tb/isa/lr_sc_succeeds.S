// SPDX-License-Identifier: Apache-2.0
// A load-reserved and store-conditional loop makes its way, for words and doublewords.
#include "test.h"
        test_begin
        la      s0, data
1:      lr.d    a0, (s0)
        addi    a1, a0, 1
        sc.d    a2, a1, (s0)
        bnez    a2, 1b
        expect_equal a0, 41
        ld      a0, 0(s0)
        expect_equal a0, 42
        addi    s0, s0, 8
1:      lr.w    a0, (s0)
        sc.w    a2, zero, (s0)
        bnez    a2, 1b
        expect_equal a0, -1             // sign-extended
        ld      a0, 0(s0)
        expect_equal a0, 0x7fffffff00000000
        test_end

        .data
        .balign 64
data:   .dword  41, 0x7fffffffffffffff
