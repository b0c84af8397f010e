// SPDX-License-Identifier: Apache-2.0
// Translation on, off and on again, from S mode itself: the next instruction is fetched accordingly.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | AD
        poke    FRAME(0), 42
        csrr    a2, satp
        li      a1, PAGE(0)
        run_in  S_MODE, "csrw satp, zero; 1: ld a0, 0(a1)"
        la      t0, 1b
        expect_trap LOAD_ACCESS_FAULT, a1, t0
        run_in  S_MODE, "csrw satp, a2; ld a0, 0(a1)"
        expect_done
        expect_equal a0, 42
        li      a3, SATP(7, TABLE(0))           // an empty root: the next fetch fails
        run_in  S_MODE, "csrw satp, a3; 1: nop"
        la      t0, 1b
        expect_trap FETCH_PAGE_FAULT, t0, t0
        run_in  M_MODE, "ld a0, 0(a1)"          // M mode is not translated
        expect_trap LOAD_ACCESS_FAULT, a1
        test_end
