// SPDX-License-Identifier: Apache-2.0
// A locked entry binds M mode too, and neither it nor its address can be written again; nor the
// address below a locked TOR entry.
#include "test.h"
        test_begin
        la      a1, data
        srli    s0, a1, 2
        ori     t0, s0, 7
        csrw    pmpaddr0, t0
        li      t0, 0x99                // locked NAPOT, R
        csrw    pmpcfg0, t0
        run_in  M_MODE, "ld a0, 0(a1)"
        expect_done
        run_in  M_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        csrw    pmpcfg0, zero
        csrw    pmpaddr0, zero
        csrr    a0, pmpcfg0
        expect_equal a0, 0x99
        csrr    a0, pmpaddr0
        ori     t0, s0, 7
        expect_equal a0, t0

        addi    s1, s0, 64              // pmpaddr2 = data + 256, pmpaddr3 = data + 320
        csrw    pmpaddr2, s1
        addi    t0, s1, 16
        csrw    pmpaddr3, t0
        li      t0, 0x88 << 24
        csrs    pmpcfg0, t0
        csrw    pmpaddr2, zero
        csrr    a0, pmpaddr2
        expect_equal a0, s1
        run_in  M_MODE, "ld a0, 256(a1)"
        addi    a2, a1, 256
        expect_trap LOAD_ACCESS_FAULT, a2
        li      t0, 0x1f << 16          // while the configuration below may be written
        csrs    pmpcfg0, t0
        csrr    a0, pmpcfg0
        expect_equal a0, 0x881f0099
        test_end

        .data
        .balign 64
        .balign 64
data:   .zero   512
