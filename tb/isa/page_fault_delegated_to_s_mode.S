// SPDX-License-Identifier: Apache-2.0
// A delegated page fault arrives in S mode with scause, stval and sepc, and nothing of it in M mode's.
#include "test.h"
        test_begin
        paging_on
        li      t0, (1 << LOAD_PAGE_FAULT) | (1 << STORE_PAGE_FAULT) | (1 << FETCH_PAGE_FAULT)
        csrw    medeleg, t0
        csrw    mtval, zero
        li      a1, PAGE(0) + 0x123
        run_in  U_MODE, "lb a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        expect_taken_in S_MODE
        run_in  S_MODE, "sb a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        expect_taken_in S_MODE
        li      a1, PAGE(0) + 0x122
        jump_to U_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        expect_taken_in S_MODE
        csrr    a0, mtval
        expect_equal a0, 0
        run_mprv S_MODE, "lb a0, 0(a1)" // of M mode: not delegated
        expect_trap LOAD_PAGE_FAULT, a1
        expect_taken_in M_MODE
        test_end
