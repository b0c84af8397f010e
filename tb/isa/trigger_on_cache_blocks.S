// SPDX-License-Identifier: Apache-2.0
// The instructions on cache blocks are stores to every address of the block, for triggers of type 6; those of type 2 do not
// look at them.
// Needs: sdtrig zicbom zicboz
#include "test.h"
        test_begin
        li      t0, 0xf0
        csrw    MENVCFG, t0
        li      a1, FRAME(0) + 0x4b
        poke    FRAME(0) + 0x40, 5
        .irp    watched, 0x40, 0x47, 0x7f
        li      a2, FRAME(0) + \watched
        csrw    TDATA2, a2
        li      t0, (6 << 60) | TRIGGER_S | TRIGGER_STORE
        csrw    TDATA1, t0
        .irp    cbo, 0, 1, 2, 4
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, \cbo"
        expect_trap BREAKPOINT, a1
        .endr
        peek    a0, FRAME(0) + 0x40
        expect_equal a0, 5
        .endr
        li      t0, (6 << 60) | TRIGGER_S | TRIGGER_LOAD
        csrw    TDATA1, t0
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, 0"
        expect_done
        li      t0, (2 << 60) | TRIGGER_S | TRIGGER_STORE
        csrw    TDATA1, t0
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, 0"
        expect_done
        li      t0, (6 << 60) | TRIGGER_S | TRIGGER_STORE
        csrw    TDATA1, t0
        .irp    watched, 0x3f, 0x80
        li      a2, FRAME(0) + \watched
        csrw    TDATA2, a2
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, 4"
        expect_done
        .endr
        test_end
