// SPDX-License-Identifier: Apache-2.0
// The boot ROM can be read and executed; a store or an AMO there is an access fault.
#include "test.h"
        test_begin
        li      a1, 0x1000
        run_in  S_MODE, "lw a0, 0(a1)"
        expect_done
        mv      s0, a0
        run_in  S_MODE, "sw zero, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        run_in  S_MODE, "amoor.w a2, a1, (a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        lw      a0, 0(a1)
        expect_equal a0, s0
        test_end
