// SPDX-License-Identifier: Apache-2.0
// The CLINT's comparator raises MTI when mtime reaches it: not before, and WFI wakes. Interrupts being
// disabled, execution goes on behind the WFI.
#include "test.h"
        test_begin
        li      a1, CLINT_MTIMECMP
        li      a2, CLINT_MTIME
        li      t0, -1
        sd      t0, 0(a1)
        li      s0, 1 << MTI
        csrw    mie, s0
1:      csrr    a0, mip
        and     a0, a0, s0
        bnez    a0, 1b
        ld      s1, 0(a2)
        addi    s1, s1, 40
        sd      s1, 0(a1)
        wfi
        ld      a0, 0(a2)
        sltu    a0, a0, s1
        expect_equal a0, 0
        csrr    a0, mip
        and     a0, a0, s0
        expect_equal a0, s0
        run_in  S_MODE, "j ."
        expect_interrupt MTI
        test_end
