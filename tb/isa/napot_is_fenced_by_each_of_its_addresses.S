// SPDX-License-Identifier: Apache-2.0
// Svnapot: after all sixteen entries have changed, a fence by an address covers what is remembered for that address,
// whichever of the sixteen was used before.
// Needs: svnapot
// Qemu: svnapot=on
#include "test.h"
        .macro  fill frame
        li      a1, LEAF + 8 * 16
        li      a2, LEAF + 8 * 32
        li      a3, PTE(\frame + 0x8000, N | V | R | W | AD)
1:      sd      a3, 0(a1)
        addi    a1, a1, 8
        bne     a1, a2, 1b
        .endm
        test_begin
        paging_on
        .irp    page, 0, 5, 15
        poke    FRAME(16 + \page), 1
        poke    FRAME(32 + \page), 2
        .endr
        .irp    used, 0, 5, 15
        .irp    fenced, 0, 5, 15
        fill    FRAME(16)
        sfence.vma
        li      a1, PAGE(16 + \used)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 1
        fill    FRAME(32)
        li      a1, PAGE(16 + \fenced)
        sfence.vma a1
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 2
        .endr
        .endr
        test_end
