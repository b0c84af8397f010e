// SPDX-License-Identifier: Apache-2.0
// With TVM set, S mode may neither touch satp nor fence; M mode may.
#include "test.h"
        test_begin
        li      t0, MSTATUS_TVM
        csrs    mstatus, t0
        run_in  S_MODE, "csrr a0, satp"
        li      a1, 0x18002573
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  S_MODE, "csrw satp, zero"
        li      a1, 0x18001073
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  S_MODE, "sfence.vma"
        li      a1, 0x12000073
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  M_MODE, "csrr a0, satp; sfence.vma"
        expect_done
        li      t0, MSTATUS_TVM
        csrc    mstatus, t0
        run_in  S_MODE, "csrr a0, satp; sfence.vma"
        expect_done
        run_in  U_MODE, "sfence.vma"
        expect_trap ILLEGAL_INSTRUCTION, a1
        test_end
