// SPDX-License-Identifier: Apache-2.0
// Every CSR written with every bit set, with none, with patterns, set and cleared; from M, S and U mode;
// the judge compares what is read. Then the locks of PMP. An illegal one traps and is stepped over.
#include "check.h"

.macro probe number
        csrr    s6, \number
        csrrw   a1, \number, s2
        csrr    a0, \number
        csrrw   a1, \number, x0
        csrrs   a2, \number, s3
        csrrc   a3, \number, s4
        csrrwi  a4, \number, 21
        csrrsi  a5, \number, 10
        csrrci  a6, \number, 7
        csrrs   a7, \number, x0
        csrrw   x0, \number, s6
.endm

        .section .text.start
        .globl  _start
_start: li      gp, 0
        la      t0, handler
        csrw    mtvec, t0
        li      s2, -1
        li      s3, 0xa5a5a5a5a5a5a5a5
        li      s4, 0x0ff00ff00ff00ff0

        // In M mode. What would end the program or open an interrupt is left to others.
        .irp    number, 0x100, 0x104, 0x105, 0x106, 0x10a, 0x140, 0x141, 0x142, 0x143, 0x144, 0x14d
        probe   \number
        .endr
        .irp    number, 0x301, 0x302, 0x303, 0x304, 0x306, 0x30a, 0x320, 0x323, 0x33f, 0x340, 0x341
        probe   \number
        .endr
        .irp    number, 0x342, 0x343, 0x344, 0xb00, 0xb02, 0xb03, 0xb1f, 0xc00, 0xc01, 0xc02, 0xc03
        probe   \number
        .endr
        .irp    number, 0xc1f, 0xf11, 0xf12, 0xf13, 0xf14, 0xf15, 0x3a1, 0x3a3, 0x3a4, 0x3af, 0x3b0
        probe   \number
        .endr
        .irp    number, 0x3b1, 0x3be, 0x3bf, 0x3c0, 0x7a0, 0x7b0, 0x747, 0x001, 0x003, 0x200, 0x600
        probe   \number
        .endr
        // mstatus but MIE and MPRV, MPP among them
        li      t0, ~0x20008
        and     t1, s2, t0
        csrrw   a0, mstatus, t1
        csrr    a0, mstatus
        li      t1, 0x1000        // MPP = 2 changes nothing
        csrrw   a0, mstatus, t1
        csrr    a0, mstatus
        csrw    mstatus, x0
        li      t1, 0x1000
        csrrs   a0, mstatus, t1
        csrr    a0, mstatus
        csrw    mstatus, x0
        // satp takes modes 0 and 8 alone
        li      t0, 0x8fff000000080000
        csrw    satp, t0
        csrr    a0, satp
        li      t0, 0x9fff000000080001
        csrw    satp, t0
        csrr    a0, satp
        li      t0, 0x0abc000000080002
        csrw    satp, t0
        csrr    a0, satp
        csrw    satp, x0

        // PMP: every kind of config byte, with addresses that end in 1 and in 0
        li      t0, -1
        csrw    pmpaddr5, t0
        li      t0, 0x1f1b171310080b01
        csrw    pmpcfg0, t0
        csrr    a0, pmpcfg0
        csrr    a0, pmpaddr5
        li      t0, 0x0019120d09050300
        csrw    pmpcfg2, t0
        csrr    a0, pmpcfg2
        li      t0, -1
        .irp    number, 0x3b8, 0x3b9, 0x3ba, 0x3bb, 0x3bc, 0x3bd, 0x3be, 0x3bf
        csrw    \number, t0
        csrr    a0, \number
        .endr
        csrw    pmpcfg2, x0
        csrr    a0, 0x3b9
        // a bit 0 that OFF hides comes back under NAPOT
        li      t0, 0x1818181818181818
        csrw    pmpcfg2, t0
        csrr    a0, 0x3b9
        csrw    pmpcfg2, x0

        // Locks: entry 3 TOR locks addresses 2 and 3; entry 9 NAPOT locks address 9 alone.
        csrw    pmpcfg0, x0
        li      t0, 0x1000
        csrw    pmpaddr2, t0
        csrw    pmpaddr3, t0
        li      t0, 0x8f000000
        csrw    pmpcfg0, t0
        csrr    a0, pmpcfg0
        li      t0, 0x9f00
        csrw    pmpcfg2, t0
        csrr    a0, pmpcfg2
        csrw    pmpcfg0, x0
        csrw    pmpcfg2, x0
        csrr    a0, pmpcfg0
        csrr    a0, pmpcfg2
        .irp    number, 0x3b0, 0x3b1, 0x3b2, 0x3b3, 0x3b4, 0x3b7, 0x3b8, 0x3b9, 0x3ba
        csrw    \number, s3
        csrr    a0, \number
        .endr

        // SRET from M mode ends MPRV; MRET to M mode keeps it, and to S mode ends it. (The data is not
        // touched between: MPP or SPP says who would.)
        li      t0, -1
        csrw    pmpaddr15, t0
        li      t0, 0x1f00000000000000
        csrs    pmpcfg2, t0
        la      t0, 1f
        csrw    mepc, t0
        li      t0, 0x21800       // MPRV, MPP = 3
        csrs    mstatus, t0
        mret
