// SPDX-License-Identifier: Apache-2.0
// Svnapot: with ADUE = 0 a clear A or D is a page fault as in any other entry; with ADUE = 1 the entry of the address
// gets them, and keeps its page number as it was.
// Needs: svnapot
#include "test.h"
        test_begin
        paging_on
        set_pte LEAF, 18, PTE(FRAME(16) + 0x8000, N | V | R | W)
        li      a1, PAGE(18)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        set_pte LEAF, 18, PTE(FRAME(16) + 0x8000, N | V | R | W | A)
        sfence.vma
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        li      t0, MENVCFG_ADUE
        csrw    MENVCFG, t0
        set_pte LEAF, 18, PTE(FRAME(16) + 0x8000, N | V | R | W)
        sfence.vma
        run_in  S_MODE, "sd a1, 0(a1)"
        expect_done
        peek    a0, FRAME(18)
        expect_equal a0, a1
        peek    a0, LEAF + 8 * 18
        expect_equal a0, PTE(FRAME(16) + 0x8000, N | V | R | W | AD)
        test_end
