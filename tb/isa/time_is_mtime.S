// SPDX-License-Identifier: Apache-2.0
// The time CSR is the CLINT's mtime.
#include "test.h"
        test_begin
        li      a1, CLINT_MTIME
        csrr    a0, time
        ld      a2, 0(a1)
        csrr    a3, time
        sltu    t0, a2, a0
        expect_equal t0, 0
        sltu    t0, a3, a2
        expect_equal t0, 0
        test_end
