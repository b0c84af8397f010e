// SPDX-License-Identifier: Apache-2.0
// 4 KiB, 2 MiB and 1 GiB pages put the right address bits together.
#include "test.h"
        test_begin
        paging_on
        map     5, FRAME(3), R | W | AD
        set_pte MIDDLE, 1, PTE(FRAME(0), V | R | W | AD)
        set_pte ROOT, 4, PTE(0x80000000, V | R | W | AD)
        poke    FRAME(3) + 0x128, 42
        li      a1, PAGE(5) + 0x128
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        expect_equal a0, 42
        li      a1, MIB2(1) + 0x3128
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        expect_equal a0, 42
        li      a1, GIB(4) + FRAME(3) - 0x80000000 + 0x128
        run_in  S_MODE, "ld a0, 0(a1); sd a1, 0(a1)"
        expect_done
        expect_equal a0, 42
        peek    a0, FRAME(3) + 0x128
        expect_equal a0, a1
        test_end
