// SPDX-License-Identifier: Apache-2.0
// An interrupt for M mode comes before any that is delegated, whatever their numbers.
#include "test.h"
        test_begin
        li      t0, (1 << SEI) | (1 << SSI)
        csrw    mip, t0
        csrw    mie, t0
        li      t0, 1 << SEI
        csrw    mideleg, t0             // SEI goes to S mode, SSI stays
        wait_in U_MODE
        expect_interrupt SSI
        expect_taken_in M_MODE
        csrci   mip, 1 << SSI
        wait_in U_MODE
        expect_interrupt SEI
        expect_taken_in S_MODE
        test_end
