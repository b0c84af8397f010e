// SPDX-License-Identifier: Apache-2.0
// A trigger stops before the instruction at its address, in the modes that it names, with that address in tval; it comes
// before a page fault of the fetch. The instructions beside it, and loads of that address, do not matter.
// Needs: sdtrig
#include "test.h"
        .macro  stops_at type, mode, address
        li      t0, (\type << 60) | \mode | TRIGGER_EXECUTE
        csrw    TDATA1, t0
        la      t0, \address
        csrw    TDATA2, t0
        .endm
        test_begin
        .irp    type, 2, 6
        .irp    trigger, 0, 1
        csrwi   TSELECT, \trigger
        stops_at \type, TRIGGER_S, here_s\type\trigger
        run_in  S_MODE, "nop; here_s\type\trigger: addi a0, zero, 1; nop"
        la      a1, here_s\type\trigger
        expect_trap BREAKPOINT, a1, a1
        stops_at \type, TRIGGER_U, here_u\type\trigger
        run_in  U_MODE, "nop; here_u\type\trigger: addi a0, zero, 1; nop"
        la      a1, here_u\type\trigger
        expect_trap BREAKPOINT, a1, a1
        stops_at \type, TRIGGER_M, here_m\type\trigger
        run_in  M_MODE, "csrsi mstatus, 8; here_m\type\trigger: addi a0, zero, 1; nop"
        la      a1, here_m\type\trigger
        expect_trap BREAKPOINT, a1, a1
        csrci   mstatus, 8
        stops_at \type, TRIGGER_U | TRIGGER_M, not_s\type\trigger
        run_in  S_MODE, "nop; not_s\type\trigger: addi a0, zero, 1; nop"
        expect_done
        stops_at \type, TRIGGER_S | TRIGGER_M, not_u\type\trigger
        run_in  U_MODE, "nop; not_u\type\trigger: addi a0, zero, 1; nop"
        expect_done
        stops_at \type, TRIGGER_S | TRIGGER_U, not_m\type\trigger
        run_in  M_MODE, "csrsi mstatus, 8; not_m\type\trigger: addi a0, zero, 1; nop"
        expect_done
        csrci   mstatus, 8
        stops_at \type, TRIGGER_S, in_s\type\trigger + 2    // within an instruction
        run_in  S_MODE, "in_s\type\trigger: lui a0, 0x12345; nop; la a1, in_s\type\trigger; lw a0, 2(a1)"
        expect_done
        csrw    TDATA1, zero
        .endr
        .endr
        paging_on
        li      t0, (6 << 60) | TRIGGER_S | TRIGGER_EXECUTE
        csrw    TDATA1, t0
        .irp    address, PAGE(0) + 8, 1 << 62   // nothing is there
        li      a1, \address
        csrw    TDATA2, a1
        jump_to S_MODE, a1
        expect_trap BREAKPOINT, a1
        .endr
        csrw    TDATA1, zero
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        test_end
