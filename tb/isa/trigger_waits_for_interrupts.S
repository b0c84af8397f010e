// SPDX-License-Identifier: Apache-2.0
// No trigger fires in M mode while MIE is 0, nor in S mode while SIE is 0 if S mode handles breakpoints; in the modes below
// it fires, and the exception goes where medeleg says.
// Needs: sdtrig
#include "test.h"
        test_begin
        la      a1, watched
        csrw    TDATA2, a1
        li      t0, (6 << 60) | TRIGGER_M | TRIGGER_S | TRIGGER_U | TRIGGER_LOAD
        csrw    TDATA1, t0
        csrci   mstatus, MSTATUS_MIE
        run_in  M_MODE, "ld a0, 0(a1)"
        expect_done
        run_in  M_MODE, "csrsi mstatus, 8; in_m: ld a0, 0(a1)"
        la      a2, in_m
        expect_trap BREAKPOINT, a1, a2
        csrci   mstatus, MSTATUS_MIE
        csrci   mstatus, MSTATUS_SIE
        run_in  S_MODE, "ld a0, 0(a1)"          // M mode handles it
        expect_trap BREAKPOINT, a1
        expect_taken_in M_MODE
        li      t0, 1 << BREAKPOINT
        csrs    medeleg, t0
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        csrsi   mstatus, MSTATUS_SIE
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap BREAKPOINT, a1
        expect_taken_in S_MODE
        csrci   mstatus, MSTATUS_SIE
        run_in  U_MODE, "ld a0, 0(a1)"
        expect_trap BREAKPOINT, a1
        expect_taken_in S_MODE
        run_in  S_MODE, "ebreak"                // a trigger it is not
        expect_trap BREAKPOINT, 0
        test_end

        .data
        .balign 8
watched: .dword 0
