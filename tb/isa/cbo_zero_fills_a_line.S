// SPDX-License-Identifier: Apache-2.0
// CBO.ZERO writes 0 to the 64 bytes that its address lies in, and to no others: aligned or not, by translated addresses too,
// beside stores and loads of the line.
// Needs: zicboz
#include "test.h"
#define CBO_ZERO(rs1) .insn i 0x0f, 2, x0, rs1, 4
        test_begin
        paging_on
        map     0, FRAME(0), R | W | AD
        li      t0, MENVCFG_CBZE
        csrw    MENVCFG, t0
        .irp    offset, 0, 1, 8, 37, 63
        li      a1, FRAME(0) + 0x100
        li      a2, FRAME(0) + 0x200
        li      a3, -1
1:      sd      a3, 0(a1)
        addi    a1, a1, 8
        bne     a1, a2, 1b
        li      a1, PAGE(0) + 0x140 + \offset
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, 4; ld a0, -8(a1)"
        expect_done
        li      a1, FRAME(0) + 0x140
        ld      a0, -8(a1)
        expect_equal a0, -1
        ld      a0, 64(a1)
        expect_equal a0, -1
        li      a2, FRAME(0) + 0x180
1:      ld      a0, 0(a1)
        expect_equal a0, 0
        addi    a1, a1, 8
        bne     a1, a2, 1b
        .endr
        li      a1, FRAME(1)                    // a store before it, a store after it
        sd      a3, 16(a1)
        CBO_ZERO(a1)
        sd      a3, 24(a1)
        ld      a0, 16(a1)
        expect_equal a0, 0
        ld      a0, 24(a1)
        expect_equal a0, -1
        ld      a0, 32(a1)
        expect_equal a0, 0
        test_end
