// SPDX-License-Identifier: Apache-2.0
// A trap moves MIE to MPIE and the mode to MPP; MRET moves them back, sets MPIE and leaves U in MPP.
#include "test.h"
        test_begin
        li      t0, MSTATUS_MPIE        // which the MRET of run_in turns into MIE
        csrs    mstatus, t0
        run_in  S_MODE, "nop"
        expect_done
        li      t0, MSTATUS_MPP | MSTATUS_MPIE | MSTATUS_MIE
        and     a0, s5, t0
        expect_equal a0, (S_MODE << 11) | MSTATUS_MPIE
        li      t0, MSTATUS_MPIE
        csrc    mstatus, t0
        run_in  U_MODE, "nop"
        li      t0, MSTATUS_MPP | MSTATUS_MPIE | MSTATUS_MIE
        and     a0, s5, t0
        expect_equal a0, 0

        li      t0, MSTATUS_MPP         // MRET to M mode by hand
        csrs    mstatus, t0
        la      t0, 1f
        csrw    mepc, t0
        mret
1:      csrr    a0, mstatus
        li      t0, MSTATUS_MPP | MSTATUS_MPIE | MSTATUS_MIE
        and     a0, a0, t0
        expect_equal a0, MSTATUS_MPIE
        test_end
