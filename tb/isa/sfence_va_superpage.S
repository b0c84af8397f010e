// SPDX-License-Identifier: Apache-2.0
// A fence by any address within a large page covers it, first, last and in between.
#include "test.h"
        test_begin
        paging_on
        li      s0, PTE(0x80200000, V | R | W | AD)
        li      s1, PTE(0x80400000, V | R | W | AD)
        li      t0, 0x80200000
        li      t1, 100
        sd      t1, 0(t0)
        li      t0, 0x80400000
        li      t1, 101
        sd      t1, 0(t0)
        li      a1, MIB2(1)
        li      a3, MIDDLE + 8
        .irp    offset, 0, 0x1000, 0x10000, 0x123456, 0x1ff000, 0x1fffff
        li      a2, MIB2(1) + \offset
        sd      s0, 0(a3)
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_equal a0, 100
        sd      s1, 0(a3)
        sfence.vma a2
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        expect_equal a0, 101
        .endr

        li      s0, PTE(0x80000000, V | R | W | AD)     // a gigabyte's rights taken away
        li      a3, ROOT + 8 * 4
        li      a1, GIB(4) + 0x200000
        .irp    offset, 0, 0x1000, 0x200000, 0x3fe00000, 0x3fffffff
        li      a2, GIB(4) + \offset
        sd      s0, 0(a3)
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        sd      zero, 0(a3)
        sfence.vma a2, zero
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        .endr
        test_end
