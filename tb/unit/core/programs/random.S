// SPDX-License-Identifier: Apache-2.0
// The frame of a random program: sets the machine up from the parameters that the bench wrote at
// 0x80001000, jumps into the random code, and in its M-mode handler goes on behind whatever trapped,
// with another privilege and address space now and then. It never ends by itself.
//
// Parameters (doublewords):
//   0 medeleg   1 mideleg   2 mie   3 mstatus   4 menvcfg   5 mcounteren   6 scounteren
//   7 mtvec's mode bit      8.. 15 values for satp     16 pmpcfg0   17 to 24 pmpaddr0 to 7
//   32 to 63 registers x0 to x31
#define PARAMETERS 0x80001000
#define CODE       0x80004000
#define CODE_MASK  0x3fc0          /* blocks of 64 bytes in 16 KiB */
#define WIRES      0x10001000
        .section .text.start
        .globl  _start
_start: la      t0, handler
        li      s0, PARAMETERS
        ld      t1, 7*8(s0)
        or      t0, t0, t1
        csrw    mtvec, t0
        la      t0, s_handler
        csrw    stvec, t0
        ld      t0, 0*8(s0)
        csrw    medeleg, t0
        ld      t0, 1*8(s0)
        csrw    mideleg, t0
        ld      t0, 4*8(s0)
        csrw    0x30a, t0
        ld      t0, 5*8(s0)
        csrw    mcounteren, t0
        ld      t0, 6*8(s0)
        csrw    scounteren, t0
        ld      t0, 17*8(s0)
        csrw    pmpaddr0, t0
        ld      t0, 18*8(s0)
        csrw    pmpaddr1, t0
        ld      t0, 19*8(s0)
        csrw    pmpaddr2, t0
        ld      t0, 20*8(s0)
        csrw    pmpaddr3, t0
        ld      t0, 21*8(s0)
        csrw    pmpaddr4, t0
        ld      t0, 22*8(s0)
        csrw    pmpaddr5, t0
        ld      t0, 23*8(s0)
        csrw    pmpaddr6, t0
        ld      t0, 24*8(s0)
        csrw    pmpaddr7, t0
        ld      t0, 16*8(s0)
        csrw    pmpcfg0, t0
        la      t0, save
        csrw    mscratch, t0
        j       next

        // Every exception of M mode, and what is not delegated. The handler trusts nothing: MPRV may be
        // set, any register may hold anything. mscratch points to `save`, sscratch is free.
        .balign 256
handler:
        .option push
        .option norvc
        j       direct            // exceptions, and with vectors these are the causes
        j       direct
        j       direct
        j       direct
        j       direct
        j       direct
        j       direct
        j       direct
        j       direct
        j       direct
        j       direct
        j       direct
        .option pop
direct: csrw    sscratch, t0
        lui     t0, 0x20          // MPRV
        csrc    mstatus, t0
        la      t0, save
        csrw    mscratch, t0
        sd      t1, 8(t0)
        csrr    t1, sscratch
        sd      t1, 0(t0)
        sd      t2, 16(t0)
        ld      t1, 24(t0)        // traps so far
        addi    t1, t1, 1
        sd      t1, 24(t0)
        csrr    t2, mcause
        bgez    t2, next

        // An interrupt: lower what can be lowered. Every fourth one moves on as well.
        li      t2, WIRES
        sd      x0, 0(t2)
        ld      x0, 0(t2)
        li      t2, -1
        csrw    0x14d, t2
        csrw    mip, x0
        andi    t2, t1, 3
        beqz    t2, next
        ld      t1, 8(t0)
        ld      t2, 16(t0)
        ld      t0, 0(t0)
        mret

next:   la      t0, save
        ld      t1, 24(t0)
        li      t2, 0x9e3779b9
        mul     t1, t1, t2
        srli    t1, t1, 8
        li      t2, CODE_MASK
        and     t2, t2, t1
        li      t0, CODE
        add     t0, t0, t2
        csrw    mepc, t0
        li      s0, PARAMETERS
        srli    t1, t1, 16
        andi    t2, t1, 7         // another address space
        slli    t2, t2, 3
        add     t2, t2, s0
        ld      t2, 8*8(t2)
        csrw    satp, t2
        ld      t2, 2*8(s0)
        csrw    mie, t2
        ld      t2, 3*8(s0)
        srli    t1, t1, 3
        xor     t2, t2, t1        // another privilege, and other rights
        li      t0, 0x00181880    // MPP, SUM, MXR, MPIE
        and     t2, t2, t0
        csrw    mstatus, t2
        andi    t1, t1, 15
        bnez    t1, 1f
        sfence.vma
1:      la      t0, save
        csrw    mscratch, t0
        ld      x1, (32+1)*8(s0)
        ld      x2, (32+2)*8(s0)
        ld      x3, (32+3)*8(s0)
        ld      x4, (32+4)*8(s0)
        ld      x5, (32+5)*8(s0)
        ld      x6, (32+6)*8(s0)
        ld      x7, (32+7)*8(s0)
        ld      x9, (32+9)*8(s0)
        ld      x10, (32+10)*8(s0)
        ld      x11, (32+11)*8(s0)
        ld      x12, (32+12)*8(s0)
        ld      x13, (32+13)*8(s0)
        ld      x8, (32+8)*8(s0)
        mret

        // S mode hands on to M mode.
        .balign 4096
        .org    0x3000
s_handler:
        ecall
        j       s_handler

        .data
        .balign 64
save:   .dword  0, 0, 0, 0
