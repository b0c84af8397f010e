// SPDX-License-Identifier: Apache-2.0
// With menvcfg.ADUE, CBO.ZERO sets A and D, and the others A alone.
// Needs: zicbom zicboz
#include "test.h"
        test_begin
        paging_on
        li      t0, MENVCFG_ADUE | 0xf0
        csrw    MENVCFG, t0
        li      a1, PAGE(0) + 0x40
        .irp    cbo, 0, 1, 2
        map     0, FRAME(0), R | W
        sfence.vma
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, \cbo"
        expect_done
        peek    a0, LEAF
        expect_equal a0, PTE(FRAME(0), V | R | W | A)
        .endr
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, 4"
        expect_done
        peek    a0, LEAF
        expect_equal a0, PTE(FRAME(0), V | R | W | AD)
        test_end
