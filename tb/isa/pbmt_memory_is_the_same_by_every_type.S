// SPDX-License-Identifier: Apache-2.0
// Svpbmt: what is stored by one memory type is seen by the others, once FENCE has ordered them; a type takes no right
// from a page of memory, and gives none to a device's: atomics and misaligned accesses are as without it.
// Needs: svpbmt
// Qemu: svpbmt=on
#include "test.h"
        test_begin
        paging_on
        li      t0, MENVCFG_PBMTE
        csrw    MENVCFG, t0
        map     0, FRAME(0), R | W | AD
        set_pte LEAF, 1, PBMT(1) | PTE(FRAME(0), V | R | W | AD)
        set_pte LEAF, 2, PBMT(2) | PTE(FRAME(0), V | R | W | AD)
        sfence.vma
        li      a1, PAGE(0)
        li      a2, PAGE(1)
        li      a3, PAGE(2)
        .irp    from, a1, a2, a3
        .irp    to, a1, a2, a3
        addi    t0, t0, 1
        run_in  S_MODE, "sd t0, 8(\from); fence iorw, iorw; ld a0, 8(\to)"
        expect_done
        expect_equal a0, t0
        .endr
        li      t1, 5
        run_in  S_MODE, "addi t2, \from, 8; amoadd.d a0, t1, (t2); fence iorw, iorw; ld a0, 8(a1); ld t3, 11(\from)"
        expect_done
        addi    t0, t0, 5
        expect_equal a0, t0
        .endr
        test_end
