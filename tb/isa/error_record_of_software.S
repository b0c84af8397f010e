// SPDX-License-Identifier: Apache-2.0
// The error bank (RISC-V RERI): a record that software writes interrupts through the PLIC, takes no other while it is
// there, is cleared by sinv once it has been read, and lets a field be what it can be only.
#include "test.h"
#define SINV (1 << 48)
#define SRDP (1 << 49)
#define EMPTY 0x13001708  // uec, implicit write, physical address, system memory
        test_begin
        li      s0, ERROR_BANK
        li      s1, PLIC
        li      s2, PLIC + 0x200000     // context 0: threshold and claim
        ld      a0, 0(s0)
        expect_equal a0, 0
        ld      a0, 8(s0)
        expect_equal a0, 0x0100000000010000
        ld      a0, 16(s0)
        expect_equal a0, 1
        ld      a0, BANK_CONTROL(s0)
        expect_equal a0, 0
        ld      a0, BANK_STATUS(s0)
        expect_equal a0, EMPTY
        li      a1, ERROR_BANK + BANK_STATUS
        run_in  M_MODE, "lh a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        run_in  M_MODE, "sb zero, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1

        li      t0, -1                  // WARL: else and uecs are there, and what reads as 0
        sd      t0, BANK_CONTROL(s0)
        ld      a0, BANK_CONTROL(s0)
        expect_equal a0, 0xc1
        sd      t0, BANK_ADDRESS(s0)
        ld      a0, BANK_ADDRESS(s0)
        expect_equal a0, 0x00ffffffffffffc0
        sd      t0, 0x58(s0)
        ld      a0, 0x58(s0)
        expect_equal a0, 0
        sd      t0, 0x7f8(s0)
        ld      a0, 0x7f8(s0)
        expect_equal a0, 0
        sw      zero, BANK_CONTROL(s0)  // half a register

        sd      zero, BANK_STATUS(s0)
        li      t0, 0x80345678
        sw      t0, BANK_ADDRESS(s0)
        sw      zero, BANK_ADDRESS + 4(s0)
        li      t0, 1
        sw      t0, BANK_STATUS(s0)     // a record: v
        ld      a0, BANK_STATUS(s0)
        expect_equal a0, EMPTY | 1
        ld      a0, 16(s0)
        expect_equal a0, 3
        ld      a0, BANK_ADDRESS(s0)
        expect_equal a0, 0x80345640
        li      t0, 1
        sw      t0, 48(s1)              // priority of source 12
        li      t0, 1 << 12
        li      t1, PLIC + 0x2000
        sw      t0, 0(t1)
        sw      zero, 0(s2)
        ld      a0, BANK_STATUS(s0)     // time for a wire that is not high
        csrr    a0, mip
        li      t0, 1 << MEI
        and     a0, a0, t0
        expect_equal a0, 0
        li      t0, 1 << 6              // uecs: the low-priority signal; else is off, and does not matter
        sd      t0, BANK_CONTROL(s0)
        li      t0, 1 << MEI
        csrw    mie, t0
        wait_in S_MODE
        expect_interrupt MEI
        csrw    mie, zero
        lw      a0, 4(s2)
        expect_equal a0, 12

        sd      zero, BANK_STATUS(s0)   // not taken: v is set
        ld      a0, BANK_STATUS(s0)
        expect_equal a0, EMPTY | 1
        li      t0, SINV | 1 << 6       // not cleared: rdip is not set
        sd      t0, BANK_CONTROL(s0)
        ld      a0, BANK_STATUS(s0)
        expect_equal a0, EMPTY | 1
        li      t0, SRDP | 1 << 6
        sd      t0, BANK_CONTROL(s0)
        ld      a0, BANK_STATUS(s0)
        expect_equal a0, EMPTY | 1 << 23 | 1
        ld      a0, BANK_CONTROL(s0)
        expect_equal a0, 1 << 6
        li      t0, SINV >> 32          // by the upper half alone
        sw      t0, BANK_CONTROL + 4(s0)
        ld      a0, BANK_STATUS(s0)
        expect_equal a0, EMPTY | 1 << 23
        ld      a0, BANK_CONTROL(s0)
        expect_equal a0, 1 << 6
        li      t0, 12
        sw      t0, 4(s2)               // complete: the wire is low
        lw      a0, 4(s2)
        expect_equal a0, 0
        test_end
