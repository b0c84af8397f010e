// SPDX-License-Identifier: Apache-2.0
// Memory refuses lines that the caches write back: the error bank names the first and interrupts, says that there was
// more, and is ready for the next once it is cleared; what was stored is lost, and memory holds what it held.
// Machine: --memory-error 0x80300040:1 --memory-error 0x80400080:1 --memory-error 0x80480100:2-2
#include "test.h"
#define SINV (1 << 48)
#define SRDP (1 << 49)
#define EMPTY 0x13001708

// Reads so many lines of the set of \line that it leaves every cache. Takes t0 to t2.
.macro push_out line
        li      t0, \line
        li      t2, 0x40000
        li      t1, 36
1:      add     t0, t0, t2
        ld      zero, 0(t0)
        addi    t1, t1, -1
        bnez    t1, 1b
.endm

        test_begin
        li      s0, ERROR_BANK
        li      s1, PLIC
        li      s2, PLIC + 0x200000
        li      t0, 1
        sw      t0, 48(s1)
        li      t0, 1 << 12
        li      t1, PLIC + 0x2000
        sw      t0, 0(t1)
        li      t0, 1 | 2 << 6          // else; the high-priority signal
        sd      t0, BANK_CONTROL(s0)

        li      a1, 0x80300040
        li      a2, 0x1234
        sd      a2, 8(a1)
        push_out 0x80300040
        li      t0, 1 << MEI
        csrw    mie, t0
        wait_in S_MODE
        expect_interrupt MEI
        csrw    mie, zero
        lw      a0, 4(s2)
        expect_equal a0, 12
        ld      a0, BANK_STATUS(s0)
        expect_equal a0, EMPTY | 1 << 23 | 1
        ld      a0, BANK_ADDRESS(s0)
        expect_equal a0, 0x80300040
        ld      a0, 8(a1)
        expect_equal a0, 0
        li      t0, SINV | 1 | 2 << 6
        sd      t0, BANK_CONTROL(s0)
        ld      a0, 16(s0)
        expect_equal a0, 1
        li      t0, 12
        sw      t0, 4(s2)
        lw      a0, 4(s2)
        expect_equal a0, 0

        sd      a2, 8(a1)               // once only: this time memory takes it
        push_out 0x80300040
        ld      a0, 8(a1)
        expect_equal a0, 0x1234

        li      a1, 0x80400080          // two more, and nobody looks in between
        li      a3, 0x80480100
        sd      a2, 0(a1)
        sd      a2, 0(a3)
        push_out 0x80480100             // the second of these is refused
        addi    a4, a2, 1
        sd      a4, 16(a1)
        push_out 0x80400080
        sd      a4, 0(a3)
        push_out 0x80480100
1:      ld      a0, BANK_STATUS(s0)
        andi    t0, a0, 1 << 6
        beqz    t0, 1b
        expect_equal a0, EMPTY | 1 << 6 | 1
        ld      a0, BANK_ADDRESS(s0)
        expect_equal a0, 0x80400080
        ld      a0, 0(a3)
        expect_equal a0, 0x1234
        ld      a0, 0(a1)
        expect_equal a0, 0
        ld      a0, 16(a1)
        expect_equal a0, 0
        li      t0, SINV | 1
        sd      t0, BANK_CONTROL(s0)
        ld      a0, 16(s0)
        expect_equal a0, 3              // it has changed since it was made
        lw      a0, 4(s2)
        expect_equal a0, 12             // the wire was high before its signal was switched off
        li      t0, SINV | SRDP | 1
        sd      t0, BANK_CONTROL(s0)
        ld      a0, 16(s0)
        expect_equal a0, 1
        test_end
