// SPDX-License-Identifier: Apache-2.0
// fence.i waits for a store that has retired and is still to be performed: here one of two instructions to a line that
// is being fetched for an older load of the same doubleword, so that it must not be written yet. What is fetched behind
// the fence must be those. Each round takes a line that nobody has touched.
#include "test.h"
        test_begin
        li      s0, 0
        li      s1, 8
1:      slli    t0, s0, 6
        li      a2, FRAME(0)
        add     a2, a2, t0
        slli    t0, s0, 20              // addi a0, x0, n; ret
        li      t1, 0x513
        or      t0, t0, t1
        li      t1, 0x8067
        slli    t1, t1, 32
        or      t0, t0, t1
        ld      a6, 0(a2)
        sd      t0, 0(a2)
        fence.i
        jalr    a2
        expect_equal a0, s0
        expect_equal a6, zero
        addi    s0, s0, 1
        bne     s0, s1, 1b
        test_end
