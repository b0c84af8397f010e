// SPDX-License-Identifier: Apache-2.0
// RAM ends where the host says (the program finds it, to the megabyte): behind it every access is an
// access fault of its kind, an SC that fails too; a store across the end writes nothing.
#include "test.h"
        test_begin
        li      a1, RAM_BASE
        li      a3, 0x100000
1:      add     a1, a1, a3
        run_in  M_MODE, "ld a0, 0(a1)"
        li      t0, LOAD_ACCESS_FAULT
        beq     s8, t0, 2f
        j       1b
2:      expect_trap LOAD_ACCESS_FAULT, a1
        run_in  M_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        run_in  M_MODE, "amoadd.d a0, a0, (a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        run_in  M_MODE, "lr.w a0, (a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        run_in  M_MODE, "sc.w a0, a0, (a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        jump_to M_MODE, a1
        expect_trap FETCH_ACCESS_FAULT, a1
        li      t0, 42
        sd      t0, -8(a1)
        li      a0, -1
        run_in  M_MODE, "sd a0, -3(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        ld      a0, -8(a1)
        expect_equal a0, 42
        run_in  M_MODE, "ld a0, -3(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        test_end
