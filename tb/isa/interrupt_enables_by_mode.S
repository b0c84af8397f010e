// SPDX-License-Identifier: Apache-2.0
// xIE masks in its own mode alone: what goes to a higher mode always comes, what goes to a lower one
// never does.
#include "test.h"
        test_begin
        li      t0, 1 << SSI
        csrw    mip, t0
        csrw    mie, t0
        run_in  M_MODE, "nop"           // MPIE is clear, so MIE is
        expect_done
        li      t0, MSTATUS_MPIE
        csrs    mstatus, t0
        wait_in M_MODE
        expect_interrupt SSI

        csrwi   mideleg, 1 << SSI
        li      t0, MSTATUS_MPIE
        csrs    mstatus, t0
        run_in  M_MODE, "nop"           // delegated: not in M mode, though MIE is set
        expect_done
        li      t0, MSTATUS_MPIE
        csrc    mstatus, t0
        run_in  S_MODE, "nop"           // SIE is clear
        expect_done
        wait_in U_MODE                  // below S mode SIE does not count
        expect_interrupt SSI
        expect_taken_in S_MODE
        li      t0, MSTATUS_SIE
        csrs    mstatus, t0
        wait_in S_MODE
        expect_interrupt SSI
        expect_taken_in S_MODE
        csrwi   mie, 0
        run_in  U_MODE, "nop"
        expect_done
        test_end
