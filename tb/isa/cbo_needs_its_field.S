// SPDX-License-Identifier: Apache-2.0
// CBO.INVAL, CBO.CLEAN and CBO.FLUSH are illegal in S mode unless menvcfg lets them be, and in U mode unless both menvcfg
// and senvcfg do: CBIE the first, CBCFE the others. In M mode they are always there. CBIE does not take 2.
// Needs: zicbom
#include "test.h"
        .macro  by_mode cbo, field
        li      a1, FRAME(0)
        li      a2, 0x200f | (11 << 15) | (\cbo << 20)
        li      t0, \field
        csrw    MENVCFG, zero
        csrw    SENVCFG, t0
        run_in  M_MODE, ".insn i 0x0f, 2, x0, a1, \cbo"
        expect_done
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, \cbo"
        expect_trap ILLEGAL_INSTRUCTION, a2
        run_in  U_MODE, ".insn i 0x0f, 2, x0, a1, \cbo"
        expect_trap ILLEGAL_INSTRUCTION, a2
        li      t0, \field
        csrw    MENVCFG, t0
        csrw    SENVCFG, zero
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, \cbo"
        expect_done
        run_in  U_MODE, ".insn i 0x0f, 2, x0, a1, \cbo"
        expect_trap ILLEGAL_INSTRUCTION, a2
        li      t0, \field
        csrw    SENVCFG, t0
        run_in  U_MODE, ".insn i 0x0f, 2, x0, a1, \cbo"
        expect_done
        .endm
        test_begin
        by_mode 0, 1 << 4
        by_mode 0, 3 << 4
        by_mode 1, 1 << 6
        by_mode 2, 1 << 6
        .irp    csr, MENVCFG, SENVCFG
        li      t0, 0x70
        csrw    \csr, t0
        csrr    a0, \csr
        expect_equal a0, 0x70
        li      t0, 0x60
        csrw    \csr, t0
        csrr    a0, \csr
        expect_equal a0, 0x40
        .endr
        test_end
