// SPDX-License-Identifier: Apache-2.0
// Once entries exist, S and U mode have nothing that no entry gives; M mode has everything.
#include "test.h"
        test_begin
        csrw    pmpcfg2, zero
        la      a1, data
        ld      a0, 0(a1)
        expect_equal a0, 42
        run_in  S_MODE, "nop"
        expect_trap FETCH_ACCESS_FAULT, s6
        run_mprv S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        run_mprv U_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        test_end

        .data
        .balign 64
data:   .dword  42
