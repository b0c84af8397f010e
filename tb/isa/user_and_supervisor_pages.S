// SPDX-License-Identifier: Apache-2.0
// U mode reaches pages with U alone; S mode those without, and with SUM set the others' data too, but
// never their code.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | X | AD
        map     1, FRAME(0), R | W | X | U | AD
        poke_code FRAME(0), ECALL
        li      a1, PAGE(0)
        li      a2, PAGE(1)
        run_in  U_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_in  U_MODE, "sd a0, 8(a1)"
        addi    a3, a1, 8
        expect_trap STORE_PAGE_FAULT, a3
        run_in  U_MODE, "ld a0, 0(a2)"
        expect_done
        jump_to U_MODE, PAGE(0)
        expect_trap FETCH_PAGE_FAULT, a1
        jump_to U_MODE, PAGE(1)
        expect_trap ECALL_FROM_U
        jump_to S_MODE, PAGE(0)
        expect_trap ECALL_FROM_S
        jump_to S_MODE, PAGE(1)
        expect_trap FETCH_PAGE_FAULT, a2
        run_in  S_MODE, "ld a0, 0(a2)"
        expect_trap LOAD_PAGE_FAULT, a2
        li      t0, MSTATUS_SUM
        csrs    mstatus, t0
        run_in  S_MODE, "ld a0, 0(a2); sd a0, 8(a2)"
        expect_done
        jump_to S_MODE, PAGE(1)
        expect_trap FETCH_PAGE_FAULT, a2
        run_in  U_MODE, "ld a0, 0(a1)"          // SUM gives U mode nothing
        expect_trap LOAD_PAGE_FAULT, a1
        test_end
