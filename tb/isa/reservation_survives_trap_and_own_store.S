// SPDX-License-Identifier: Apache-2.0
// A reservation outlives a trap and this hart's own stores, to the reserved line too (docs/isa.md).
// An SC may fail for reasons of the cache's, so three attempts out of many must do.
#include "test.h"
        test_begin
        la      s0, data
        li      s1, 0                   // successes
        li      s2, 20                  // attempts
1:      run_in  S_MODE, "lr.d a1, (s0)" // and an ECALL behind it
        sd      zero, 8(s0)
        sc.d    a0, s0, (s0)
        seqz    a0, a0
        add     s1, s1, a0
        addi    s2, s2, -1
        bnez    s2, 1b
        sltiu   a0, s1, 3
        expect_equal a0, 0
        ld      a0, 0(s0)
        expect_equal a0, s0
        test_end

        .data
        .balign 64
data:   .dword  0, -1
