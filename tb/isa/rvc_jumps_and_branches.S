// SPDX-License-Identifier: Apache-2.0
// The compressed jumps and branches, both ways, forwards and backwards.
#include "test.h"
        test_begin
        .option rvc
        li      a0, 0
        c.j     2f
1:      addi    a0, a0, 1
        c.j     3f
2:      addi    a0, a0, 2
        c.j     1b
3:      expect_equal a0, 3
        li      a1, 4
        li      a2, 0
1:      addi    a2, a2, 1
        c.addi  a1, -1
        c.bnez  a1, 1b
        expect_equal a2, 4
        c.beqz  a1, 1f
        li      a2, 99
1:      expect_equal a2, 4
        c.beqz  a2, 1f
        li      a2, 5
1:      expect_equal a2, 5
        la      t0, 1f
        c.jr    t0
        j       fail
1:      addi    t0, t0, 0
        test_end
