// SPDX-License-Identifier: Apache-2.0
// Fault, mend, retry, for 64 pages in a row without one fence: each page faults once.
#include "test.h"
        test_begin
        paging_on
        li      s0, 0
        li      s1, 64
1:      slli    t0, s0, 12
        li      a1, PAGE(64)
        add     a1, a1, t0
        run_in  U_MODE, "sd s0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        slli    t0, s0, 10
        li      t1, PTE(FRAME(0), V | R | W | U | AD)
        add     t1, t1, t0
        slli    t0, s0, 3
        li      t2, LEAF + 8 * 64
        add     t2, t2, t0
        sd      t1, 0(t2)
        run_in  U_MODE, "sd s0, 0(a1); ld a0, 0(a1)"
        expect_done
        expect_equal a0, s0
        addi    s0, s0, 1
        beq     s0, s1, 2f
        j       1b
2:
        test_end
