// SPDX-License-Identifier: Apache-2.0
// An interrupt pending while an instruction faults again and again comes first, once, and leaves the
// fault to be taken after it.
#include "test.h"
        test_begin
        paging_on
        csrwi   mideleg, 1 << SSI
        csrwi   mie, 1 << SSI
        li      a1, PAGE(0)
        li      s0, 8
1:      run_in  U_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        csrwi   mip, 1 << SSI
        run_in  U_MODE, "ld a0, 0(a1)"
        expect_interrupt SSI
        expect_taken_in S_MODE
        csrwi   mip, 0
        addi    s0, s0, -1
        beqz    s0, 2f
        j       1b
2:
        test_end
