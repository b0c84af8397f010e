// SPDX-License-Identifier: Apache-2.0
// Running on into a page that is not there faults at the page's first byte, once everything before has
// been executed; so does a jump there.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | X | AD
        poke_code FRAME(1) - 8, 0x00150513      // addi a0, a0, 1
        poke_code FRAME(1) - 4, 0x00150513
        li      a0, 0
        li      a1, PAGE(1)
        li      a2, PAGE(1) - 8
        jump_to S_MODE, a2
        expect_trap FETCH_PAGE_FAULT, a1, a1
        expect_equal a0, 2
        run_in  S_MODE, "jr a1"
        expect_trap FETCH_PAGE_FAULT, a1, a1
        run_in  S_MODE, "jalr 6(a1)"
        addi    a2, a1, 6
        expect_trap FETCH_PAGE_FAULT, a2, a2
        expect_equal ra, s7             // the jump itself was executed
        test_end
