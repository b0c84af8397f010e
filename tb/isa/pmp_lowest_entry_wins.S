// SPDX-License-Identifier: Apache-2.0
// The entry of the lowest number decides, though a later one would give more or less.
#include "test.h"
        test_begin
        la      a1, data
        srli    t0, a1, 2
        csrw    pmpaddr0, t0            // NAPOT, 8 bytes: the first doubleword, nothing
        ori     t1, t0, 7
        csrw    pmpaddr1, t1            // 64 bytes: RW
        ori     t1, t0, 511
        csrw    pmpaddr2, t1            // 4 KiB: nothing
        li      t0, 0x181b18
        csrw    pmpcfg0, t0
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        run_in  S_MODE, "sd a0, 8(a1)"
        expect_done
        run_in  S_MODE, "lb a0, 63(a1)"
        expect_done
        addi    a2, a1, 64
        run_in  S_MODE, "lb a0, 64(a1)"
        expect_trap LOAD_ACCESS_FAULT, a2
        test_end

        .data
        .balign 64
        .balign 4096
data:   .zero   4096
