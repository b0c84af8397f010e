// SPDX-License-Identifier: Apache-2.0
// ECALL is cause 8, 9 or 11 by the mode it comes from, with tval 0.
#include "test.h"
        test_begin
        run_in  U_MODE, "ecall"
        expect_trap ECALL_FROM_U
        run_in  S_MODE, "ecall"
        expect_trap ECALL_FROM_S
        run_in  M_MODE, "ecall"
        expect_trap ECALL_FROM_M
        test_end
