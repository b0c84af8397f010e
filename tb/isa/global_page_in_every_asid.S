// SPDX-License-Identifier: Apache-2.0
// A global page is the same in every address space, by its own G or by a pointer's; only a fence of
// all ASIDs need cover it, and that does.
#include "test.h"
        test_begin
        paging_on
        poke    FRAME(0), 100
        poke    FRAME(1), 101
        map     0, FRAME(0), R | G | AD
        set_pte MIDDLE, 1, PTE(TABLE(0), V | G)
        set_pte TABLE(0), 0, PTE(FRAME(0), V | R | AD)
        .irp    va, PAGE(0), MIB2(1)
        li      a1, \va
        switch_asid 1
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 100
        switch_asid 2
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 100
        .endr
        map     0, FRAME(1), R | G | AD
        set_pte TABLE(0), 0, PTE(FRAME(1), V | R | AD)
        li      a1, PAGE(0)
        sfence.vma a1
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 101
        li      a1, MIB2(1)
        sfence.vma a1, zero
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 101
        switch_asid 1
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 101
        test_end
