// SPDX-License-Identifier: Apache-2.0
// SC without a reservation, with one elsewhere, or with one that an earlier SC has used up, fails and
// stores nothing.
#include "test.h"
        test_begin
        la      s0, data
        la      s1, other
        sc.d    a0, s0, (s0)
        snez    a0, a0
        expect_equal a0, 1
        lr.d    a1, (s1)                // another line
        sc.d    a0, s0, (s0)
        snez    a0, a0
        expect_equal a0, 1
        sc.d    a0, s0, (s1)            // the failed one has ended it
        snez    a0, a0
        expect_equal a0, 1
1:      lr.d    a1, (s0)
        sc.d    a0, a1, (s0)
        bnez    a0, 1b
        sc.d    a0, s0, (s0)            // used up
        snez    a0, a0
        expect_equal a0, 1
        ld      a0, 0(s0)
        expect_equal a0, 42
        ld      a0, 0(s1)
        expect_equal a0, 43
        test_end

        .data
        .balign 64
data:   .dword  42
        .balign 64
other:  .dword  43
