// SPDX-License-Identifier: Apache-2.0
// Setting and clearing SUM from S mode holds for the next instruction.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | U | AD
        li      a1, PAGE(0)
        li      t0, MSTATUS_SUM
        run_in  S_MODE, "csrs sstatus, t0; ld a0, 0(a1); csrc sstatus, t0; 1: ld a0, 0(a1)"
        la      t0, 1b
        expect_trap LOAD_PAGE_FAULT, a1, t0
        test_end
