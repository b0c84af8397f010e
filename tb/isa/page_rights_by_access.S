// SPDX-License-Identifier: Apache-2.0
// R, W and X of the leaf, each for its own access; W without R is reserved; AMO needs W, LR needs R.
#include "test.h"
        test_begin
        paging_on
        map     0, FRAME(0), R | AD
        map     1, FRAME(0), R | W | AD
        map     2, FRAME(0), X | AD
        map     3, FRAME(0), R | X | AD
        map     4, FRAME(0), W | AD
        map     5, FRAME(0), W | X | AD
        poke_code FRAME(0), ECALL
        .macro  rights page, load, store, fetch
        li      a1, PAGE(\page)
        .if     \load
        run_in  S_MODE, "ld a0, 0(a1); lr.d a0, (a1)"
        expect_done
        .else
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        run_in  S_MODE, "lr.d a0, (a1)"
        expect_trap LOAD_PAGE_FAULT, a1
        .endif
        .if     \store
        run_in  S_MODE, "sw a0, 8(a1); amoadd.w a0, a0, (a1); amoxor.d zero, zero, (a1)"
        expect_done
        poke_code FRAME(0), ECALL
        .else
        run_in  S_MODE, "sw a0, 0(a1)"
        expect_trap STORE_PAGE_FAULT, a1
        run_in  S_MODE, "amoadd.w a0, a0, (a1)"
        expect_trap STORE_PAGE_FAULT, a1
        .endif
        jump_to S_MODE, PAGE(\page)
        .if     \fetch
        expect_trap ECALL_FROM_S
        .else
        expect_trap FETCH_PAGE_FAULT, a1
        .endif
        .endm
        rights  0, 1, 0, 0
        rights  1, 1, 1, 0
        rights  2, 0, 0, 1
        rights  3, 1, 0, 1
        rights  4, 0, 0, 0
        rights  5, 0, 0, 0
        test_end
