// SPDX-License-Identifier: Apache-2.0
//
// Reset, the trap entry, and what else C cannot say. At reset a0 is the hart's id and a1 the device tree; nothing else is
// known. Every hart begins here; the first to draw from the lottery boots the machine (as the SBI allows any to), the others
// wait. While S or U mode runs, mscratch holds the firmware's stack; in M mode it is 0, by which a trap tells whom it
// interrupted (Privileged specification 1.12, section 3.1).

#include "firmware/csr.h"
#include "firmware/frame.h"
#include "firmware/hart.h"

// The top of the stack of this hart. Changes t0.
    .macro own_stack reg
    csrr t0, mhartid
    addi t0, t0, 1
    slli t0, t0, HART_STACK_SHIFT
    la \reg, stacks
    add \reg, \reg, t0
    .endm

    .section .text.entry, "ax"
    .globl _start
_start:
    csrw mie, zero
    csrw mscratch, zero
    la t0, trap_entry
    csrw mtvec, t0
    li t0, HARTS_MAX
    bgeu a0, t0, never
    own_stack sp
    la t0, lottery
    li t1, 1
    amoadd.w.aqrl t1, t1, (t0)
    bnez t1, wait
    la t0, bss_start
    la t1, bss_end
1:  bgeu t0, t1, 2f
    sd zero, 0(t0)
    addi t0, t0, 8
    j 1b
2:  tail boot

// The harts that came too late: until the first has read the device tree there is nothing that they may look at.
wait:
    csrwi mie, 1 << 3    // an interrupt by the CLINT ends the sleep
1:  la t0, harts_open
    lw t0, 0(t0)
    bnez t0, 2f
    wfi
    j 1b
2:  fence rw, rw
    tail boot_other

never:
    wfi
    j never

// These are not cleared with the rest: harts look at them before.
    .data
    .globl harts_open
    .balign 4
lottery:
    .word 0
harts_open:
    .word 0

// void enter_supervisor(uint64_t address, uint64_t a0, uint64_t a1): mret to S mode; the firmware's stack is empty then.
    .text
    .globl enter_supervisor
enter_supervisor:
    csrw mepc, a0
    own_stack t1
    csrw mscratch, t1
    mv a0, a1
    mv a1, a2
    mret

// uint64_t menvcfg_try(uint64_t value), stimecmp_try: write the CSR and return what it holds then, 0 where there is none.
    .macro try_csr name, csr
    .globl \name
\name:
    la t0, 1f
    csrrw t1, mtvec, t0
    csrw \csr, a0
    csrr a0, \csr
    csrw mtvec, t1
    ret
    .balign 4
1:  csrw mtvec, t1
    li a0, 0
    ret
    .endm

    try_csr menvcfg_try, CSR_MENVCFG
    try_csr stimecmp_try, CSR_STIMECMP
    try_csr mcountinhibit_try, CSR_MCOUNTINHIBIT

// A trap from below: the registers go to a frame on the firmware's stack. A trap of the firmware's own: there is no way
// back, the frame goes below what the stack holds, for the report.
    .balign 4
trap_entry:
    csrrw sp, mscratch, sp
    bnez sp, 1f
    csrr sp, mscratch
1:  addi sp, sp, -FRAME_BYTES
    sd ra, FRAME_REG(1)(sp)
    .irp n, 3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sd x\n, FRAME_REG(\n)(sp)
    .endr
    csrrw t0, mscratch, zero
    sd t0, FRAME_REG(2)(sp)
    csrr t0, mepc
    sd t0, FRAME_PC(sp)
    mv a0, sp
    call trap

    ld t0, FRAME_PC(sp)
    csrw mepc, t0
    addi t0, sp, FRAME_BYTES
    csrw mscratch, t0
    ld ra, FRAME_REG(1)(sp)
    .irp n, 3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    ld x\n, FRAME_REG(\n)(sp)
    .endr
    ld sp, FRAME_REG(2)(sp)
    mret
