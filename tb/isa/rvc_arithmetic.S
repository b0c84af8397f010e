// SPDX-License-Identifier: Apache-2.0
// Each compressed arithmetic instruction, at its immediate's limits.
#include "test.h"
        test_begin
        .option rvc
        c.li    a0, -32
        expect_equal a0, -32
        c.addi  a0, 31
        expect_equal a0, -1
        c.lui   a0, 0xfffe0
        expect_equal a0, -0x20000
        c.lui   a0, 0x1f
        expect_equal a0, 0x1f000
        mv      a1, sp
        li      sp, 0x1000
        c.addi16sp sp, -512
        expect_equal sp, 0xe00
        c.addi4spn a2, sp, 1020
        expect_equal a2, 0x11fc
        mv      sp, a1
        c.li    a0, 1
        c.slli  a0, 63
        expect_equal a0, 1 << 63
        c.srai  a0, 62
        expect_equal a0, -2
        c.srli  a0, 63
        expect_equal a0, 1
        c.li    a1, 12
        c.andi  a1, -8
        expect_equal a1, 8
        c.li    a1, 12
        c.li    a2, 10
        c.xor   a1, a2
        expect_equal a1, 6
        c.or    a1, a2
        expect_equal a1, 14
        c.and   a1, a2
        expect_equal a1, 10
        c.sub   a1, a2
        expect_equal a1, 0
        c.mv    t0, a2
        c.add   t0, a2
        expect_equal t0, 20
        li      a3, 0x7fffffff
        c.addiw a3, 1
        expect_equal a3, -0x80000000
        li      a4, 1
        c.subw  a3, a4
        expect_equal a3, 0x7fffffff
        c.addw  a3, a4
        expect_equal a3, -0x80000000
        test_end
