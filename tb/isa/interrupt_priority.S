// SPDX-License-Identifier: Apache-2.0
// Of several pending interrupts MEI, MSI, MTI, SEI, SSI, STI come in this order (MEI: see
// external_interrupt_through_plic).
#include "test.h"
        test_begin
        li      t0, CLINT_MTIMECMP
        sd      zero, 0(t0)
        li      t0, CLINT_MSIP
        li      t1, 1
        sw      t1, 0(t0)
        li      t1, (1 << SEI) | (1 << SSI) | (1 << STI)
        csrw    mip, t1
        li      a0, (1 << MSI) | (1 << MTI)
1:      csrr    a1, mip                 // until the wires are up
        and     a1, a1, a0
        bne     a1, a0, 1b
        li      t0, -1
        csrw    mie, t0
        wait_in S_MODE
        expect_interrupt MSI
        li      t0, 1 << MSI
        csrc    mie, t0
        wait_in S_MODE
        expect_interrupt MTI
        li      t0, 1 << MTI
        csrc    mie, t0
        wait_in S_MODE
        expect_interrupt SEI
        li      t0, 1 << SEI
        csrc    mie, t0
        wait_in S_MODE
        expect_interrupt SSI
        csrci   mie, 1 << SSI
        wait_in S_MODE
        expect_interrupt STI
        test_end
