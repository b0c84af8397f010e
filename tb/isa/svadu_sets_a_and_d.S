// SPDX-License-Identifier: Apache-2.0
// With menvcfg.ADUE set, an access sets A in the leaf, a store D as well, and nothing else of it; at
// every page size; a store sets D also where a load has left the translation in the TLB.
#include "test.h"
        test_begin
        paging_on
        li      t0, MENVCFG_ADUE
        csrw    MENVCFG, t0
        .macro  updates entry, va, frame
        li      s0, PTE(\frame, V | R | W)
        li      a1, \va
        li      a2, \entry
        sd      s0, 0(a2)
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        ld      a0, 0(a2)
        ori     t0, s0, A
        expect_equal a0, t0
        run_in  S_MODE, "sd zero, 0(a1)"
        expect_done
        ld      a0, 0(a2)
        ori     t0, s0, AD
        expect_equal a0, t0
        sd      s0, 0(a2)
        sfence.vma
        run_in  S_MODE, "amoadd.w a0, zero, (a1)"
        expect_done
        ld      a0, 0(a2)
        ori     t0, s0, AD
        expect_equal a0, t0
        .endm
        updates LEAF + 8 * 7, PAGE(7), FRAME(0)
        updates MIDDLE + 8 * 1, MIB2(1), FRAME(0)
        updates ROOT + 8 * 4, GIB(4) + 0x200000, 0x80000000

        map     3, FRAME(1), X          // fetching sets A alone
        poke_code FRAME(1), ECALL
        jump_to S_MODE, PAGE(3)
        expect_trap ECALL_FROM_S
        peek    a0, LEAF + 8 * 3
        expect_equal a0, PTE(FRAME(1), V | X | A)
        test_end
