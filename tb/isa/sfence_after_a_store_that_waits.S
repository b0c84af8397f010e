// SPDX-License-Identifier: Apache-2.0
// sfence.vma waits for a store that has retired and is still to be performed: here one to a PTE whose line
// is being fetched for an older load of the same PTE, so that it must not be written yet. A walk behind the
// fence that found the line under way would read the entry as it was, which is not valid. Each round takes
// a line of the table that nobody has touched.
#include "test.h"
        test_begin
        paging_on
        li      t0, MIDDLE + 8          // the window's second 2 MiB: entries of TABLE(0)
        li      t1, PTE(TABLE(0), V)
        sd      t1, 0(t0)
        li      s0, 0
        li      a5, 8
1:      untouched_entry
        run_in  S_MODE, "ld a6, 0(a2); sd a3, 0(a2); sfence.vma; ld a0, 0(a1)"
        expect_done
        addi    t1, s0, 100
        expect_equal a0, t1
        expect_equal a6, zero
        addi    s0, s0, 1
        beq     s0, a5, 2f
        j       1b
2:      test_end
