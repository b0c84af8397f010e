// SPDX-License-Identifier: Apache-2.0
// AMO, LR and SC that are not naturally aligned: a misaligned exception, not an access in two parts;
// it comes before a page fault of the same address.
#include "test.h"
        test_begin
        paging_on
        la      s0, data
        addi    a1, s0, 2
        run_in  M_MODE, "amoadd.w a0, zero, (a1)"
        expect_trap STORE_MISALIGNED, a1
        addi    a1, s0, 4
        run_in  S_MODE, "amoadd.d a0, zero, (a1)"
        expect_trap STORE_MISALIGNED, a1
        run_in  S_MODE, "lr.d a0, (a1)"
        expect_trap LOAD_MISALIGNED, a1
        run_in  S_MODE, "sc.d a0, zero, (a1)"
        expect_trap STORE_MISALIGNED, a1
        run_in  S_MODE, "lr.w a0, (a1)"
        expect_done
        li      a1, PAGE(1) + 1         // not mapped
        run_in  S_MODE, "amoswap.w a0, zero, (a1)"
        expect_trap STORE_MISALIGNED, a1
        run_in  S_MODE, "lr.w a0, (a1)"
        expect_trap LOAD_MISALIGNED, a1
        test_end

        .data
        .balign 64
data:   .dword  0, 0
