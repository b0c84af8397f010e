// SPDX-License-Identifier: Apache-2.0
// Loads of every size from every byte of a stretch that crosses a doubleword, a line and a page.
#include "test.h"
        test_begin
        la      s0, page - 64
        li      s1, 128                 // bytes n holds n
        mv      t0, s0
        li      t1, 0
1:      sb      t1, 0(t0)
        addi    t0, t0, 1
        addi    t1, t1, 1
        bne     t1, s1, 1b

        li      s2, 0                   // byte offset
2:      add     t0, s0, s2
        lbu     t1, 0(t0)
        lbu     t2, 1(t0)
        slli    t2, t2, 8
        or      t1, t1, t2
        lhu     a0, 0(t0)
        expect_equal a0, t1
        lhu     t2, 2(t0)
        slli    t2, t2, 16
        or      t1, t1, t2
        lwu     a0, 0(t0)
        expect_equal a0, t1
        lwu     t2, 4(t0)
        slli    t2, t2, 32
        or      t1, t1, t2
        ld      a0, 0(t0)
        expect_equal a0, t1
        addi    s2, s2, 1
        li      t0, 120
        bne     s2, t0, 2b
        test_end

        .data
        .balign 64
        .balign 4096
        .zero   4096
page:   .zero   64
