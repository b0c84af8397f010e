// SPDX-License-Identifier: Apache-2.0
// A 512 GiB or 256 TiB page whose frame number has any of its low bits set is a page fault, and A and D are not set
// for it.
// Needs: sv57
// Qemu:
#include "test.h"
        test_begin
        paging_on
        sv57_on
        li      t0, MENVCFG_ADUE
        csrw    MENVCFG, t0
        .macro  misaligned entry, va, end, flags
        li      s0, 10
        li      a1, \va
        li      a2, \entry
1:      li      s1, 1
        sll     s1, s1, s0
        li      t0, V | R | W | X | \flags
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
        misaligned UPPER(3) + 8, GIB512(1) + FRAME(0), 37, AD
        misaligned UPPER(3) + 8, GIB512(1) + FRAME(0), 37, 0
        misaligned UPPER(4) + 8, TIB256(1) + FRAME(0), 46, AD
        misaligned UPPER(4) + 8, TIB256(1) + FRAME(0), 46, 0
        test_end
