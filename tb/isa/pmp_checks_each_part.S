// SPDX-License-Identifier: Apache-2.0
// A misaligned access that begins in an open range and ends in a closed one faults, the closed part's
// first byte in tval, and a store has written nothing.
#include "test.h"
        test_begin
        la      a1, data
        addi    t0, a1, 8
        srli    t0, t0, 2
        csrw    pmpaddr0, t0            // NAPOT, 8 bytes: data + 8 is closed
        csrwi   pmpcfg0, 0x18
        addi    a2, a1, 8
        run_in  S_MODE, "ld a0, 4(a1)"
        expect_trap LOAD_ACCESS_FAULT, a2
        li      a0, -1
        run_in  S_MODE, "sd a0, 4(a1)"
        expect_trap STORE_ACCESS_FAULT, a2
        run_in  S_MODE, "sh a0, 7(a1)"
        expect_trap STORE_ACCESS_FAULT, a2
        addi    a3, a1, 14
        run_in  S_MODE, "lw a0, 14(a1)" // from closed to open
        expect_trap LOAD_ACCESS_FAULT, a3
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        expect_equal a0, 42
        test_end

        .data
        .balign 64
        .balign 16
data:   .dword  42, 43, 44
