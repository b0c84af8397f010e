// SPDX-License-Identifier: Apache-2.0
// The identity registers are 0, misa is fixed, and the configuration and counter registers hold their
// few bits.
// Needs: sscofpmf zicbom zicboz
// Without: svpbmt
#include "test.h"
        test_begin
        .macro  holds csr, bits
        li      a0, -1
        csrw    \csr, a0
        csrr    a1, \csr
        expect_equal a1, \bits
        csrw    \csr, zero
        csrr    a1, \csr
        expect_equal a1, 0
        .endm
        holds   MENVCFG, (5 << 61) | 0xf1
        holds   SENVCFG, 0xf1
        holds   mcounteren, 0x7ff
        holds   scounteren, 0x7ff
        holds   0x320, 0x7fd             // mcountinhibit
        holds   0x323, 0xf << 60        // mhpmevent3: 0xff is no event; OF, MINH, SINH, UINH
        holds   0x32b, 0                // mhpmevent11
        holds   0x33f, 0                // mhpmevent31
        holds   0xb03, -1               // mhpmcounter3
        holds   0xb0a, -1               // mhpmcounter10
        holds   0xb0b, 0                // mhpmcounter11
        holds   0xb1f, 0                // mhpmcounter31
        li      a2, -1
        csrw    misa, a2
        csrr    a1, misa
        expect_equal a1, (2 << 62) | 0x141105
        .irp    csr, 0xf11, 0xf12, 0xf13, 0xf14, 0xf15
        csrr    a1, \csr
        expect_equal a1, 0
        .endr
        test_end
