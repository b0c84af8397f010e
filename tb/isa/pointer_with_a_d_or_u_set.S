// SPDX-License-Identifier: Apache-2.0
// A pointer with A, D or U set is reserved: a page fault. G is allowed.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | AD
        li      a1, PAGE(0)
        .irp    bits, A, D, U, AD
        set_pte MIDDLE, 0, PTE(LEAF, V | \bits)
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        set_pte MIDDLE, 0, PTE(LEAF, V)
        set_pte ROOT, 1, PTE(MIDDLE, V | \bits)
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        set_pte ROOT, 1, PTE(MIDDLE, V)
        .endr
        set_pte MIDDLE, 0, PTE(LEAF, V | G)
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        test_end
