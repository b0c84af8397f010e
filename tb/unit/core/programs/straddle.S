// SPDX-License-Identifier: Apache-2.0
// A 32-bit instruction that begins two bytes before a page's end, where the second page is good, absent,
// not executable, of the other privilege, or not memory; and the same for the first page. The half
// that failed is in tval; the judge compares it, and the program checks it too.
#include "check.h"
#define LEAF 0x80202000
#define SPOT 0x80100ffe
        .section .text.start
        .globl  _start
_start: li      gp, 0
        la      t0, handler
        csrw    mtvec, t0
        li      t0, 0x80200000
        li      t1, (0x80201000 >> 12 << 10) | 1
        sd      t1, 16(t0)
        li      t0, 0x80201000
        li      t1, (0x80202000 >> 12 << 10) | 1
        sd      t1, 0(t0)
        // the instruction, and a jump back behind it
        li      t0, SPOT
        li      t1, 0x0413        // addi s0, s0, 2
        sh      t1, 0(t0)
        li      t1, 0x0024
        sh      t1, 2(t0)
        li      t1, 0x8082        // ret
        sh      t1, 4(t0)
        fence.i
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        li      t0, (8 << 60) | 0x80200
        csrw    satp, t0
        li      s0, 0             // how often it was done, times two
        li      s1, 0
        li      s2, 0             // sum of the offsets of tval from the instruction, 1 + offset each
next:   la      t0, variants
        slli    t1, s1, 4
        add     t0, t0, t1
        li      t1, LEAF + 0x100 * 8
        ld      t2, 0(t0)
        sd      t2, 0(t1)
        ld      t2, 8(t0)
        sd      t2, 8(t1)
        sfence.vma
        li      t0, SPOT
        csrw    mepc, t0
        li      t0, 0x1800
        csrc    mstatus, t0
        li      t0, 0x0800
        csrs    mstatus, t0
        la      ra, landing
        mret
        .balign 4
handler:
        li      t1, SPOT
        csrr    t2, mepc
        csrr    t0, mtval
        bne     t2, t1, 1f        // not the instruction, but what it came back to: no page for it
        sub     t0, t0, t1
        addi    t0, t0, 1
        add     s2, s2, t0
1:      addi    s1, s1, 1
        li      t0, 9
        bne     s1, t0, next
        expect  s0, 2 * 2
        expect  s2, 5 * 3 + 2 * 1
        pass
landing:
        nop
        fail_routine

        .data
        .balign 8
#define PTE(page, rights) (((0x80000 + page) << 10) | rights)
variants:
        .dword  PTE(0x100, 0xcb), PTE(0x101, 0xcb)
        .dword  PTE(0x100, 0xcb), 0
        .dword  PTE(0x100, 0xcb), PTE(0x101, 0xc7)
        .dword  PTE(0x100, 0xcb), PTE(0x101, 0xdb)
        .dword  PTE(0x100, 0xcb), PTE(0x101, 0x8b)          // A clear
        .dword  PTE(0x100, 0xcb), (0x40000 << 10) | 0xcb    // nobody answers there
        .dword  0, PTE(0x101, 0xcb)
        .dword  PTE(0x100, 0xc7), 0
        .dword  PTE(0x100, 0xcb), PTE(0x101, 0xcb)
