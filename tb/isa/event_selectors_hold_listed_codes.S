// SPDX-License-Identifier: Apache-2.0
// mhpmevent3 to 10 hold the codes of docs/events.md and no other, in eight bits, each for itself, and above OF, MINH,
// SINH and UINH; set and clear of bits go by the same rule.
// Needs: sscofpmf
#include "test.h"
#include "events.h"
        test_begin
        la      t0, listed
        li      t1, 1
        .irp    code, EVENT_CODE_LIST
        sb      t1, \code(t0)
        .endr
        // All 256 codes, with every other bit set: a0 the code, a1 what must be held
        .irp    csr, 0x323, 0x324, 0x329, 0x32a
        li      s0, 0
1:      la      t0, listed
        add     t0, t0, s0
        lbu     a1, 0(t0)
        mul     a1, a1, s0
        li      t1, 0xf << 60
        or      a1, a1, t1
        li      a0, -256
        or      a0, a0, s0
        csrw    \csr, a0
        csrr    a2, \csr
        expect_equal a2, a1
        addi    s0, s0, 1
        li      t0, 256
        beq     s0, t0, 2f
        j       1b
2:      csrw    \csr, zero
        .endr
        // They do not share anything
        .irp    n, 3, 4, 5, 6, 7, 8, 9, 10
        csrwi   0x320 + \n, 0x10 + (\n & 3)
        .endr
        .irp    n, 3, 4, 5, 6, 7, 8, 9, 10
        csrr    a0, 0x320 + \n
        expect_equal a0, 0x10 + (\n & 3)
        .endr
        // 0x13 with 0x0c set is no event; 0x31 with 0x01 cleared is walk_start
        csrwi   0x323, 0x13
        li      a0, 0x0c
        csrrs   a1, 0x323, a0
        expect_equal a1, 0x13
        csrr    a1, 0x323
        expect_equal a1, 0x0
        li      a0, 0x31
        csrw    0x323, a0
        csrrci  a1, 0x323, 1
        expect_equal a1, 0x31
        csrr    a1, 0x323
        expect_equal a1, 0x30
        test_end

        .data
listed: .fill   256, 1, 0
