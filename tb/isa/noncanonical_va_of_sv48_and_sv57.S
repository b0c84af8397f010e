// SPDX-License-Identifier: Apache-2.0
// An address whose upper bits are not all like the mode's highest one is a page fault, for load, store and fetch,
// though the bits below would translate: bit 47 of Sv48, bit 56 of Sv57. What one mode refuses another may take.
// Needs: sv57
// Qemu:
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | X | AD
        .macro  refused high
        li      a1, PAGE(0) + (\high)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        .endm
        sv48_on
        .irp    high, 1 << 47, 1 << 48, 1 << 55, 1 << 56, 1 << 62, 1 << 63, -1 << 48
        refused \high
        .endr
        set_pte UPPER(3), 256, PTE(ROOT, V)     // of the negative half
        li      a1, PAGE(0) + (-1 << 47)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        sv57_on
        .irp    high, 1 << 56, 1 << 57, 1 << 62, 1 << 63, -1 << 57
        refused \high
        .endr
        set_pte UPPER(4), 1, PTE(UPPER(3), V)
        set_pte UPPER(4), 256, PTE(UPPER(3), V)
        .irp    high, 1 << 47, 1 << 48, -1 << 56
        li      a1, PAGE(0) + (\high)
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        .endr
        test_end
