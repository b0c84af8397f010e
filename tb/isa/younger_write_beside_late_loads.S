// SPDX-License-Identifier: Apache-2.0
// Two loads miss, and a younger instruction writes the register of the second before its data come: in each cycle of the
// two, also in that in which the data of the first come. What the younger one wrote stays. Every round takes lines that
// nobody has touched, and enters a row of nops at another place, from its beginning on.
#include "test.h"
#define NOPS 96
        test_begin
        li      s0, 0x80800000
        li      s1, 0x80a00000
        li      s2, 4096 + 64           // a line of another set, and no stream
        la      s3, row
        la      s4, written
1:      ld      a1, 0(s0)
        ld      a0, 0(s1)
        jr      s3
        .option push
        .option norvc
row:    .rept   NOPS
        nop
        .endr
written:
        li      a0, 5
        .option pop
        fence                           // until all data have come
        expect_equal a0, 5
        expect_equal a1, 0
        add     s0, s0, s2
        add     s1, s1, s2
        addi    s3, s3, 4
        bleu    s3, s4, 1b
        test_end
