// SPDX-License-Identifier: Apache-2.0
// WFI is illegal in U mode, and in S mode with TW set. With an interrupt pending it does not wait.
#include "test.h"
        test_begin
        csrwi   mie, 2
        csrwi   mip, 2                  // SSI, which M mode does not take: MIE is clear
        csrwi   mideleg, 2              // nor S mode: SIE is clear
        run_in  U_MODE, "nop"
        csrwi   mideleg, 0
        run_in  M_MODE, "wfi"
        expect_done
        csrwi   mideleg, 2
        run_in  S_MODE, "wfi"
        expect_done
        li      t0, MSTATUS_TW
        csrs    mstatus, t0
        run_in  S_MODE, "wfi"
        li      a1, 0x10500073
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  M_MODE, "wfi"
        expect_done
        csrwi   mie, 0
        run_in  U_MODE, "wfi"
        expect_trap ILLEGAL_INSTRUCTION, a1
        test_end
