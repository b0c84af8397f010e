// SPDX-License-Identifier: Apache-2.0
// A trigger stops before a load or a store whose lowest address is its own, with that address in tval, and nothing is
// loaded or stored. LR is a load, SC a store, an AMO both. It comes before a misaligned address's exception and before page
// and access faults. Other addresses of the access do not matter.
// Needs: sdtrig
#include "test.h"
        .macro  watch type, accesses
        li      t0, (\type << 60) | TRIGGER_S | (\accesses)
        csrw    TDATA1, t0
        .endm
        .macro  stops instruction
        li      a0, 77
        run_in  S_MODE, "\instruction"
        expect_trap BREAKPOINT, a1
        expect_equal a0, 77
        .endm
        .macro  goes_on instruction
        run_in  S_MODE, "\instruction"
        expect_done
        .endm
        test_begin
        paging_on
        map     0, FRAME(0), R | W | AD
        li      a1, PAGE(0) + 0x40
        poke    FRAME(0) + 0x40, 5
        csrwi   TSELECT, 1
        csrw    TDATA2, a1
        .macro  by_type type
        watch   \type, TRIGGER_LOAD
        stops   "ld a0, 0(a1)"
        stops   "lbu a0, 0(a1)"
        stops   "lr.d a0, (a1)"
        stops   "amoadd.d a0, a1, (a1)"
        goes_on "ld a0, -8(a1); lb a0, 1(a1); ld a0, 8(a1); sd a0, 0(a1); sc.d a0, a0, (a1)"
        goes_on "ld a0, -4(a1)"
        watch   \type, TRIGGER_STORE
        poke    FRAME(0) + 0x40, 5
        stops   "sd a0, 0(a1)"
        stops   "sb a0, 0(a1)"
        stops   "sc.w a0, a1, (a1)"
        stops   "amoadd.d a0, a1, (a1)"
        peek    a0, FRAME(0) + 0x40
        expect_equal a0, 5
        goes_on "sd a0, -8(a1); sb a0, 1(a1); sd a0, 8(a1); ld a0, 0(a1); lr.w a0, (a1)"
        goes_on "sd a0, -4(a1)"
        watch   \type, TRIGGER_EXECUTE
        goes_on "sd a0, 0(a1); ld a0, 0(a1)"
        .endm
        by_type 2
        by_type 6
        li      t0, (6 << 60) | TRIGGER_S | TRIGGER_LOAD | TRIGGER_STORE
        csrw    TDATA1, t0
        .irp    address, PAGE(0) + 0x41, PAGE(1), 1 << 62
        li      a1, \address
        csrw    TDATA2, a1
        .irp    instruction, "ld a0, 0(a1)", "sd a0, 0(a1)", "lr.w a0, (a1)", "amoadd.w a0, a1, (a1)", "sc.d a0, a1, (a1)"
        stops   "\instruction"
        .endr
        .endr
        csrw    TDATA1, zero
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        test_end
