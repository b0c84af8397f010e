// SPDX-License-Identifier: Apache-2.0
// What a CBO may not touch is a store's fault, with its operand as it was given in tval: a page fault where the page lets
// neither loads nor, for CBO.ZERO, stores be; an access fault at a device, where nobody is, and of CBO.ZERO at the boot ROM.
// A page that may only be read can be managed; a clear A is a page fault, a clear D only for CBO.ZERO.
// Needs: zicbom zicboz
#include "test.h"
        test_begin
        paging_on
        li      t0, 0xf0
        csrw    MENVCFG, t0
        .macro  all_fault cause
        .irp    cbo, 0, 1, 2, 4
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, \cbo"
        expect_trap \cause, a1
        .endr
        .endm
        .macro  managed
        .irp    cbo, 0, 1, 2
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, \cbo"
        expect_done
        .endr
        .endm
        .macro  zero_faults cause
        run_in  S_MODE, ".insn i 0x0f, 2, x0, a1, 4"
        expect_trap \cause, a1
        .endm
        li      a1, PAGE(0) + 0x7b
        sfence.vma
        all_fault STORE_PAGE_FAULT              // not there
        .irp    rights, X | AD, R | W | U | AD, R | W, R | W | D
        map     0, FRAME(0), \rights
        sfence.vma
        all_fault STORE_PAGE_FAULT
        .endr
        .irp    rights, R | AD, R | X | AD, R | W | A
        map     0, FRAME(0), \rights
        sfence.vma
        managed
        zero_faults STORE_PAGE_FAULT
        .endr
        map     0, FRAME(0), X | AD             // to be read by MXR
        sfence.vma
        li      t0, MSTATUS_MXR
        csrs    mstatus, t0
        managed
        zero_faults STORE_PAGE_FAULT
        .irp    place, UART, NOWHERE, BEYOND_RAM & 0xffffffff000
        map     0, \place, R | W | AD
        sfence.vma
        all_fault STORE_ACCESS_FAULT
        .endr
        map     0, 0x1000, R | W | AD
        sfence.vma
        managed
        zero_faults STORE_ACCESS_FAULT
        li      a1, 1 << 60                     // no address at all
        all_fault STORE_PAGE_FAULT
        test_end
