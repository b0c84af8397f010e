// SPDX-License-Identifier: Apache-2.0
// SRET goes to the mode in SPP and moves SPIE to SIE; in M mode it does the same.
#include "test.h"
        test_begin
        la      t0, 1f
        csrw    sepc, t0
        li      t0, MSTATUS_SPIE
        csrs    mstatus, t0             // SPP = U
        run_in  S_MODE, "sret; 1: ecall"
        la      t0, 1b
        expect_trap ECALL_FROM_U, 0, t0
        li      t0, MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP
        and     a0, s5, t0
        expect_equal a0, MSTATUS_SIE | MSTATUS_SPIE

        li      t0, MSTATUS_SPP
        csrs    mstatus, t0
        li      t0, MSTATUS_SPIE
        csrc    mstatus, t0
        la      t0, 2f
        csrw    sepc, t0
        run_in  M_MODE, "sret; 2: ecall"
        la      t0, 2b
        expect_trap ECALL_FROM_S, 0, t0
        li      t0, MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP
        and     a0, s5, t0
        expect_equal a0, MSTATUS_SPIE
        test_end
