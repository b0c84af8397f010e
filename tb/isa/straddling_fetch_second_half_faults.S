// SPDX-License-Identifier: Apache-2.0
// An instruction over two pages: where the second page fails, epc is the instruction's address and
// tval the second page's. A compressed one that ends with the page needs no second page.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | X | AD
        li      a1, PAGE(1) - 2
        li      a2, PAGE(1)
        li      t0, FRAME(1) - 2
        li      t1, ECALL & 0xffff
        sh      t1, 0(t0)
        sh      zero, 2(t0)
        fence.i
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a2
        map     1, FRAME(3), R | AD     // not executable
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a2
        map     1, NOWHERE, R | X | AD
        sfence.vma
        jump_to S_MODE, a1
        expect_trap FETCH_ACCESS_FAULT, a2
        map     1, FRAME(3), R | X | AD // another frame: its 0 is ECALL's upper half
        sfence.vma
        jump_to S_MODE, a1
        expect_trap ECALL_FROM_S
        li      t0, FRAME(1) - 2
        li      t1, 0x9002              // C.EBREAK
        sh      t1, 0(t0)
        set_pte LEAF, 1, 0
        fence.i
        sfence.vma
        jump_to S_MODE, a1
        expect_trap BREAKPOINT
        test_end
