// SPDX-License-Identifier: Apache-2.0
// R, W and X of the matching entry, each for its own access: an AMO needs W and R, LR needs R.
#include "test.h"
        test_begin
        la      a1, data
        srli    t0, a1, 2
        ori     t0, t0, 7               // NAPOT, 64 bytes
        csrw    pmpaddr0, t0
        csrwi   pmpcfg0, 0x19           // R
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        run_in  S_MODE, "amoadd.d a0, a0, (a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_ACCESS_FAULT, a1
        csrwi   pmpcfg0, 0x1b           // RW
        run_in  U_MODE, "sd a0, 0(a1)"
        expect_done
        run_in  U_MODE, "amoadd.d a0, a0, (a1)"
        expect_done
        csrwi   pmpcfg0, 0x1c           // X
        run_in  U_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        jump_to U_MODE, a1
        expect_trap ILLEGAL_INSTRUCTION, 0
        run_in  U_MODE, "ld a0, 64(a1)" // behind the entry
        expect_done
        ld      a0, 0(a1)               // M mode is not bound
        test_end

        .data
        .balign 64
data:   .dword  0
        .zero   64
