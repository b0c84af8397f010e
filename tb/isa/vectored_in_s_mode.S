// SPDX-License-Identifier: Apache-2.0
// stvec's vectored mode: a delegated interrupt goes to base + 4 x cause, an exception to the base.
#include "test.h"
        test_begin
        la      t0, table
        ori     t0, t0, 1
        csrw    stvec, t0
        csrwi   mideleg, 2
        li      t0, 1 << BREAKPOINT
        csrw    medeleg, t0
        csrwi   mie, 2
        csrwi   mip, 2
        li      a0, -1
        wait_in U_MODE
        expect_equal a0, SSI
        csrwi   mip, 0
        run_in  U_MODE, "ebreak"
        expect_equal a0, 0
        test_end

        .text
        .balign 64
        .option norvc
table:  j       zeroth
        li      a0, 1
        ecall
zeroth: li      a0, 0
        ecall
