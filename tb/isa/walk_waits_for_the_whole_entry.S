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
1:      slli    t0, s0, 6               // entry 8 n, page 8 n, frame n
        li      a2, TABLE(0)
        add     a2, a2, t0
        slli    t0, s0, 15
        li      a1, MIB2(1)
        add     a1, a1, t0
        slli    t0, s0, 10
        li      a3, PTE(FRAME(0), V | R | W | AD)
        add     a3, a3, t0
        slli    t0, s0, 12
        li      a4, FRAME(0)
        add     a4, a4, t0
        addi    t1, s0, 100
        sd      t1, 0(a4)
        run_in  S_MODE, "sw a3, 0(a2); ld a0, 0(a1)"
        expect_done
        addi    t1, s0, 100
        expect_equal a0, t1
        addi    s0, s0, 1
        beq     s0, a5, 2f
        j       1b
2:      test_end
