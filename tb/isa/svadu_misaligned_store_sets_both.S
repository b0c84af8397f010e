// SPDX-License-Identifier: Apache-2.0
// A store over two pages sets A and D in both leaves; where the second faults, nothing is written.
#include "test.h"
        test_begin
        paging_on
        li      t0, MENVCFG_ADUE
        csrw    MENVCFG, t0
        map     0, FRAME(0), R | W
        map     1, FRAME(5), R | W
        li      a1, PAGE(1) - 4
        li      a0, -1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_done
        peek    a0, LEAF
        expect_equal a0, PTE(FRAME(0), V | R | W | AD)
        peek    a0, LEAF + 8
        expect_equal a0, PTE(FRAME(5), V | R | W | AD)
        peek    a0, FRAME(1) - 8
        expect_equal a0, -1 << 32
        peek    a0, FRAME(5)
        li      t0, 0xffffffff
        expect_equal a0, t0
        test_end
