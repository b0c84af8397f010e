// SPDX-License-Identifier: Apache-2.0
// Loads and stores of every size at every offset about the end of a page, where the next page can be
// used, is absent, may only be read, or the first one is absent. A store that faults must have written
// nothing; the judge compares every value and trap, and the two pages are summed up in the end.
#include "check.h"
#define DATA   0x80100ff0         /* the window begins 16 bytes before the page's end */
#define LEAF   0x80202000

.macro each_offset insn, reg
        .irp    offset, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
        \insn   \reg, \offset(s0)
        .endr
.endm

        .section .text.start
        .globl  _start
_start: li      gp, 0
        la      t0, handler
        csrw    mtvec, t0
        // pages 0x80000000 to 0x801fffff one by one, rights from a table, the rest of the GiB large
        li      t0, 0x80200000
        li      t1, (0x80201000 >> 12 << 10) | 1
        sd      t1, 16(t0)
        li      t0, 0x80201000
        li      t1, (0x80202000 >> 12 << 10) | 1
        sd      t1, 0(t0)
        li      t0, LEAF
        li      t1, (0x80000000 >> 12 << 10) | 0xcf
        li      t2, 512
1:      sd      t1, 0(t0)
        addi    t0, t0, 8
        addi    t1, t1, 1 << 10
        addi    t2, t2, -1
        bnez    t2, 1b
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        li      t0, (8 << 60) | 0x80200
        csrw    satp, t0
        li      s1, 0             // variant: rights of the two pages
        j       variant

        // S mode
body:   li      s0, DATA
        li      s2, 0x0123456789abcdef
        .irp    insn, lb, lh, lw, ld, lbu, lhu, lwu
        each_offset \insn, a0
        .endr
        .irp    insn, sb, sh, sw, sd
        each_offset \insn, s2
        addi    s2, s2, 0x111
        .endr
        // atomics are not cut in two
        .irp    offset, 0, 1, 4, 6, 8, 12, 14, 16
        addi    a1, s0, \offset
        lr.w    a0, (a1)
        sc.w    a0, s2, (a1)
        amoadd.w a0, s2, (a1)
        lr.d    a0, (a1)
        sc.d    a0, s2, (a1)
        amomaxu.d a0, s2, (a1)
        .endr
        ecall

variant:
        la      t0, variants
        slli    t1, s1, 4
        add     t0, t0, t1
        li      t1, LEAF + 0x100 * 8
        ld      t2, 0(t0)
        sd      t2, 0(t1)
        ld      t2, 8(t0)
        sd      t2, 8(t1)
        sfence.vma
        la      t0, body
        csrw    mepc, t0
        li      t0, 0x1800
        csrc    mstatus, t0
        li      t0, 0x0800
        csrs    mstatus, t0
        mret

        .balign 4
handler:
        csrr    t0, mcause
        li      t1, 9
        bne     t0, t1, 1f
        // sum of the two pages' ends
        li      t0, DATA
        ld      a0, 0(t0)
        ld      a1, 8(t0)
        ld      a2, 16(t0)
        ld      a3, 24(t0)
        addi    s1, s1, 1
        li      t0, 7
        bltu    s1, t0, variant
        pass
1:      csrr    t0, mepc
        lhu     t1, 0(t0)
        andi    t1, t1, 3
        addi    t0, t0, 2
        addi    t1, t1, -3
        bnez    t1, 2f
        addi    t0, t0, 2
2:      csrw    mepc, t0
        mret

        .data
        .balign 8
#define PTE(page, rights) (((0x80000 + page) << 10) | rights)
variants:
        .dword  PTE(0x100, 0xcf), PTE(0x101, 0xcf)
        .dword  PTE(0x100, 0xcf), 0
        .dword  PTE(0x100, 0xcf), PTE(0x101, 0xc3)
        .dword  PTE(0x100, 0xc3), PTE(0x101, 0xcf)
        .dword  0, PTE(0x101, 0xcf)
        .dword  PTE(0x100, 0xcf), PTE(0x101, 0x4f)         // D clear: a fault without ADUE
        .dword  PTE(0x100, 0xcf), (0x40000 << 10) | 0xcf   // nobody answers there
