// SPDX-License-Identifier: Apache-2.0
// cycle, time, instret and hpmcounter3 to 10 are S mode's by mcounteren, and U mode's by mcounteren and scounteren.
#include "test.h"
        test_begin
        .irp    bit, 0, 1, 2, 3, 4, 9, 10
        li      a1, 0xc0002573 | (\bit << 20)
        csrw    mcounteren, zero
        csrw    scounteren, zero
        run_in  S_MODE, "csrr a0, 0xc00 + \bit"
        expect_trap ILLEGAL_INSTRUCTION, a1
        li      a2, 1 << \bit
        csrw    mcounteren, a2
        run_in  S_MODE, "csrr a0, 0xc00 + \bit"
        expect_done
        run_in  U_MODE, "csrr a0, 0xc00 + \bit"
        expect_trap ILLEGAL_INSTRUCTION, a1
        csrw    scounteren, a2
        run_in  U_MODE, "csrr a0, 0xc00 + \bit"
        expect_done
        li      a2, 0x7ff - (1 << \bit)
        csrw    mcounteren, a2
        run_in  U_MODE, "csrr a0, 0xc00 + \bit"
        expect_trap ILLEGAL_INSTRUCTION, a1
        .endr
        csrr    a0, 0xc0b               // hpmcounter11: M mode reads 0, for others there is none
        expect_equal a0, 0
        li      a2, -1
        csrw    mcounteren, a2
        run_in  S_MODE, "csrr a0, 0xc0b"
        li      a1, 0xc0b02573
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  S_MODE, "csrw 0xc03, a0"
        li      a1, 0xc0351073
        expect_trap ILLEGAL_INSTRUCTION, a1
        test_end
