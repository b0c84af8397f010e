// SPDX-License-Identifier: Apache-2.0
// Svnapot: sixteen entries with N and a frame number that ends in 1000 are one page of 64 KiB, whose every part lies
// where the address says. Each entry stands for its own 4 KiB; what it says of the lowest four bits is not used.
// Needs: svnapot
// Qemu: svnapot=on
#include "test.h"
        test_begin
        paging_on
        li      a1, LEAF + 8 * 16
        li      a2, LEAF + 8 * 32
        li      a3, PTE(FRAME(16) + 0x8000, N | V | R | W | X | AD)
1:      sd      a3, 0(a1)
        addi    a1, a1, 8
        bne     a1, a2, 1b
        .irp    page, 0, 1, 7, 8, 9, 15
        poke    FRAME(16 + \page) + 0xff8, 0x100 + \page
        li      a1, PAGE(16 + \page) + 0xff8
        run_in  S_MODE, "ld a0, 0(a1); sd a1, 0(a1)"
        expect_done
        expect_equal a0, 0x100 + \page
        peek    a0, FRAME(16 + \page) + 0xff8
        expect_equal a0, a1
        .endr
        poke    FRAME(20) + 0xff8, -1           // across two of its parts
        poke    FRAME(21), 0x1234
        li      a1, PAGE(20) + 0xffc
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        expect_equal a0, 0x1234ffffffff
        poke_code FRAME(30) + 0x40, ECALL
        jump_to S_MODE, PAGE(30) + 0x40
        expect_trap ECALL_FROM_S, 0
        li      a1, PAGE(32)                    // the next page is not of it
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        test_end
