// SPDX-License-Identifier: Apache-2.0
// Load, store, AMO and fetch at an address that nobody answers: the access fault of its kind; so too
// with an address bit above 55 set.
#include "test.h"
        test_begin
        .irp    address, NOWHERE, 0x8000000000001000, 1 << 56
        li      a1, \address
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        run_in  M_MODE, "lw a0, 4(a1)"
        addi    a2, a1, 4
        expect_trap LOAD_ACCESS_FAULT, a2
        run_in  M_MODE, "amoadd.w a0, a2, (a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        run_in  M_MODE, "lr.d a0, (a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        jump_to M_MODE, a1
        expect_trap FETCH_ACCESS_FAULT, a1
        .endr
        test_end
