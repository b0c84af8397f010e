// SPDX-License-Identifier: Apache-2.0
// An instruction over two pages of which the first fails: tval is its own address, whatever the second.
#include "test.h"
        test_begin
        paging_on
        map     1, FRAME(1), R | X | AD
        li      a1, PAGE(1) - 2
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        map     0, FRAME(0), R | W | AD
        set_pte LEAF, 1, 0
        sfence.vma
        jump_to S_MODE, a1
        expect_trap FETCH_PAGE_FAULT, a1
        test_end
