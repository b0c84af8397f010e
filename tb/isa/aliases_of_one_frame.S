// SPDX-License-Identifier: Apache-2.0
// Two virtual addresses of one frame see each other's stores at once, data and (after FENCE.I) code.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | AD
        map     9, FRAME(0), R | W | X | AD
        li      a1, PAGE(0)
        li      a2, PAGE(9)
        li      a3, 1
        run_in  S_MODE, "sd a3, 8(a1); ld a0, 8(a2); sd a2, 8(a2); ld a4, 8(a1); sb zero, 9(a1); ld a5, 8(a2)"
        expect_done
        expect_equal a0, 1
        expect_equal a4, PAGE(9)
        expect_equal a5, PAGE(9) & ~0xff00
        li      a3, ECALL
        run_in  S_MODE, "sw a3, 0(a1); fence.i; jr a2"
        expect_trap ECALL_FROM_S, 0, a2
        li      a3, 0x00100073
        run_in  S_MODE, "sw a3, 0(a1); fence.i; jr a2"
        expect_trap BREAKPOINT, 0, a2
        test_end
