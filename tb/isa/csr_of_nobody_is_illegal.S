// SPDX-License-Identifier: Apache-2.0
// CSRs that the machine has not: debug, hypervisor, floating point, 32-bit halves, PMP
// registers of odd number and beyond 16 entries.
#include "test.h"
        test_begin
        .irp    csr, 0x7b0, 0x600, 0x200, 0x003, 0x001, 0xb80, 0xc80, 0x310, 0x3a1, 0x3a3, 0x3a4, 0x3c0, 0x5a8, 0x800, 0x7c2, 0xfff, 0x747, 0x181
        li      a1, 0x2573 | (\csr << 20)
        run_in  M_MODE, "csrr a0, \csr"
        expect_trap ILLEGAL_INSTRUCTION, a1
        .endr
        test_end
