// SPDX-License-Identifier: Apache-2.0
// M mode's handler and MRET use physical addresses while satp is on; the trap vector of S mode is
// virtual.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), X | AD
        poke_code FRAME(0), 0x00700513          // li a0, 7
        poke_code FRAME(0) + 4, ECALL
        li      t0, PAGE(0)
        csrw    stvec, t0
        li      t0, 1 << BREAKPOINT
        csrw    medeleg, t0
        run_in  U_MODE, "ebreak"
        li      t0, PAGE(0) + 4
        expect_trap ECALL_FROM_S, 0, t0
        expect_equal a0, 7
        csrr    a0, scause
        expect_equal a0, BREAKPOINT
        set_pte LEAF, 0, 0                      // a vector that is not there
        sfence.vma
        run_in  U_MODE, "ebreak"
        li      t0, PAGE(0)
        expect_trap FETCH_PAGE_FAULT, t0, t0
        test_end
