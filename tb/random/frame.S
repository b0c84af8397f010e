// SPDX-License-Identifier: Apache-2.0
// The fixed part of a random program: takes turns. A turn enters a block of random code in some mode
// and address space, with some delegation, interrupts and registers; it ends with the block's EBREAK,
// with a trap that is not skipped, or with the timer. After the last turn the program passes. The
// handlers rely on mscratch, mtvec, MTIE and their own pages, which the random code leaves alone.
#include "random.h"

#define CLINT_MSIP     0x2000000
#define CLINT_MTIMECMP 0x2004000
#define MENVCFG        0x30a
#define STIMECMP       0x14d
#define MGEOMETRY      0x7c0
#define MREPLACE       0x7c1
#define MPRV_SUM_MXR   0xe0000

        .section .text.init
        .globl  _start
_start: la      t0, area
        csrw    mscratch, t0
        li      t1, -1
        csrw    pmpaddr15, t1
        li      t1, 0x1f << 56
        csrw    pmpcfg2, t1
        j       take_turn

        // Every trap of M mode. With vectors, causes 1 to 11 come to the table's other entries.
        .balign 64
        .option push
        .option norvc
trap:   .rept   12
        j       trapped
        .endr
        .option pop
trapped:
        csrrw   t0, mscratch, t0
        sd      t1, 8(t0)
        sd      t2, 16(t0)
        csrrw   t1, mscratch, t0
        sd      t1, 0(t0)
        csrr    t1, mcause
        bltz    t1, interrupt

        // Go on behind it? Not at the end of a block, nor where it could not be fetched, nor outside the code.
        ld      t2, 24(t0)                  // the flags of this turn
        andi    t2, t2, TURN_SKIPS
        beqz    t2, take_turn
        li      t2, 3
        beq     t1, t2, take_turn
        beqz    t1, take_turn
        li      t2, 1
        beq     t1, t2, take_turn
        li      t2, 12
        beq     t1, t2, take_turn
        csrr    t1, mepc
        slli    t1, t1, 34
        srli    t1, t1, 34 + 14         // 1 to 3: in the code, wherever it is seen
        beqz    t1, take_turn
        li      t2, (DATA - RAM) >> 14
        bgeu    t1, t2, take_turn
        li      t2, MPRV_SUM_MXR
        csrrs   t1, mstatus, t2
        csrr    t2, mepc
        lhu     t2, 0(t2)               // may trap: then mepc lies in a handler
        csrw    mstatus, t1
        not     t2, t2
        andi    t2, t2, 3
        seqz    t2, t2                  // 1: four bytes
        addi    t2, t2, 1
        slli    t2, t2, 1
        csrr    t1, mepc
        add     t1, t1, t2
        csrw    mepc, t1
return: ld      t1, 8(t0)
        ld      t2, 16(t0)
        ld      t0, 0(t0)
        mret

interrupt:
        slli    t1, t1, 1               // the timer ends the turn; lower the others
        addi    t2, t1, -2 * 7
        beqz    t2, take_turn
        li      t2, CLINT_MSIP
        sw      zero, 0(t2)
        li      t2, -1
        csrw    STIMECMP, t2
        csrw    mip, zero
        j       return

pass:   la      t0, tohost
        li      t1, 1
1:      sd      t1, 0(t0)
        j       1b

take_turn:
        la      t0, area
        csrw    mscratch, t0
        ld      s0, 32(t0)
        la      t1, turns_end
        bgeu    s0, t1, pass
        addi    t1, s0, TURN_BYTES
        sd      t1, 32(t0)
        ld      t1, TURN_FLAGS(s0)
        sd      t1, 24(t0)
        la      t2, trap
        la      t3, s_trap
        andi    t4, t1, TURN_VECTORED
        beqz    t4, 1f
        ori     t2, t2, 1
        ori     t3, t3, 1
1:      csrw    mtvec, t2
        csrw    stvec, t3
        ld      t2, TURN_MEDELEG(s0)
        csrw    medeleg, t2
        ld      t2, TURN_MIDELEG(s0)
        csrw    mideleg, t2
        ld      t2, TURN_MENVCFG(s0)
        csrw    MENVCFG, t2
        ld      t2, TURN_COUNTEREN(s0)
        csrw    mcounteren, t2
        srli    t2, t2, 32
        csrw    scounteren, t2
        ld      t2, TURN_SATP(s0)
        csrw    satp, t2
        andi    t2, t1, TURN_SFENCE
        beqz    t2, 1f
        sfence.vma
1:      andi    t2, t1, TURN_FENCE_I
        beqz    t2, 1f
        fence.i
1:      andi    t2, t1, TURN_GEOMETRY
        beqz    t2, 1f
        ld      t2, TURN_MGEOMETRY(s0)
        csrw    MGEOMETRY, t2
        ld      t2, TURN_MREPLACE(s0)
        csrw    MREPLACE, t2
        csrr    t2, MGEOMETRY
        csrr    t2, MREPLACE
1:      ld      t2, TURN_PMP(s0)
        beqz    t2, 1f
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7
        ld      t3, 8 + 8 * \n(t2)
        csrw    pmpaddr\n, t3
        .endr
        ld      t3, 0(t2)
        csrw    pmpcfg0, t3
1:      ld      t2, TURN_MSIP(s0)
        li      t3, CLINT_MSIP
        sw      t2, 0(t3)
        csrr    t2, time
        ld      t3, TURN_STIMECMP(s0)
        add     t3, t3, t2
        csrw    STIMECMP, t3
        ld      t3, TURN_TICKS(s0)
        add     t3, t3, t2
        li      t4, CLINT_MTIMECMP
        sd      t3, 0(t4)
        csrr    t4, mip                 // wait for the timer's wire to go down
        ld      t2, TURN_MIP(s0)
        csrw    mip, t2
        ld      t2, TURN_MIE(s0)
        csrw    mie, t2
        ld      t2, TURN_PC(s0)
        csrw    mepc, t2
        ld      t2, TURN_MSTATUS(s0)
        csrw    mstatus, t2
        ld      x31, TURN_REGISTERS(s0)
        .irp    n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        ld      x\n, 8 * \n(x31)
        .endr
        ld      x31, 8 * 31(x31)
        mret

        // S mode: an interrupt is lowered, a system call returned from; M mode has the rest.
        .org    S_HANDLER - RAM
        .option push
        .option norvc
s_trap: .rept   12
        j       s_trapped
        .endr
        .option pop
s_trapped:
        csrw    sscratch, t0
        csrr    t0, scause
        bltz    t0, 1f
        addi    t0, t0, -8
        bnez    t0, 2f
        csrr    t0, sepc
        addi    t0, t0, 4
        csrw    sepc, t0
        csrr    t0, sscratch
        sret
1:      csrw    sip, zero
        li      t0, -1
        csrw    STIMECMP, t0            // may be illegal, and skipped
        csrr    t0, sscratch
        sret
2:      ecall
        j       2b
        .org    CODE - RAM

        .section .tohost, "aw"
        .balign 64
        .globl  tohost, fromhost
        .type   tohost, @object
        .type   fromhost, @object
        .size   tohost, 8
        .size   fromhost, 8
tohost: .dword  0
        .balign 64
fromhost: .dword 0

        .data
        .balign 64
area:   .dword  0, 0, 0, 0, turns       // t0, t1, t2, flags of this turn, the next turn
