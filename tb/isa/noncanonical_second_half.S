// SPDX-License-Identifier: Apache-2.0
// A misaligned load at the end of the lower half's last page: its second half is not canonical.
#include "test.h"
        test_begin
        paging_on
        set_pte ROOT, 255, PTE(0x80000000, V | R | W | AD)
        li      a1, (1 << 38) - 4
        li      a2, 1 << 38
        run_in  S_MODE, "lwu a0, 0(a1)"
        expect_trap LOAD_ACCESS_FAULT, a1       // 1 GiB of physical memory: its end is not there
        run_in  S_MODE, "ld a0, 0(a2)"
        expect_trap LOAD_PAGE_FAULT, a2
        set_pte ROOT, 255, PTE(TABLE(0), V)
        set_pte TABLE(0), 511, PTE(FRAME(0), V | R | W | AD)
        sfence.vma
        run_in  S_MODE, "ld a0, 0(a1)"
        expect_trap LOAD_PAGE_FAULT, a2
        run_in  S_MODE, "lwu a0, 0(a1)"
        expect_done
        test_end
