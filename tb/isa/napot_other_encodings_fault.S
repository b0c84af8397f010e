// SPDX-License-Identifier: Apache-2.0
// Svnapot: N with a frame number that does not end in 1000, N in a larger page and N in a pointer are reserved, each a
// page fault, and A and D are not set for it.
// Needs: svnapot
#include "test.h"
        test_begin
        paging_on
        li      t0, MENVCFG_ADUE
        csrw    MENVCFG, t0
        .macro  faults va
        sfence.vma
        li      a1, \va
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        .endm
        .irp    low, 0, 1, 2, 4, 7, 9, 12, 15
        set_pte LEAF, 16, PTE(FRAME(16) + 0x1000 * \low, N | V | R | W | X)
        faults  PAGE(16)
        peek    a0, LEAF + 8 * 16
        expect_equal a0, PTE(FRAME(16) + 0x1000 * \low, N | V | R | W | X)
        .endr
        set_pte MIDDLE, 1, PTE(FRAME(0) + 0x8000, N | V | R | W | X | AD)
        faults  MIB2(1)
        set_pte MIDDLE, 1, PTE(FRAME(0), N | V | R | W | X | AD)
        faults  MIB2(1)
        set_pte ROOT, 4, PTE(0x80000000, N | V | R | W | X | AD)
        faults  GIB(4)
        map     0, FRAME(0), R | W | X | AD
        set_pte MIDDLE, 0, PTE(LEAF, N | V)
        faults  PAGE(0)
        test_end
