// SPDX-License-Identifier: Apache-2.0
// A walk sees the stores before it, though they are still on their way to the cache: a PTE written by
// the instruction before the access, over and over.
#include "test.h"
        test_begin
        paging_on
        li      s0, 0
        li      a1, PAGE(0)
        li      a2, LEAF
        li      a5, 8
1:      slli    t0, s0, 10
        li      a3, PTE(FRAME(0), V | R | W | AD)
        add     a3, a3, t0              // frame n
        slli    t0, s0, 12
        li      a4, FRAME(0)
        add     a4, a4, t0
        run_in  S_MODE, "sd s0, 0(a4); sd a3, 0(a2); ld a0, 0(a1); sd zero, 0(a2); sfence.vma a1"
        expect_done
        expect_equal a0, s0
        addi    s0, s0, 1
        beq     s0, a5, 2f
        j       1b
2:      run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        test_end
