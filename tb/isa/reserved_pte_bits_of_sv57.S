// SPDX-License-Identifier: Apache-2.0
// In the upper levels too, a leaf or a pointer with one of bits 60 to 54 set is a page fault, and so is a pointer with
// A, D or U, or with bits 63 to 61.
// Needs: sv57
#include "test.h"
        test_begin
        paging_on
        sv57_on
        map     0, FRAME(0), R | W | AD
        set_pte UPPER(3), 3, PTE(0, V | R | W | AD)
        set_pte UPPER(4), 3, PTE(0, V | R | W | AD)
        .macro  reserved entry, va, first, end
        li      s0, \first
        li      a1, \va
        li      a2, \entry
1:      li      s1, 1
        sll     s1, s1, s0
        ld      s2, 0(a2)
        or      t0, s2, s1
        sd      t0, 0(a2)
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        sd      s2, 0(a2)
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        addi    s0, s0, 1
        li      t0, \end
        beq     s0, t0, 2f
        j       1b
2:
        .endm
        reserved UPPER(3) + 24, GIB512(3) + FRAME(0), 54, 64
        reserved UPPER(4) + 24, TIB256(3) + FRAME(0), 54, 64
        reserved ROOT + 8, PAGE(0), 54, 64
        reserved MIDDLE, PAGE(0), 54, 64
        .irp    bit, 4, 6, 7
        reserved MIDDLE, PAGE(0), \bit, \bit + 1
        .endr
        test_end
