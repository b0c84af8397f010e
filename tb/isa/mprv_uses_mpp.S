// SPDX-License-Identifier: Apache-2.0
// With MPRV, M mode's loads and stores are translated and checked as in the mode in MPP; its fetches
// are not.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | AD
        map     1, FRAME(1), R | W | U | AD
        poke    FRAME(0), 42
        li      a1, PAGE(0)
        li      a2, PAGE(1)
        run_mprv S_MODE, "ld a0, 0(a1)"
        expect_done
        expect_equal a0, 42
        run_mprv U_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_mprv U_MODE, "sd a0, 0(a2)"
        expect_done
        run_mprv S_MODE, "sd a0, 0(a2)"
        expect_trap STORE_PAGE_FAULT, a2
        li      t0, MSTATUS_SUM
        csrs    mstatus, t0
        run_mprv S_MODE, "amoadd.d a0, a0, (a2)"
        expect_done
        run_mprv M_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        peek    a0, FRAME(1)
        expect_equal a0, 84
        test_end
