// SPDX-License-Identifier: Apache-2.0
// Svinval: SFENCE.W.INVAL, SINVAL.VMA and SFENCE.INVAL.IR together are SFENCE.VMA, in each of its four forms, and for
// several addresses at once.
// Needs: svinval
// Qemu: svinval=on
#include "test.h"
#define SFENCE_W_INVAL .4byte 0x18000073
#define SFENCE_INVAL_IR .4byte 0x18100073
        .macro  sinval_vma rs1, rs2
        .insn   r 0x73, 0, 0x0b, x0, \rs1, \rs2
        .endm
        test_begin
        paging_on
        switch_asid 5
        poke    FRAME(0), 10
        poke    FRAME(1), 11
        li      a1, PAGE(0)
        li      a2, 5
        .macro  remapped by
        map     0, FRAME(0), R | W | AD
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 10
        map     0, FRAME(1), R | W | AD
        SFENCE_W_INVAL
        \by
        SFENCE_INVAL_IR
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 11
        .endm
        remapped "sinval_vma x0, x0"
        remapped "sinval_vma a1, x0"
        remapped "sinval_vma x0, a2"
        remapped "sinval_vma a1, a2"
        .irp    page, 0, 1, 2, 3
        map     \page, FRAME(0), R | W | AD
        .endr
        sfence.vma
        .irp    page, 0, 1, 2, 3
        li      a1, PAGE(\page)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 10
        map     \page, FRAME(1), R | W | AD
        .endr
        SFENCE_W_INVAL
        .irp    page, 0, 1, 2, 3
        li      a1, PAGE(\page)
        sinval_vma a1, x0
        .endr
        SFENCE_INVAL_IR
        .irp    page, 0, 1, 2, 3
        li      a1, PAGE(\page)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 11
        .endr
        test_end
