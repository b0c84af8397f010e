// SPDX-License-Identifier: Apache-2.0
// SC needs the right to store even where it fails: a page fault on a read-only page, an access fault
// where nobody answers, with no reservation at all.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | AD
        li      a1, PAGE(0)
        run_in  S_MODE, "sc.w a0, zero, (a1)"
        expect_trap STORE_PAGE_FAULT, a1
        run_in  S_MODE, "lr.w a0, (a1)" // while LR needs the right to load alone
        expect_done
        run_in  S_MODE, "sc.w a0, zero, (a1)"
        expect_trap STORE_PAGE_FAULT, a1
        li      a1, NOWHERE
        run_in  M_MODE, "sc.w a0, zero, (a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        test_end
