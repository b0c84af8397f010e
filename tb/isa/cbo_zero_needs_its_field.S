// SPDX-License-Identifier: Apache-2.0
// CBO.ZERO is illegal in S mode unless menvcfg.CBZE is set, and in U mode unless senvcfg.CBZE is set too. Where it is
// illegal it writes nothing.
// Needs: zicboz
#include "test.h"
        test_begin
        li      a1, FRAME(0)
        li      a2, 0x200f | (11 << 15) | (4 << 20)
        poke    FRAME(0), 1
        li      t0, MENVCFG_CBZE
        csrw    MENVCFG, zero
        csrw    SENVCFG, t0
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, 4"
        expect_trap ILLEGAL_INSTRUCTION, a2
        run_in  U_MODE, ".insn i 0x0f, 2, x0, a1, 4"
        expect_trap ILLEGAL_INSTRUCTION, a2
        peek    a0, FRAME(0)
        expect_equal a0, 1
        li      t0, MENVCFG_CBZE
        csrw    MENVCFG, t0
        csrw    SENVCFG, zero
        run_in  U_MODE, ".insn i 0x0f, 2, x0, a1, 4"
        expect_trap ILLEGAL_INSTRUCTION, a2
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, 4; ld a0, 0(a1); sd a1, 0(a1)"
        expect_done
        expect_equal a0, 0
        li      t0, MENVCFG_CBZE
        csrw    SENVCFG, t0
        run_in  U_MODE, ".insn i 0x0f, 2, x0, a1, 4; ld a0, 0(a1)"
        expect_done
        expect_equal a0, 0
        csrw    MENVCFG, zero
        csrw    SENVCFG, zero
        run_in  M_MODE, ".insn i 0x0f, 2, x0, a1, 4"
        expect_done
        test_end
