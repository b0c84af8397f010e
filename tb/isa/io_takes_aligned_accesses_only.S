// SPDX-License-Identifier: Apache-2.0
// I/O takes no misaligned access, no atomic and no fetch: an access fault of the kind.
#include "test.h"
        test_begin
        li      a1, CLINT_MTIMECMP
        li      a2, -1
        sd      a2, 0(a1)
        run_in  M_MODE, "ld a0, 4(a1)"
        addi    a2, a1, 4
        expect_trap LOAD_ACCESS_FAULT, a2
        run_in  M_MODE, "sw a0, 2(a1)"
        addi    a2, a1, 2
        expect_trap STORE_ACCESS_FAULT, a2
        run_in  M_MODE, "amoswap.w a0, a2, (a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        run_in  M_MODE, "lr.w a0, (a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        run_in  M_MODE, "sc.w a0, a2, (a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        jump_to M_MODE, a1
        expect_trap FETCH_ACCESS_FAULT, a1
        ld      a0, 0(a1)               // and nothing has changed
        expect_equal a0, -1
        test_end
