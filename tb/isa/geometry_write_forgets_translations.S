// SPDX-License-Identifier: Apache-2.0
// Every write of mgeometry or mreplace leaves all TLBs and the walk cache empty, also one that changes nothing: what was
// stored into the page tables holds without a fence, of a page, of a large page, of a pointer, of a global page, in
// another address space, for fetches, and for the very next instruction.
// Needs: xpwgeometry
#include "test.h"
        .macro  sees value
        .irp    asid, 1, 2              // both remember
        switch_asid \asid
        run_in  S_MODE, "ld a0, 0(a1); ld t0, 0(a2); ld t1, 0(a3); ld t2, 0(a4)"
        expect_done
        expect_equal a0, \value
        expect_equal t0, \value
        expect_equal t1, \value
        expect_equal t2, \value
        jump_to S_MODE, a5
        expect_equal a0, 7 + \value
        .endr
        .endm
        .macro  lead_to n
        map     0, FRAME(\n), R | AD
        map     1, FRAME(\n), R | G | AD
        map     2, FRAME(2 + \n), X | AD
        set_pte MIDDLE, 1, PTE(TABLE(\n), V)
        set_pte MIDDLE, 2, PTE(FRAME(512 * \n), V | R | AD)
        .endm
        .macro  forgets register, value
        lead_to 0
        sfence.vma
        sees    100
        lead_to 1
        li      t0, \value
        csrw    \register, t0
        sees    101
        .endm
        test_begin
        paging_on
        poke    FRAME(0), 100
        poke    FRAME(1), 101
        poke    FRAME(512), 101
        poke_code FRAME(2), 0x06b00513          // li a0, 107
        poke_code FRAME(2) + 4, ECALL
        poke_code FRAME(3), 0x06c00513          // li a0, 108
        poke_code FRAME(3) + 4, ECALL
        set_pte TABLE(0), 0, PTE(FRAME(0), V | R | AD)
        set_pte TABLE(1), 0, PTE(FRAME(1), V | R | AD)
        li      a1, PAGE(0)
        li      a2, PAGE(1)
        li      a3, MIB2(1)
        li      a4, MIB2(2)
        li      a5, PAGE(2)
        forgets MGEOMETRY, 0
        forgets MGEOMETRY, -1
        forgets MGEOMETRY, -1
        forgets MREPLACE, 0x01010101010101
        forgets MREPLACE, 0x02020202020202
        forgets MGEOMETRY, 0x00111111111111
        forgets MREPLACE, 0
        forgets MGEOMETRY, 0

        lead_to 0
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 100
        lead_to 1
        run_mprv S_MODE, "csrw 0x7c0, zero; ld a0, 0(a1)"
        expect_done
        expect_equal a0, 101
        test_end
