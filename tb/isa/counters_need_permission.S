// SPDX-License-Identifier: Apache-2.0
// cycle, time and instret are S mode's by mcounteren, and U mode's by mcounteren and scounteren.
#include "test.h"
        test_begin
        .irp    bit, 0, 1, 2
        li      a1, 0xc0002573 | (\bit << 20)
        csrw    mcounteren, zero
        csrw    scounteren, zero
        run_in  S_MODE, "csrr a0, 0xc00 + \bit"
        expect_trap ILLEGAL_INSTRUCTION, a1
        csrwi   mcounteren, 1 << \bit
        run_in  S_MODE, "csrr a0, 0xc00 + \bit"
        expect_done
        run_in  U_MODE, "csrr a0, 0xc00 + \bit"
        expect_trap ILLEGAL_INSTRUCTION, a1
        csrwi   scounteren, 1 << \bit
        run_in  U_MODE, "csrr a0, 0xc00 + \bit"
        expect_done
        csrwi   mcounteren, 7 - (1 << \bit)
        run_in  U_MODE, "csrr a0, 0xc00 + \bit"
        expect_trap ILLEGAL_INSTRUCTION, a1
        .endr
        csrr    a0, 0xc03               // hpmcounter3: M mode reads 0
        expect_equal a0, 0
        run_in  S_MODE, "csrr a0, 0xc03"
        li      a1, 0xc0302573
        expect_trap ILLEGAL_INSTRUCTION, a1
        test_end
