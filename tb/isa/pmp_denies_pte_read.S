// SPDX-License-Identifier: Apache-2.0
// Where PMP denies the walker a table, the fault is an access fault of the access's kind, never a page
// fault; at each level. M mode itself reads the table.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | W | X | AD
        li      a1, PAGE(0)
        .irp    table, ROOT, MIDDLE, LEAF
        li      t0, (\table >> 2) | 511 // NAPOT, 4 KiB, no right at all
        csrw    pmpaddr0, t0
        csrwi   pmpcfg0, 0x18
        .ifnc   \table, ROOT            // which would deny the code too
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        run_in  S_MODE, "amoadd.d a0, a0, (a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_ACCESS_FAULT, a1
        .endif
        run_mprv S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        run_mprv S_MODE, "sb a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        peek    a0, \table
        csrwi   pmpcfg0, 0x1c           // X alone is not enough
        run_mprv S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        csrwi   pmpcfg0, 0x19           // R is
        run_mprv S_MODE, "ld a0, 0(a1)"
        expect_done
        .endr
        test_end
