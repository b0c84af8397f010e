// SPDX-License-Identifier: Apache-2.0
// What the directed programs share: passing, failing, and the marks between which the bench counts
// cycles. gp numbers the checks; a failed one is what the finisher reports.
#define FINISHER 0x100000
#define WIRES 0x10001000
#define LATER 0x10001008

#define MARK_START slti x0, x0, 1
#define MARK_END slti x0, x0, 2

.macro pass
        li      t0, FINISHER
        li      t1, 0x5555
        sw      t1, 0(t0)
.Lpass\@: j .Lpass\@
.endm

// The finisher's failure with the number in gp
.macro fail_routine
fail:
        li      t0, FINISHER
        slli    t1, gp, 16
        li      t2, 0x3333
        or      t1, t1, t2
        sw      t1, 0(t0)
.Lfail\@: j .Lfail\@
.endm

// Fail unless the register holds the value.
.macro expect reg, value
        addi    gp, gp, 1
        li      t6, \value
        bne     \reg, t6, fail
.endm
