// SPDX-License-Identifier: Apache-2.0
// PMP entries of four bytes: NA4 can be selected, and lets these four bytes be and no more; an access that has others too is
// refused; TOR ends at any multiple of four.
// Needs: na4
// Qemu:
#include "test.h"
        test_begin
        li      t0, (FRAME(0) + 4) >> 2
        csrw    pmpaddr0, t0
        csrr    a0, pmpaddr0
        expect_equal a0, (FRAME(0) + 4) >> 2
        csrwi   pmpcfg0, 0x11                           // NA4, R
        csrr    a0, pmpcfg0
        expect_equal a0, 0x11
        li      a1, FRAME(0)
        li      a2, FRAME(0) + 4
        run_in  S_MODE, "lw a0, 4(a1); sw a0, 0(a1); sw a0, 8(a1)"
        expect_done
        run_in  S_MODE, "sw a0, 4(a1)"
        expect_trap STORE_ACCESS_FAULT, a2
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        csrwi   pmpcfg0, 0x10                           // nothing at all
        run_in  S_MODE, "lw a0, 0(a1); lw a0, 8(a1)"
        expect_done
        run_in  S_MODE, "lw a0, 4(a1)"
        expect_trap LOAD_ACCESS_FAULT, a2
        li      t0, (FRAME(0) + 12) >> 2                // from 4 to 12
        csrw    pmpaddr1, t0
        li      t0, 0x0900
        csrw    pmpcfg0, t0
        run_in  S_MODE, "lw a0, 4(a1); lw a0, 8(a1); sw a0, 0(a1); sw a0, 12(a1)"
        expect_done
        li      a2, FRAME(0) + 8
        run_in  S_MODE, "sw a0, 8(a1)"
        expect_trap STORE_ACCESS_FAULT, a2
        test_end
