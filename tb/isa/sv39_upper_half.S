// SPDX-License-Identifier: Apache-2.0
// Addresses of the upper half go through the upper half of the root table.
#include "test.h"
        test_begin
        paging_on
        set_pte ROOT, 511, PTE(MIDDLE, V)
        set_pte ROOT, 256, PTE(0x80000000, V | R | AD)
        map     0, FRAME(0), R | W | X | AD
        poke_code FRAME(0), ECALL
        poke    FRAME(0) + 8, 42
        li      a1, -GIB(1) + 8
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        expect_equal a0, 42
        jump_to S_MODE, -GIB(1)
        expect_trap ECALL_FROM_S
        li      a1, -GIB(256) + FRAME(0) - 0x80000000 + 8
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        expect_equal a0, 42
        test_end
