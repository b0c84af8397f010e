// SPDX-License-Identifier: Apache-2.0
// Sstc: with menvcfg.STCE set, STIP is (time >= stimecmp), and writing mip does not change it.
#include "test.h"
        test_begin
        li      t0, MENVCFG_STCE
        csrw    MENVCFG, t0
        csrwi   mcounteren, 2
        li      t0, 1 << STI
        csrw    mie, t0
        csrw    mideleg, t0
        li      t0, -1
        run_in  S_MODE, "write_stimecmp t0"
        expect_done
        csrw    mip, t0
        csrr    a0, mip
        andi    a0, a0, 1 << STI
        expect_equal a0, 0
        csrw    mip, zero
        run_in  S_MODE, "csrr s1, time; addi s1, s1, 20; write_stimecmp s1"
        expect_done
        wait_in U_MODE
        expect_interrupt STI
        expect_taken_in S_MODE
        csrr    a0, time
        sltu    a0, a0, s1
        expect_equal a0, 0
        csrr    a0, STIMECMP
        expect_equal a0, s1
        li      t0, -1                  // a later time takes it away again
        csrw    STIMECMP, t0
        csrr    a0, sip
        andi    a0, a0, 1 << STI
        expect_equal a0, 0
        test_end
