// SPDX-License-Identifier: Apache-2.0
// A delegated exception of S or U mode goes to S mode, with SPP and SPIE; one of M mode stays there.
#include "test.h"
        test_begin
        li      t0, (1 << BREAKPOINT) | (1 << ECALL_FROM_U)
        csrw    medeleg, t0
        li      t0, MSTATUS_SIE
        csrs    mstatus, t0
        run_in  U_MODE, "ecall"
        expect_trap ECALL_FROM_U
        expect_taken_in S_MODE
        andi    a0, s5, MSTATUS_SIE | MSTATUS_SPIE
        expect_equal a0, MSTATUS_SPIE
        li      t0, MSTATUS_SPP
        and     a0, s5, t0
        expect_equal a0, 0
        run_in  S_MODE, "ebreak"
        expect_trap BREAKPOINT
        expect_taken_in S_MODE
        li      t0, MSTATUS_SPP
        and     a0, s5, t0
        expect_equal a0, MSTATUS_SPP
        run_in  M_MODE, "ebreak"
        expect_trap BREAKPOINT
        expect_taken_in M_MODE
        run_in  U_MODE, "csrr a0, sepc"
        li      a1, 0x14102573
        expect_trap ILLEGAL_INSTRUCTION, a1
        expect_taken_in M_MODE
        test_end
