// SPDX-License-Identifier: Apache-2.0
// A PMP boundary inside a page: one half of it may be reached and the other not, whichever came first.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | AD
        li      t0, ((FRAME(0) + 0x800) >> 2) | 255     // NAPOT, the upper 2 KiB
        csrw    pmpaddr0, t0
        csrwi   pmpcfg0, 0x18
        li      a1, PAGE(0) + 0x7f8
        li      a2, PAGE(0) + 0x800
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        run_in  S_MODE, "ld a0, 0(a2)"
        expect_trap LOAD_ACCESS_FAULT, a2
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_done
        run_in  S_MODE, "sd a0, 4(a1)"
        expect_trap STORE_ACCESS_FAULT, a2
        run_in  S_MODE, "ld a0, 4(a1)"
        expect_trap LOAD_ACCESS_FAULT, a2
        test_end
