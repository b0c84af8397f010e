// SPDX-License-Identifier: Apache-2.0
// Below M mode stimecmp is illegal unless menvcfg.STCE and mcounteren.TM are set; U mode never has it.
#include "test.h"
        test_begin
        li      a1, 0x14d02573
        run_in  S_MODE, "read_stimecmp a0"
        expect_trap ILLEGAL_INSTRUCTION, a1
        csrwi   mcounteren, 2
        run_in  S_MODE, "read_stimecmp a0"
        expect_trap ILLEGAL_INSTRUCTION, a1
        li      t0, MENVCFG_STCE
        csrw    MENVCFG, t0
        run_in  S_MODE, "read_stimecmp a0"
        expect_done
        run_in  U_MODE, "read_stimecmp a0"
        expect_trap ILLEGAL_INSTRUCTION, a1
        csrwi   mcounteren, 5
        run_in  S_MODE, "read_stimecmp a0"
        expect_trap ILLEGAL_INSTRUCTION, a1
        csrr    a0, STIMECMP            // M mode always
        test_end
