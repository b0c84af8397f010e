// SPDX-License-Identifier: Apache-2.0
// PMP: a line that may be read can be managed and not filled; one of which a part is closed can be neither, wherever in it
// the address lies.
// Needs: zicbom zicboz
#include "test.h"
        test_begin
        li      t0, 0xf0
        csrw    MENVCFG, t0
        li      a1, FRAME(0) + 0x7b
        li      t0, (FRAME(0) + 0x40) >> 2 | 7          // the line
        csrw    pmpaddr0, t0
        csrwi   pmpcfg0, 0x19                           // R
        .irp    cbo, 0, 1, 2
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, \cbo"
        expect_done
        .endr
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, 4"
        expect_trap STORE_ACCESS_FAULT, a1
        csrwi   pmpcfg0, 0x1b                           // R and W
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, 4"
        expect_done
        li      t0, (FRAME(0) + 0x40) >> 2              // its first 8 bytes
        csrw    pmpaddr0, t0
        csrwi   pmpcfg0, 0x18
        .irp    cbo, 0, 1, 2, 4
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, \cbo"
        expect_trap STORE_ACCESS_FAULT, a1
        .endr
        test_end
