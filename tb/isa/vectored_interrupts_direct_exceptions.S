// SPDX-License-Identifier: Apache-2.0
// In vectored mode an interrupt goes to base + 4 x cause, and an exception to the base.
#include "test.h"
        test_begin
        la      t0, table
        ori     t0, t0, 1
        csrw    mtvec, t0
        li      a0, -1
        csrwi   mie, 2
        csrwi   mip, 2
        wait_in S_MODE
        expect_equal a0, SSI
        csrwi   mip, 0
        li      t0, 1 << SEI
        csrw    mie, t0
        csrw    mip, t0
        wait_in U_MODE
        expect_equal a0, SEI
        csrw    mip, zero
        run_in  U_MODE, "ebreak"
        expect_equal a0, 0
        test_end

        .text
        .balign 64
        .option norvc
table:  j       zeroth
        j       first
        .rept   7
        j       fail
        .endr
        j       ninth
zeroth: li      a0, 0
        jr      tp
first:  li      a0, 1
        jr      tp
ninth:  li      a0, 9
        jr      tp
