// SPDX-License-Identifier: Apache-2.0
// A TOR entry covers [pmpaddr of the one before, its own); an empty range matches nothing; entry 0
// begins at 0.
#include "test.h"
        test_begin
        la      a1, data
        srli    t0, a1, 2
        csrw    pmpaddr0, t0            // OFF: only the lower end
        addi    t0, t0, 4               // 16 bytes
        csrw    pmpaddr1, t0
        li      t0, 0x0800
        csrw    pmpcfg0, t0
        run_in  S_MODE, "ld a0, -8(a1)"
        expect_done
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        addi    a2, a1, 15
        run_in  S_MODE, "lbu a0, 15(a1)"
        expect_trap LOAD_ACCESS_FAULT, a2
        run_in  S_MODE, "ld a0, 16(a1)"
        expect_done
        csrr    t0, pmpaddr1            // the ends changed about: empty
        csrr    t1, pmpaddr0
        csrw    pmpaddr0, t0
        csrw    pmpaddr1, t1
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        csrw    pmpaddr1, zero
        csrwi   pmpcfg0, 0x08           // [0, data + 16): nothing, the code included
        run_in  S_MODE, "nop"
        expect_trap FETCH_ACCESS_FAULT, s6
        test_end

        .data
        .balign 64
        .zero   64
data:   .zero   64
