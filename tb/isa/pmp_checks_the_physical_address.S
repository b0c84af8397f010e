// SPDX-License-Identifier: Apache-2.0
// PMP sees translated addresses, and a change of it holds at once for pages already in the TLB.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | X | U | AD
        poke_code FRAME(0), ECALL
        li      a1, PAGE(0)
        run_in  U_MODE, "ld a0, 0(a1); sd a0, 8(a1)"
        expect_done
        jump_to U_MODE, a1
        expect_trap ECALL_FROM_U
        li      t0, (FRAME(0) >> 2) | 511
        csrw    pmpaddr0, t0
        csrwi   pmpcfg0, 0x18
        run_in  U_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        run_in  U_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        jump_to U_MODE, a1
        expect_trap FETCH_ACCESS_FAULT, a1
        csrwi   pmpcfg0, 0
        run_in  U_MODE, "ld a0, 0(a1)"
        expect_done
        jump_to U_MODE, a1
        expect_trap ECALL_FROM_U
        test_end
