// SPDX-License-Identifier: Apache-2.0
// A branch over up to 6 bytes, taken and not in an order that cannot be known, at every place of a doubleword and at a page's end:
// what is skipped leaves nothing, be it one instruction or three, a jump, a store, an illegal one or one that traps; what is not
// skipped is done once.
#include "test.h"
        .option norelax
        .set    order, 0xb5a31c
        .set    rounds, 24
        .set    done, 12                        // bits of it that are set
        .macro  begins_at pad                   // 3: at the begin of a doubleword, and what follows PAD parcels on
        .balign 8
3:      .option push
        .option rvc
        .rept   \pad
        c.nop
        .endr
        .option pop
        .endm
        // BRANCH of a2 to 1f over SKIPPED, which adds VALUE to a0
        .macro  over branch, skipped, value
        .irp    pad, 0, 1, 2, 3
        li      a0, 0
        li      a1, 0
        li      s2, order
        j       3f
        begins_at \pad
        andi    a2, s2, 1
        \branch
        \skipped
1:      addi    a1, a1, 1
        srli    s2, s2, 1
        li      t0, rounds
        bltu    a1, t0, 3b
        j       4f
2:      addi    a0, a0, 1                       // for those that jump
        j       1b
4:      expect_equal a1, rounds
        expect_equal a0, done * \value
        .endr
        .endm
        .macro  short                           // compressed branch
        .option push
        .option rvc
        c.beqz  a2, 1f
        .option pop
        .endm
        .macro  long
        .option push
        .option norvc
        beq     a2, x0, 1f
        .option pop
        .endm
        .macro  narrow value
        .option push
        .option rvc
        c.addi  a0, \value
        .option pop
        .endm
        .macro  wide value
        .option push
        .option norvc
        addi    a0, a0, \value
        .option pop
        .endm
        .macro  two
        narrow  1
        narrow  2
        .endm
        .macro  three
        narrow  1
        narrow  2
        narrow  4
        .endm
        .macro  mixed
        narrow  1
        wide    2
        .endm
        .macro  goes
        .option push
        .option norvc
        jal     x0, 2f
        .option pop
        .endm
        .macro  stores                          // a0 counts in memory
        .option push
        .option norvc
        sd      a1, 0(s3)
        .option pop
        .endm
        .macro  illegal
        .word   0xffffffff
        .endm
        .macro  traps
        .option push
        .option norvc
        ld      a0, 0(x0)
        .option pop
        .endm
        test_begin
        over    short, "narrow 1", 1
        over    short, "wide 1", 1
        over    short, two, 3
        over    short, three, 7
        over    short, mixed, 3
        over    long, "narrow 1", 1
        over    long, "wide 1", 1
        over    long, two, 3
        over    long, goes, 1
        over    short, goes, 1

        // always skipped
        .macro  never branch, skipped
        .irp    pad, 0, 1, 2, 3
        li      a0, 0
        li      a1, 0
        li      a2, 0
        la      s3, words
        sd      x0, 0(s3)
        j       3f
        begins_at \pad
        \branch
        \skipped
1:      addi    a1, a1, 1
        li      t0, 3
        bltu    a1, t0, 3b
        expect_equal a0, 0
        ld      t0, 0(s3)
        expect_equal t0, 0
        .endr
        .endm
        never   long, stores
        never   short, stores
        never   long, illegal
        never   short, illegal
        never   long, traps
        never   short, traps

        // the branch and what it skips on either side of a page's end
        .irp    before, 2, 4, 6, 8
        li      a0, 0
        li      a2, 0
        j       3f
        .balign 4096
        .space  4096 - \before
3:      long
        wide    1
1:      nop
        expect_equal a0, 0
        .endr
        test_end
        .balign 8
words:  .dword  0
