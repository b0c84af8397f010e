// SPDX-License-Identifier: Apache-2.0
// After each of the four forms of SFENCE.VMA the page that it covers has its new translation.
#include "test.h"
        test_begin
        paging_on
        poke    FRAME(0), 100
        poke    FRAME(1), 101
        li      a1, PAGE(0)
        li      a2, 9
        switch_asid 9
        .macro  changes fence
        map     0, FRAME(0), R | W | AD
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1); \fence; ld a0, 0(a1)"
        expect_done
        expect_equal a0, 100
        map     0, FRAME(1), R | W | AD
        run_in  S_MODE, "\fence; ld a0, 0(a1)"
        expect_done
        expect_equal a0, 101
        .endm
        changes "sfence.vma"
        changes "sfence.vma a1"
        changes "sfence.vma zero, a2"
        changes "sfence.vma a1, a2"
        test_end
