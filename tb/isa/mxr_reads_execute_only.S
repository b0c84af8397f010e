// SPDX-License-Identifier: Apache-2.0
// MXR lets loads read pages that may only be executed, and gives no right to store.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), X | AD
        poke    FRAME(0), 42
        li      a1, PAGE(0)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        li      t0, MSTATUS_MXR
        csrs    mstatus, t0
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        expect_equal a0, 42
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        run_in  S_MODE, "amoadd.d a0, a0, (a1)"
        expect_trap STORE_PAGE_FAULT, a1
        li      t0, MSTATUS_MXR
        csrc    mstatus, t0
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        test_end
