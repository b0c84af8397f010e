// SPDX-License-Identifier: Apache-2.0
// satp takes MODE 0 and 8; a write of another MODE changes nothing at all. All 16 bits of ASID and 44
// of PPN are there.
// Without: sv48
#include "test.h"
        test_begin
        li      a0, 0x8fffffffffffffff
        csrw    satp, a0
        csrr    a1, satp
        expect_equal a1, a0
        .irp    mode, 1, 7, 9, 10, 15
        li      a2, (\mode << 60) | 0x123
        csrw    satp, a2
        csrr    a1, satp
        expect_equal a1, a0
        .endr
        csrw    satp, zero
        csrr    a1, satp
        expect_equal a1, 0
        test_end
