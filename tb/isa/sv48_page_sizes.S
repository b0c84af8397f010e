// SPDX-License-Identifier: Apache-2.0
// Sv48: 4 KiB, 2 MiB, 1 GiB and 512 GiB pages put the right address bits together, in both halves.
// Needs: sv48
// Qemu:
#include "test.h"
        test_begin
        paging_on
        sv48_on
        map     5, FRAME(3), R | W | AD
        set_pte MIDDLE, 1, PTE(FRAME(0), V | R | W | AD)
        set_pte ROOT, 4, PTE(0x80000000, V | R | W | AD)
        set_pte UPPER(3), 3, PTE(0, V | R | W | AD)
        set_pte UPPER(3), 511, PTE(0, V | R | W | AD)
        poke    FRAME(3) + 0x128, 42
        .irp    address, PAGE(5) + 0x128, MIB2(1) + 0x3128, GIB(4) + FRAME(3) - 0x80000000 + 0x128, \
                GIB512(3) + FRAME(3) + 0x128, GIB512(-1) + FRAME(3) + 0x128
        li      a1, \address
        run_in  S_MODE, "ld a0, 0(a1); addi a2, a0, 1; sd a2, 0(a1)"
        expect_done
        peek    a3, FRAME(3) + 0x128
        expect_equal a3, a2
        .endr
        expect_equal a3, 47
        jump_to S_MODE, GIB512(2)               // nothing is there
        expect_trap FETCH_PAGE_FAULT, s6
        test_end
