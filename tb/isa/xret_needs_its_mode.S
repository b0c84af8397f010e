// SPDX-License-Identifier: Apache-2.0
// MRET below M mode and SRET below S mode are illegal; SRET in S mode with TSR set too, not in M mode.
#include "test.h"
        test_begin
        run_in  S_MODE, "mret"
        li      a1, 0x30200073
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  U_MODE, "mret"
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  U_MODE, "sret"
        li      a2, 0x10200073
        expect_trap ILLEGAL_INSTRUCTION, a2
        li      t0, MSTATUS_TSR
        csrs    mstatus, t0
        run_in  S_MODE, "sret"
        expect_trap ILLEGAL_INSTRUCTION, a2
        la      t0, 1f
        csrw    sepc, t0
        run_in  M_MODE, "sret; 1: ecall"
        la      t0, 1b
        expect_trap ECALL_FROM_U, 0, t0
        test_end
