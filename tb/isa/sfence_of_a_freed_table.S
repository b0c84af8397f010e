// SPDX-License-Identifier: Apache-2.0
// A middle table taken away and another put in its place: after the fence nothing of the old one is
// left, in the TLB or on the way there.
#include "test.h"
        test_begin
        paging_on
        poke    FRAME(0), 100
        poke    FRAME(1), 101
        map     0, FRAME(0), R | AD
        map     1, FRAME(0), R | AD
        set_pte TABLE(0), 0, PTE(FRAME(1), V | R | AD)
        set_pte TABLE(0), 1, PTE(FRAME(1), V | R | AD)
        li      a1, PAGE(0)
        li      a2, PAGE(1)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 100
        set_pte MIDDLE, 0, PTE(TABLE(0), V)
        poke    LEAF, 0                         // the old table is reused
        poke    LEAF + 8, -1
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a2)"
        expect_done
        expect_equal a0, 101
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        expect_equal a0, 101
        test_end
