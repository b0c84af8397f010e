// SPDX-License-Identifier: Apache-2.0
// Setting A or D is a store of the walker's: a table that PMP lets it only read gives an access fault,
// and the leaf stays as it is.
#include "test.h"
        test_begin
        paging_on
        li      t0, MENVCFG_ADUE
        csrw    MENVCFG, t0
        map     0, FRAME(0), R | W | X
        map     1, FRAME(0), R | W | X | A
        li      t0, (LEAF >> 2) | 511
        csrw    pmpaddr0, t0
        csrwi   pmpcfg0, 0x19           // R
        li      a1, PAGE(0)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_ACCESS_FAULT, a1
        li      a1, PAGE(1)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        peek    a0, LEAF
        expect_equal a0, PTE(FRAME(0), V | R | W | X)
        peek    a0, LEAF + 8
        expect_equal a0, PTE(FRAME(0), V | R | W | X | A)
        csrwi   pmpcfg0, 0x1b           // RW
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_done
        peek    a0, LEAF + 8
        expect_equal a0, PTE(FRAME(0), V | R | W | X | AD)
        test_end
