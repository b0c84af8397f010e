// SPDX-License-Identifier: Apache-2.0
// CLINT and PLIC refuse accesses of widths that they do not have, and those do nothing: no byte store reaches a
// register, no byte load claims an interrupt. What is no source cannot be completed.
#include "test.h"
#define PLIC_PRIORITY(n) (0xc000000 + 4 * (n))
#define PLIC_ENABLE 0xc002000
#define PLIC_CLAIM 0xc200004
        test_begin
        li      s0, PLIC_ENABLE
        li      s1, 0x12345600
        sw      s1, 0(s0)
        addi    a1, s0, 1
        run_in  M_MODE, "sb zero, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        run_in  M_MODE, "sh zero, 0(s0)"
        expect_trap STORE_ACCESS_FAULT, s0
        run_in  M_MODE, "sd zero, 0(s0)"
        expect_trap STORE_ACCESS_FAULT, s0
        run_in  M_MODE, "lbu a0, 0(s0)"
        expect_trap LOAD_ACCESS_FAULT, s0
        run_in  M_MODE, "ld a0, 0(s0)"
        expect_trap LOAD_ACCESS_FAULT, s0
        lwu     a0, 0(s0)
        expect_equal a0, s1

        li      s0, CLINT_MTIMECMP
        li      s1, 0x123456789abcdef0
        sd      s1, 0(s0)
        run_in  M_MODE, "sh zero, 0(s0)"
        expect_trap STORE_ACCESS_FAULT, s0
        run_in  M_MODE, "lbu a0, 0(s0)"
        expect_trap LOAD_ACCESS_FAULT, s0
        ld      a0, 0(s0)
        expect_equal a0, s1
        sw      zero, 4(s0)
        ld      a0, 0(s0)
        li      s1, 0x9abcdef0
        expect_equal a0, s1

        // The UART's interrupt, source 10, pending as its transmitter is empty
        li      t0, PLIC_PRIORITY(10)
        li      t1, 1
        sw      t1, 0(t0)
        li      t0, PLIC_ENABLE
        li      t1, 1 << 10
        sw      t1, 0(t0)
        li      t0, UART
        li      t1, 2
        sb      t1, 1(t0)
        li      s0, PLIC_CLAIM
        li      s2, 100
1:      addi    s2, s2, -1              // until the wire has come to the PLIC
        bnez    s2, 1b
        run_in  M_MODE, "lbu a0, 0(s0)"
        expect_trap LOAD_ACCESS_FAULT, s0
        lwu     a0, 0(s0)               // it is still there to be claimed
        expect_equal a0, 10
        lwu     a0, 0(s0)
        expect_equal a0, 0
        li      t1, 42                  // 10 + 32
        sw      t1, 0(s0)
        li      s2, 100
2:      addi    s2, s2, -1
        bnez    s2, 2b
        lwu     a0, 0(s0)
        expect_equal a0, 0
        li      t1, 10
        sw      t1, 0(s0)
        li      s2, 100
3:      addi    s2, s2, -1
        bnez    s2, 3b
        lwu     a0, 0(s0)
        expect_equal a0, 10
        test_end
