// SPDX-License-Identifier: Apache-2.0
// A read-only CSR may be read, also by CSRRS and CSRRC with x0; what would write it is illegal, though
// it would change nothing.
#include "test.h"
        test_begin
        csrrs   a0, mhartid, x0
        expect_equal a0, 0
        csrrci  a0, mvendorid, 0
        expect_equal a0, 0
        run_in  M_MODE, "csrrw a0, mhartid, x0"
        li      a1, 0xf1401573
        expect_trap ILLEGAL_INSTRUCTION, a1
        li      a2, 0
        run_in  M_MODE, "csrrs a0, mhartid, a2"
        li      a1, 0xf1462573
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  M_MODE, "csrrsi a0, cycle, 1"
        li      a1, 0xc000e573
        expect_trap ILLEGAL_INSTRUCTION, a1
        test_end
