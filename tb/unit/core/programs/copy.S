// SPDX-License-Identifier: Apache-2.0
// Copies 4 KiB in 8-byte words, eight a turn. Two accesses a word is what one port can do.
#include "check.h"
        .section .text.start
        .globl  _start
_start: li      gp, 0
        li      s2, 2
again:  li      s0, 0x80100000
        li      s1, 0x80110000
        li      a0, 64
        addi    s2, s2, -1
        bnez    s2, 1f
        MARK_START
1:      ld      a1, 0(s0)
        ld      a2, 8(s0)
        ld      a3, 16(s0)
        ld      a4, 24(s0)
        ld      a5, 32(s0)
        ld      a6, 40(s0)
        ld      a7, 48(s0)
        ld      t0, 56(s0)
        sd      a1, 0(s1)
        sd      a2, 8(s1)
        sd      a3, 16(s1)
        sd      a4, 24(s1)
        sd      a5, 32(s1)
        sd      a6, 40(s1)
        sd      a7, 48(s1)
        sd      t0, 56(s1)
        addi    s0, s0, 64
        addi    s1, s1, 64
        addi    a0, a0, -1
        bnez    a0, 1b
        bnez    s2, again
        MARK_END
        pass