1:      csrr    a0, mstatus
        la      t0, 2f
        csrw    sepc, t0
        li      t0, 0x20100       // MPRV, SPP = 1
        csrs    mstatus, t0
        sret
2:      li      a7, 94
        ecall                     // back to M mode
        csrr    a0, mstatus
        la      t0, 3f
        csrw    mepc, t0
        li      t0, 0x20800       // MPRV, MPP = 1
        csrs    mstatus, t0
        mret
3:      li      a7, 94
        ecall
        csrr    a0, mstatus

        // S mode, then U mode, with and without the counters
        li      t0, -1
        csrw    pmpaddr15, t0
        li      t0, 0x1f00000000000000
        csrw    pmpcfg2, t0
        csrw    medeleg, x0
        csrw    mideleg, x0
        li      s5, 0             // round
round:  la      t0, rounds
        slli    t1, s5, 5
        add     t0, t0, t1
        ld      t1, 0(t0)         // mcounteren
        csrw    mcounteren, t1
        ld      t1, 8(t0)
        csrw    scounteren, t1
        ld      t1, 16(t0)
        csrw    0x30a, t1         // menvcfg
        ld      t1, 24(t0)
        csrw    mstatus, t1
        la      t0, after
        csrw    sepc, t0
        la      t0, lower
        csrw    mepc, t0
        mret
lower:  .irp    number, 0xc00, 0xc01, 0xc02, 0xc03, 0x14d, 0x180, 0x144, 0x104, 0x100, 0x300, 0xb00
        csrr    a0, \number
        .endr
        csrw    0x14d, s3
        csrr    a0, 0x14d
        csrw    0x144, s2
        csrr    a0, 0x144
        csrs    0x100, s4
        csrr    a0, 0x100
        csrc    0x100, s4
        sfence.vma
        sfence.vma a0, a1
        sret
after:  li      a7, 93
        ecall

        // Steps over what trapped; ECALL with a7 = 93 begins the next round.
        .balign 4
handler:
        csrr    t0, mcause
        li      t1, 8
        bltu    t0, t1, 1f
        li      t1, 94            // ECALL with a7 = 94 goes on in M mode
        bne     a7, t1, 2f
        li      a7, 0
        csrr    t0, mepc
        jr      4(t0)
2:      li      t1, 93
        bne     a7, t1, 1f
        li      a7, 0
        addi    s5, s5, 1
        li      t0, 12
        bltu    s5, t0, round
        pass
1:      csrr    t0, mepc
        lhu     t1, 0(t0)
        andi    t1, t1, 3
        addi    t0, t0, 2
        addi    t1, t1, -3
        bnez    t1, 3f
        addi    t0, t0, 2
3:      csrw    mepc, t0
        mret
        fail_routine

        .data
        .balign 8
        // mcounteren, scounteren, menvcfg, mstatus (MPP = 1: 0x800; TVM 1 << 20, TW 21, TSR 22)
rounds: .dword  0, 0, 0, 0x800
        .dword  7, 0, 0, 0x800
        .dword  2, 0, 1 << 63, 0x800
        .dword  7, 7, 1 << 63, 0x800
        .dword  0, 7, 1 << 63, 0x800
        .dword  7, 7, 1 << 63, 0x100800
        .dword  7, 7, 1 << 63, 0x400800
        .dword  7, 7, 0, 0x200800
        .dword  0, 0, 0, 0
        .dword  7, 0, 0, 0
        .dword  7, 5, 1 << 63, 0
        .dword  7, 7, 1 << 63, 0
