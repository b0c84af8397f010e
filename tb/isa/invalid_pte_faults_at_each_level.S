// SPDX-License-Identifier: Apache-2.0
// V clear is a page fault at each level, whatever the other bits say.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | X | AD
        li      a1, PAGE(0)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        .irp    table, LEAF, MIDDLE, ROOT
        .ifc    \table, ROOT
        li      a2, ROOT + 8
        .else
        li      a2, \table
        .endif
        ld      s0, 0(a2)
        andi    t0, s0, ~V
        sd      t0, 0(a2)
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        sd      s0, 0(a2)
        .endr
        test_end
