// SPDX-License-Identifier: Apache-2.0
//
// Where the payload begins, in S mode; and its trap entry, which counts, keeps cause and address, skips the instruction
// that faulted or closes the interrupt that came, and clobbers nothing.

    .section .text.entry, "ax"
    .globl _start, again, other_start
_start:
    la t0, boots
    li t1, 1
    amoadd.d zero, t1, (t0)
    la sp, stack_end
    la t0, trap
    csrw stvec, t0
    call payload
1:  j 1b

// Where a non-retentive suspend resumes: a0 is the hart, a1 what the caller passed.
again:
    la sp, stack_end
    call resumed
1:  j 1b

// Where another hart begins: a0 is its id, a1 the word that the caller passed.
other_start:
    la sp, other_stack_end
    la t0, trap
    csrw stvec, t0
    call other
1:  j 1b

// uint64_t in_user_mode(void (*code)(void)): run the code in U mode until it traps; returns the cause. No interrupt is open.
    .globl in_user_mode, read_counters
in_user_mode:
    la t0, 1f
    csrw stvec, t0
    li t0, 1 << 8    // sstatus.SPP
    csrc sstatus, t0
    csrw sepc, a0
    sret
    .balign 4
1:  la t0, trap
    csrw stvec, t0
    csrr a0, scause
    ret

read_counters:
    rdcycle t0
    rdtime t0
    rdinstret t0
    ecall

    .balign 4
trap:
    addi sp, sp, -16
    sd t0, 0(sp)
    sd t1, 8(sp)
    csrr t0, scause
    la t1, seen_cause
    sd t0, 0(t1)
    csrr t1, stval
    bltz t0, 1f
    la t0, seen_address
    sd t1, 0(t0)
    csrr t0, sepc
    lhu t1, 0(t0)
    andi t1, t1, 3
    addi t1, t1, -3
    seqz t1, t1
    slli t1, t1, 1
    addi t1, t1, 2
    add t0, t0, t1
    csrw sepc, t0
    j 2f
1:  csrw sie, zero
2:  ld t0, 0(sp)
    ld t1, 8(sp)
    addi sp, sp, 16
    sret

    .bss
    .balign 16
    .skip 4096
stack_end:
    .skip 4096
other_stack_end:
