// SPDX-License-Identifier: Apache-2.0
// Svpbmt: without menvcfg.PBMTE bits 62 and 61 of a leaf are reserved; with it 1 and 2 are memory types, and 3 is
// reserved still. In a pointer they are always reserved.
// Needs: svpbmt
#include "test.h"
        .macro  faults va
        li      a1, \va
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        .endm
        .macro  types entry, va, leaf, is
        .irp    type, 1, 2, 3
        poke    \entry, PBMT(\type) | \leaf
        sfence.vma
        .if     \is && \type < 3
        li      a1, \va
        run_in  S_MODE, "ld a0, 0(a1); sd a1, 0(a1)"
        expect_done
        .else
        faults  \va
        .endif
        .endr
        .endm
        test_begin
        paging_on
        csrw    MENVCFG, zero
        types   LEAF + 8 * 0, PAGE(0), PTE(FRAME(0), V | R | W | X | AD), 0
        types   MIDDLE + 8 * 1, MIB2(1), PTE(FRAME(0), V | R | W | X | AD), 0
        types   ROOT + 8 * 4, GIB(4) + FRAME(0) - 0x80000000, PTE(0x80000000, V | R | W | X | AD), 0
        li      t0, MENVCFG_PBMTE
        csrw    MENVCFG, t0
        csrr    t1, MENVCFG
        expect_equal t1, t0
        types   LEAF + 8 * 0, PAGE(0), PTE(FRAME(0), V | R | W | X | AD), 1
        types   MIDDLE + 8 * 1, MIB2(1), PTE(FRAME(0), V | R | W | X | AD), 1
        types   ROOT + 8 * 4, GIB(4) + FRAME(0) - 0x80000000, PTE(0x80000000, V | R | W | X | AD), 1
        map     0, FRAME(0), R | W | X | AD
        types   MIDDLE + 8 * 0, PAGE(0), PTE(LEAF, V), 0
        test_end
