// SPDX-License-Identifier: Apache-2.0
// The CLINT's MSIP word raises and lowers MSI.
#include "test.h"
        test_begin
        li      a1, CLINT_MSIP
        li      t0, 1 << MSI
        csrw    mie, t0
        li      t0, 1
        sw      t0, 0(a1)
        wait_in S_MODE
        expect_interrupt MSI
        lw      a0, 0(a1)
        expect_equal a0, 1
        sw      zero, 0(a1)
1:      csrr    a0, mip
        andi    a0, a0, 1 << MSI
        bnez    a0, 1b
        run_in  U_MODE, "nop"
        expect_done
        test_end
