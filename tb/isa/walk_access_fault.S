// SPDX-License-Identifier: Apache-2.0
// A table where nobody answers is an access fault of the access's kind, at each level; a frame there
// too.
#include "test.h"
        test_begin
        paging_on
        .macro  unreachable entry, va, pte
        li      a1, \va
        poke    \entry, \pte
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        run_in  S_MODE, "sd a0, 0(a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        run_in  S_MODE, "amoadd.d a0, a0, (a1)"
        expect_trap STORE_ACCESS_FAULT, a1
        run_in  S_MODE, "lr.d a0, (a1)"
        expect_trap LOAD_ACCESS_FAULT, a1
        jump_to S_MODE, a1
        expect_trap FETCH_ACCESS_FAULT, a1
        .endm
        unreachable LEAF, PAGE(0), PTE(NOWHERE, V | R | W | X | AD)
        unreachable MIDDLE + 8, MIB2(1), PTE(NOWHERE, V)
        unreachable ROOT + 32, GIB(4), PTE(NOWHERE, V)
        unreachable ROOT + 32, GIB(4), PTE(0xffffffff000, V)
        li      t0, SATP(0, NOWHERE)
        csrw    satp, t0
        sfence.vma
        run_in  S_MODE, "nop"
        expect_trap FETCH_ACCESS_FAULT, s6
        test_end
