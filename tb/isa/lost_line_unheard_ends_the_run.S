// SPDX-License-Identifier: Apache-2.0
// Memory refuses a line that the caches write back, and the error bank has not been asked to log it: the run ends there,
// not as if nothing had been.
// Machine: --memory-error 0x80300040
// Status: 3
#include "test.h"
        test_begin
        li      t0, 0x80300040
        sd      t0, 0(t0)
        li      t2, 0x40000
        li      t1, 36
1:      add     t0, t0, t2
        ld      zero, 0(t0)
        addi    t1, t1, -1
        bnez    t1, 1b
        li      t1, 1000                // and time for memory's answer
1:      addi    t1, t1, -1
        bnez    t1, 1b
        test_end
