// SPDX-License-Identifier: Apache-2.0
// A misaligned access whose second page is I/O is an access fault there, and writes nothing.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | AD
        map     1, CLINT_MTIMECMP, R | W | AD
        li      t0, CLINT_MTIMECMP
        li      t1, -1
        sd      t1, 0(t0)
        li      a1, PAGE(1) - 4
        li      a2, PAGE(1)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a2
        run_in  S_MODE, "sd zero, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a2
        run_in  S_MODE, "ld a0, 0(a2)"
        expect_done
        expect_equal a0, -1
        test_end
