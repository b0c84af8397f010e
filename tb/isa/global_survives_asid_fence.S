// SPDX-License-Identifier: Apache-2.0
// A fence of one ASID need not cover a global page: it gives the old or the new translation, one of
// them, and the page remains usable; it covers the page of that ASID beside it.
#include "test.h"
        test_begin
        paging_on
        switch_asid 1
        poke    FRAME(0), 100
        poke    FRAME(1), 101
        map     0, FRAME(0), R | G | AD
        map     1, FRAME(0), R | AD
        li      a1, PAGE(0)
        li      a2, PAGE(1)
        li      a3, 1
        run_in  S_MODE, "ld a0, 0(a1); ld a0, 0(a2)"
        expect_equal a0, 100
        map     0, FRAME(1), R | G | AD
        map     1, FRAME(1), R | AD
        sfence.vma zero, a3
        run_in  S_MODE, "ld s0, 0(a1); ld s1, 0(a2)"
        expect_done
        expect_equal s1, 101
        li      t0, 100
        sub     s0, s0, t0
        sltiu   s0, s0, 2
        expect_equal s0, 1
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 101
        test_end
