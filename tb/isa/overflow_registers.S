// SPDX-License-Identifier: Apache-2.0
// Sscofpmf: mhpmevent holds OF, MINH, SINH and UINH; scountovf shows each counter's OF, below M mode where mcounteren lets
// it, and cannot be written; LCOFI is bit 13 of mip, mie and mideleg, and S mode sees and clears its own.
// Needs: sscofpmf
#include "test.h"
#define SCOUNTOVF 0xda0
        test_begin
        li      t0, -1
        csrw    0x320, t0                       // mcountinhibit: nothing counts
        .irp    n, 3, 4, 5, 6, 7, 8, 9, 10
        li      a0, -256 | 0x10
        csrw    0x320 + \n, a0
        csrr    a1, 0x320 + \n
        expect_equal a1, (0xf << 60) | 0x10
        csrr    a1, SCOUNTOVF
        expect_equal a1, 1 << \n
        csrw    0x320 + \n, zero
        .endr
        li      a0, 1 << 63
        csrw    0x323, a0
        csrw    0x32a, a0
        li      t0, 1 << 10
        csrw    mcounteren, t0
        csrr    a0, SCOUNTOVF
        expect_equal a0, (1 << 3) | (1 << 10)
        run_in  S_MODE, "csrr a0, 0xda0"
        expect_done
        expect_equal a0, 1 << 10
        run_in  S_MODE, "csrw 0xda0, a0"
        li      a1, 0xda051073
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  U_MODE, "csrr a0, 0xda0"
        li      a1, 0xda002573
        expect_trap ILLEGAL_INSTRUCTION, a1
        csrw    0x323, zero
        csrw    0x32a, zero
        li      t0, 1 << 13
        csrw    mie, t0
        csrr    a0, mie
        expect_equal a0, 1 << 13
        csrw    mip, t0
        csrr    a0, sip
        expect_equal a0, 0
        wait_in S_MODE
        expect_interrupt 13
        expect_taken_in M_MODE
        li      t0, 1 << 13
        csrw    mideleg, t0
        csrr    a0, mideleg
        expect_equal a0, 1 << 13
        wait_in U_MODE
        expect_interrupt 13
        expect_taken_in S_MODE
        csrr    a0, sip
        expect_equal a0, 1 << 13
        csrw    sip, zero
        csrr    a0, mip
        li      t0, 1 << 13
        and     a0, a0, t0
        expect_equal a0, 0
        test_end
