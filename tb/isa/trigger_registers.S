// SPDX-License-Identifier: Apache-2.0
// Two triggers, each of type 2, 6 or 15: a write of another type, and of 0, disables. Match, select, size, action, chain,
// dmode and hit are always 0; tdata2 holds all its bits, in each type; one trigger's registers are not the other's.
// tinfo says it, and a write of it does nothing; below M mode they are illegal.
// Needs: sdtrig
#include "test.h"
        test_begin
        li      a3, (1 << 24) | (1 << 2) | (1 << 6) | (1 << 15)
        .irp    n, 0, 1
        csrwi   TSELECT, \n
        csrr    a0, TSELECT
        expect_equal a0, \n
        csrr    a0, TDATA1
        expect_equal a0, 15 << 60               // as reset leaves it
        csrr    a0, TINFO
        expect_equal a0, a3
        csrw    TINFO, zero
        csrr    a0, TINFO
        expect_equal a0, a3
        .irp    type, 0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 14, 15
        li      t0, \type << 60
        csrw    TDATA1, t0
        csrr    a0, TDATA1
        .if     \type == 2 || \type == 6
        expect_equal a0, \type << 60
        .else
        expect_equal a0, 15 << 60
        .endif
        li      t0, -1 - \n
        csrw    TDATA2, t0
        csrr    a0, TDATA2
        expect_equal a0, t0
        .endr
        .irp    type, 2, 6
        li      t0, (\type << 60) | 0xfffffffffffff80
        csrw    TDATA1, t0
        csrr    a0, TDATA1
        expect_equal a0, \type << 60
        li      t0, (\type << 60) | 0x5f
        csrw    TDATA1, t0
        csrr    a0, TDATA1
        expect_equal a0, (\type << 60) | 0x5f
        .endr
        csrw    TDATA1, zero
        .endr
        csrwi   TSELECT, 0
        csrr    a0, TDATA2
        expect_equal a0, -1
        csrwi   TSELECT, 2                      // there is none
        csrr    a0, TSELECT
        expect_equal a0, 0
        .irp    csr, 0x7a0, 0x7a1, 0x7a2, 0x7a4
        li      a1, 0x2573 | (\csr << 20)
        run_in  S_MODE, "csrr a0, \csr"
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  U_MODE, "csrr a0, \csr"
        expect_trap ILLEGAL_INSTRUCTION, a1
        .endr
        .irp    csr, 0x7a3, 0x7a5, 0x7a8, 0x7aa, 0x5a8
        li      a1, 0x2573 | (\csr << 20)
        run_in  M_MODE, "csrr a0, \csr"
        expect_trap ILLEGAL_INSTRUCTION, a1
        .endr
        test_end
