// SPDX-License-Identifier: Apache-2.0
// The compressed hints change no register and do not trap.
#include "test.h"
        test_begin
        .irp    code, 0x0001, 0x0005, 0x0501, 0x4005, 0x6005, 0x0002, 0x8016, 0x9016, 0x8181, 0x8581, 0x0502
        li      a0, 77
        li      a1, 78
        run_in  U_MODE, ".half \code"
        expect_done
        expect_equal zero, 0
        expect_equal a0, 77
        expect_equal a1, 78
        .endr
        test_end
