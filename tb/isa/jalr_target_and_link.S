// SPDX-License-Identifier: Apache-2.0
// JALR clears bit 0 of the target, reads rs1 before it writes rd, and links behind itself; JAL and
// the compressed jumps link behind their own length.
#include "test.h"
        test_begin
        .option norvc
        la      t0, 1f
        addi    t0, t0, 9
        jalr    t0, -8(t0)              // to 1f + 1
here:   j       fail
1:      la      t1, here
        expect_equal t0, t1
        jal     t2, 1f
there:  j       fail
1:      la      t1, there
        expect_equal t2, t1
        .option rvc
        la      t0, 1f
        c.jalr  t0
return: c.nop
1:      la      t1, return
        expect_equal ra, t1
        lui     a0, 0x80000
        expect_equal a0, -0x80000000
        auipc   a1, 0xfffff
back:   la      a2, back - 4
        sub     a1, a2, a1
        expect_equal a1, 4096
        test_end
