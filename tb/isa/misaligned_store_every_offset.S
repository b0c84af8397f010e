// SPDX-License-Identifier: Apache-2.0
// Stores of every size to every byte of a stretch that crosses a doubleword, a line and a page write
// these bytes and no others.
#include "test.h"
        test_begin
        la      s0, page - 32
        li      s1, 0
        .irp    size, 2, 4, 8
        li      s1, 0
1:      sd      zero, -8(s0)            // clear 80 bytes
        add     t0, s0, s1
        sd      zero, -8(t0)
        sd      zero, 0(t0)
        sd      zero, 8(t0)
        li      a0, -1
        .if \size == 2
        sh      a0, 0(t0)
        .elseif \size == 4
        sw      a0, 0(t0)
        .else
        sd      a0, 0(t0)
        .endif
        lbu     a1, -1(t0)
        expect_equal a1, 0
        lbu     a1, \size(t0)
        expect_equal a1, 0
        li      a2, \size
        mv      a3, t0
2:      lbu     a1, 0(a3)
        expect_equal a1, 0xff
        addi    a3, a3, 1
        addi    a2, a2, -1
        bnez    a2, 2b
        addi    s1, s1, 1
        li      t1, 56
        bne     s1, t1, 1b
        .endr
        test_end

        .data
        .balign 64
        .balign 4096
        .zero   4096
page:   .zero   128
