// SPDX-License-Identifier: Apache-2.0
// A leaf or a pointer with one of bits 63 to 54 set is a page fault, for each of them at each level.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | X | AD
        set_pte MIDDLE, 1, PTE(FRAME(0), V | R | W | AD)
        set_pte ROOT, 4, PTE(0x80000000, V | R | W | AD)
        li      s0, 54
bit:    li      s1, 1
        sll     s1, s1, s0
        .macro  reserved entry, va
        li      a1, \va
        li      a2, \entry
        ld      s2, 0(a2)
        or      t0, s2, s1
        sd      t0, 0(a2)
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        sd      s2, 0(a2)
        .endm
        reserved LEAF, PAGE(0)
        reserved MIDDLE, PAGE(0)
        reserved ROOT + 8, PAGE(0)
        reserved MIDDLE + 8, MIB2(1)
        reserved ROOT + 32, GIB(4)
        addi    s0, s0, 1
        li      t0, 64
        beq     s0, t0, 1f
        j       bit
1:      sfence.vma
        li      a1, PAGE(0)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        test_end
