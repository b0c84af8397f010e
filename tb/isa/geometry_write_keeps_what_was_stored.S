// SPDX-License-Identifier: Apache-2.0
// No store is lost where the caches are made smaller, larger, and are given another replacement: 16 KiB in lines that the
// caches hold dirty are read back and written anew in each of a number of geometries, the smallest among them.
// Needs: xpwgeometry
#include "test.h"
#define BUFFER FRAME(16)
#define LINES 256
        test_begin
        li      s1, 0                   // round: what was stored in line a2 is a2 + s1
        li      a0, BUFFER
        li      a2, LINES
1:      sd      a2, 0(a0)
        addi    a0, a0, 64
        addi    a2, a2, -1
        bnez    a2, 1b
        la      s0, rounds
next:   ld      t0, 0(s0)
        csrw    MGEOMETRY, t0
        ld      t0, 8(s0)
        csrw    MREPLACE, t0
        li      a0, BUFFER
        li      a2, LINES
2:      ld      a1, 0(a0)
        add     a3, a2, s1
        expect_equal a1, a3
        addi    a3, a3, 1
        sd      a3, 0(a0)
        addi    a0, a0, 64
        addi    a2, a2, -1
        bnez    a2, 2b
        addi    s1, s1, 1
        addi    s0, s0, 16
        la      t0, end
        bne     s0, t0, next
        test_end

        .section .rodata
        .balign 8
rounds: .dword  0, 0
        .dword  -1, 0                   // one set of one way
        .dword  0, 0x01010101010101
        .dword  0x10101010101010, 0x02020202020202
        .dword  0x01010101010101, 0
        .dword  0xf0f0f0f0f0f0f0, 0x01010101010101
        .dword  0x0f0f0f0f0f0f0f, 0x02020202020202
        .dword  0x22222222222222, 0x00010200010200
        .dword  0, 0
end:
