// SPDX-License-Identifier: Apache-2.0
// A reservation is on the physical line: SC through another virtual address of the frame succeeds, one
// on another frame at the same offset fails.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | AD
        map     1, FRAME(0), R | W | AD
        map     2, FRAME(1), R | W | AD
        li      a1, PAGE(0)
        li      a2, PAGE(1)
        li      a3, PAGE(2)
        li      a4, 5
        run_in  S_MODE, "1: lr.d a0, (a1); sc.d a0, a4, (a2); bnez a0, 1b; ld a0, 0(a1)"
        expect_done
        expect_equal a0, 5
        run_in  S_MODE, "lr.d a0, (a1); sc.d a0, a4, (a3)"
        expect_done
        snez    a0, a0
        expect_equal a0, 1
        peek    a0, FRAME(1)
        expect_equal a0, 0
        test_end
