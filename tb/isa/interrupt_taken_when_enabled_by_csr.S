// SPDX-License-Identifier: Apache-2.0
// The instruction behind the one that enables a pending interrupt is not executed.
#include "test.h"
        test_begin
        csrwi   mip, 1 << SSI
        csrwi   mie, 1 << SSI
        li      a0, 0
        run_in  M_MODE, "csrsi mstatus, 8; 1: addi a0, a0, 1"
        la      t0, 1b
        expect_trap (1 << 63) | SSI, 0, t0
        expect_equal a0, 0
        test_end
