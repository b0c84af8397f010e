// SPDX-License-Identifier: Apache-2.0
// A store has made half of a PTE valid and its line is still being fetched; the other half comes from memory. A walk
// that reads the entry meanwhile must see both: what memory held alone is not valid. Each round takes a line of the
// table that nobody has touched.
#include "test.h"
        test_begin
        paging_on
        li      t0, MIDDLE + 8          // the window's second 2 MiB: entries of TABLE(0)
        li      t1, PTE(TABLE(0), V)
        sd      t1, 0(t0)
        li      s0, 0
        li      a5, 8
1:      untouched_entry
        run_in  S_MODE, "sw a3, 0(a2); ld a0, 0(a1)"
        expect_done
        addi    t1, s0, 100
        expect_equal a0, t1
        addi    s0, s0, 1
        beq     s0, a5, 2f
        j       1b
2:      test_end
