// SPDX-License-Identifier: Apache-2.0
// satp takes MODE 9 and 10 where Sv57 is there; a write of another MODE changes nothing at all.
// Needs: sv57
// Qemu:
#include "test.h"
        test_begin
        .irp    there, 8, 9, 10
        li      a0, (\there << 60) | 0xfff00000000123
        csrw    satp, a0
        csrr    a1, satp
        expect_equal a1, a0
        .irp    mode, 1, 7, 11, 12, 15
        li      a2, (\mode << 60) | 0x456
        csrw    satp, a2
        csrr    a1, satp
        expect_equal a1, a0
        .endr
        .endr
        csrw    satp, zero
        csrr    a1, satp
        expect_equal a1, 0
        test_end
