// SPDX-License-Identifier: Apache-2.0
// A misaligned store whose first part is where nobody answers and whose second faults in translation:
// the first part's fault is the one, whatever it takes to find it.
#include "test.h"
        test_begin
        paging_on
        map     0, BEYOND_RAM, R | W | AD
        li      a1, PAGE(1) - 5
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        map     0, NOWHERE, R | W | AD
        sfence.vma
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        test_end
