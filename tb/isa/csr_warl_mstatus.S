// SPDX-License-Identifier: Apache-2.0
// mstatus holds its writable fields and nothing else; MPP never holds 2; sstatus is a window on it.
#include "test.h"
        test_begin
        li      a0, -1
        csrw    mstatus, a0
        csrr    a1, mstatus
        expect_equal a1, (0xa << 32) | 0x7e19aa
        csrr    a1, sstatus
        expect_equal a1, (2 << 32) | 0xc0122
        csrw    mstatus, zero
        csrr    a1, mstatus
        expect_equal a1, 0xa << 32
        li      a0, 1 << 11
        csrw    mstatus, a0
        li      a0, 2 << 11             // keeps the old MPP
        csrw    mstatus, a0
        csrr    a1, mstatus
        expect_equal a1, (0xa << 32) | (1 << 11)
        li      a0, -1                  // sstatus cannot reach M mode's fields
        csrw    sstatus, a0
        csrr    a1, mstatus
        expect_equal a1, (0xa << 32) | (1 << 11) | 0xc0122
        test_end
