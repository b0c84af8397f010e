// SPDX-License-Identifier: Apache-2.0
// A large page whose frame number has any of its low bits set is a page fault, and A and D are not set
// for it.
#include "test.h"
        test_begin
        paging_on
        li      t0, MENVCFG_ADUE
        csrw    MENVCFG, t0
        .macro  misaligned entry, va, lowest, end, flags
        li      s0, \lowest
        li      a1, \va
        li      a2, \entry
1:      li      s1, 1
        sll     s1, s1, s0
        li      t0, PTE(0x80000000, V | R | W | X | \flags)
        or      s1, s1, t0
        sd      s1, 0(a2)
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        ld      a0, 0(a2)
        expect_equal a0, s1
        addi    s0, s0, 1
        li      t0, \end
        beq     s0, t0, 2f
        j       1b
2:
        .endm
        misaligned MIDDLE + 8, MIB2(1), 10, 19, AD
        misaligned MIDDLE + 8, MIB2(1), 10, 19, 0
        misaligned ROOT + 32, GIB(4), 10, 28, AD
        misaligned ROOT + 32, GIB(4), 10, 28, 0
        test_end
