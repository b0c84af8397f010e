// SPDX-License-Identifier: Apache-2.0
// A load that faults leaves its destination, an AMO that faults leaves destination and memory; done
// again behind a mended PTE they work.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | AD
        poke    FRAME(0), 5
        li      a0, 77
        li      a1, PAGE(1)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        expect_equal a0, 77
        run_in  S_MODE, "ld a1, 0(a1)"          // the address register itself
        expect_trap LOAD_PAGE_FAULT, PAGE(1)
        expect_equal a1, PAGE(1)
        li      a2, PAGE(0)
        li      a3, 3
        run_in  S_MODE, "amoadd.d a2, a3, (a2)"
        expect_trap STORE_PAGE_FAULT, PAGE(0)
        expect_equal a2, PAGE(0)
        peek    a0, FRAME(0)
        expect_equal a0, 5
        map     0, FRAME(0), R | W | AD
        sfence.vma
        run_in  S_MODE, "amoadd.d a2, a3, (a2)"
        expect_done
        expect_equal a2, 5
        peek    a0, FRAME(0)
        expect_equal a0, 8
        test_end
