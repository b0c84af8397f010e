// SPDX-License-Identifier: Apache-2.0
// An xRET to a mode below M clears MPRV; an MRET to M mode keeps it.
#include "test.h"
        test_begin
        li      t0, MSTATUS_MPRV
        csrs    mstatus, t0
        run_in  S_MODE, "nop"
        li      t0, MSTATUS_MPRV
        and     a0, s5, t0
        expect_equal a0, 0
        li      t0, MSTATUS_MPRV
        csrs    mstatus, t0
        run_in  M_MODE, "nop"
        li      t0, MSTATUS_MPRV
        and     a0, s5, t0
        expect_equal a0, MSTATUS_MPRV
        li      t0, MSTATUS_MPRV
        csrs    mstatus, t0
        la      t0, 1f
        csrw    sepc, t0
        run_in  M_MODE, "sret; 1: ecall"
        li      t0, MSTATUS_MPRV
        and     a0, s5, t0
        expect_equal a0, 0
        test_end
