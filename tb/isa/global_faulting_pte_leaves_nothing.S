// SPDX-License-Identifier: Apache-2.0
// G of a PTE that faults is not remembered: mended as a page of one ASID, it is that ASID's alone.
#include "test.h"
        test_begin
        paging_on
        poke    FRAME(0), 100
        poke    FRAME(1), 101
        li      a1, PAGE(0)
        li      a2, 1
        switch_asid 1
        set_pte LEAF, 0, PTE(FRAME(0), G | R | AD)      // V is clear
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        map     0, FRAME(0), R | AD
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 100
        map     0, FRAME(1), R | AD
        sfence.vma a1, a2
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 101
        test_end
