// SPDX-License-Identifier: Apache-2.0
// A CSR of a higher mode is an illegal instruction, read or written.
#include "test.h"
        test_begin
        run_in  U_MODE, "csrr a0, sstatus"
        li      a1, 0x10002573
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  U_MODE, "csrr a0, mstatus"
        li      a1, 0x30002573
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  S_MODE, "csrw mscratch, a0"
        li      a1, 0x34051073
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  S_MODE, "csrr a0, mhartid"
        li      a1, 0xf1402573
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  S_MODE, "csrw sscratch, a0"
        expect_done
        test_end
