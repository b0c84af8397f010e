// SPDX-License-Identifier: Apache-2.0
// An address whose bits 63 to 39 are not all bit 38 is a page fault, for load, store and fetch, though
// the bits below would translate.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | X | AD
        .irp    high, 1 << 38, 1 << 39, 1 << 40, 1 << 55, 1 << 56, 1 << 62, 1 << 63, -1 << 39
        li      a1, PAGE(0) + (\high)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        .endr
        test_end
