// SPDX-License-Identifier: Apache-2.0
// Nothing writes x0: results, loads, links, atomics and CSR reads.
#include "test.h"
        test_begin
        la      a0, data
        addi    x0, a0, 1
        expect_equal zero, 0
        ld      x0, 0(a0)
        lui     t6, 0
        fail_unless_equal x0, t6
        li      a1, 5
        amoadd.d x0, a1, (a0)
        ld      a2, 0(a0)
        expect_equal a2, 47
        csrrw   x0, mscratch, a1
        mul     x0, a1, a1
        div     x0, a1, a1
        li      t6, 0
        fail_unless_equal x0, t6
        jal     x0, 1f
1:      add     a3, x0, x0
        expect_equal a3, 0
        test_end

        .data
        .balign 64
data:   .dword  42
