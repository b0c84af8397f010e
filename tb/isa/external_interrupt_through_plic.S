// SPDX-License-Identifier: Apache-2.0
// The UART's transmitter interrupt reaches M mode through the PLIC as MEI, before MSI; the claim names
// it, and the completion lets it come again.
#include "test.h"
        test_begin
        li      s0, 0xc000000
        li      t0, 1
        sw      t0, 40(s0)              // priority of source 10
        li      s1, 0xc002000           // context 0: M mode
        li      t0, 1 << 10
        sw      t0, 0(s1)
        li      s2, 0xc200000
        sw      zero, 0(s2)             // threshold
        li      t0, CLINT_MSIP
        li      t1, 1
        sw      t1, 0(t0)
        li      t0, (1 << MEI) | (1 << MSI)
        li      s3, UART
        li      t1, 2
        sb      t1, 1(s3)               // transmitter empty
1:      csrr    a0, mip
        and     a0, a0, t0
        bne     a0, t0, 1b
        csrw    mie, t0
        wait_in S_MODE
        expect_interrupt MEI
        lw      a0, 4(s2)
        expect_equal a0, 10
        li      t0, 1 << MEI
1:      csrr    a0, mip                 // claimed: the wire goes down
        and     a0, a0, t0
        bnez    a0, 1b
        wait_in S_MODE
        expect_interrupt MSI
        lw      a0, 4(s2)
        expect_equal a0, 0
        sb      zero, 1(s3)
        li      t0, 10
        sw      t0, 4(s2)               // complete; the source is quiet
        run_in  M_MODE, "nop"
        expect_done
        test_end
