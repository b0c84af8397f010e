// SPDX-License-Identifier: Apache-2.0
// Address spaces with ASIDs of their own do not see each other's pages, and need no fence to switch;
// an ASID given to another space is clean after a fence of it without an address: one with an address
// orders leaves only, and the space has another root.
#include "test.h"
        test_begin
        paging_on
        poke    FRAME(1), 101
        poke    FRAME(2), 102
        poke    FRAME(3), 103
        .irp    n, 1, 2, 3              // three roots: TABLE(10 n), its middle and its leaf table
        set_pte TABLE(10 * \n), 1, PTE(TABLE(10 * \n + 1), V)
        set_pte TABLE(10 * \n), 2, PTE(0x80000000, V | R | W | X | AD)
        set_pte TABLE(10 * \n + 1), 0, PTE(TABLE(10 * \n + 2), V)
        set_pte TABLE(10 * \n + 2), 0, PTE(FRAME(\n), V | R | AD)
        .endr
        .macro  space asid, n
        li      t6, SATP(\asid, TABLE(10 * \n))
        csrw    satp, t6
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_done
        expect_equal a0, 100 + \n
        .endm
        li      a1, PAGE(0)
        space   1, 1
        space   2, 2
        space   1, 1
        space   0x8001, 3               // the upper bits of ASID count
        space   2, 2
        space   1, 1
        li      a2, 1
        sfence.vma zero, a2
        space   1, 3
        space   2, 2
        space   1, 3
        li      a2, 0x8001
        sfence.vma zero, a2
        space   0x8001, 1
        space   1, 3
        test_end
