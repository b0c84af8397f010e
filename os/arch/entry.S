# SPDX-License-Identifier: Apache-2.0
#
# The kernel's doors, in assembly: the entry from the firmware, the trap vector, the way back to user mode, and the
# switch from one task's kernel stack to another's.
#
# sscratch holds the address of the running task's trap frame while in user mode, and 0 while in the kernel: so the
# vector knows where a trap comes from before it has a register to spare. The kernel expects no trap of its own.

#include "os/arch/csr.h"
#include "os/arch/frame.h"
#include "os/lib/errno.h"

# gp of the kernel: the linker reaches small data from it (kernel.ld).
    .macro LOAD_GP
    .option push
    .option norelax
    lla     gp, __global_pointer$
    .option pop
    .endm

# From the firmware, paging off: a0 = hart, a1 = physical address of the device tree (SBI 2.0, HSM: hart start).
# Builds the kernel's page table, then lets the fetch after the write of satp fault into the virtual address space.
    .section .text.entry, "ax"
    .globl kernel_entry
kernel_entry:
    LOAD_GP
    csrw    sie, zero
    csrw    sscratch, zero
    mv      s0, a0
    mv      s1, a1
    lla     t0, bss_start
    lla     t1, bss_end
1:  sd      zero, 0(t0)
    addi    t0, t0, 8
    bltu    t0, t1, 1b
    lla     sp, boot_stack_end
    call    pmap_boot
    li      s2, 0xffffffc000000000
    lla     t0, in_physmap
    add     t0, t0, s2
    csrw    stvec, t0
    csrw    satp, a0
    .balign 4
in_physmap:
    lla     t0, trap_vector
    csrw    stvec, t0
    add     sp, sp, s2
    add     gp, gp, s2
    mv      a0, s0
    mv      a1, s1
    call    kernel_main

    .section .boot_stack, "aw", @nobits
    .globl boot_stack
    .balign 4096
boot_stack:
    .skip 4096
boot_stack_end:
emergency_stack:
    .skip 4096
emergency_stack_end:
interrupt_stack:
    .skip 4096
interrupt_stack_end:

# What a C function may change, but for a0, sp (x2), t0 and t1 (x5, x6).
    .macro CALLER_REGISTERS op
    .irp n, 1, 3, 7, 11, 12, 13, 14, 15, 16, 17, 28, 29, 30, 31
    \op     x\n, 8*\n(sp)
    .endr
    .endm

# What it leaves as it was, and tp (x4), which no kernel code uses.
    .macro CALLEE_REGISTERS op
    .irp n, 4, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
    \op     x\n, 8*\n(sp)
    .endr
    .endm

# t0 and t1 are saved already; t0 stays as it is. Time begins to be the kernel's.
    .macro QUICK_ENTRY
    CALLER_REGISTERS sd
    sd      a0, FRAME_A0(sp)
    LOAD_GP
    csrrw   t1, sscratch, zero
    sd      t1, 16(sp)
    ld      t1, current
    rdtime  a1
    ld      a2, TASK_KERNEL_TICKS(t1)
    sub     a2, a2, a1
    sd      a2, TASK_KERNEL_TICKS(t1)
    .endm

# a0 goes to user mode; all other registers but those that C leaves as they are come from the frame. sstatus is as the
# last trap from user mode has left it, whoever that came from: it is the same in all of user mode, and nothing in the
# kernel changes it but return_to_user, which ends in user mode.
    .macro QUICK_RETURN
    ld      t1, current
    lbu     t0, TASK_ATTENTION(t1)
    bnez    t0, quick_attention
    ld      a2, TASK_KERNEL_TICKS(t1)
    rdtime  a1
    add     a2, a2, a1
    sd      a2, TASK_KERNEL_TICKS(t1)
    ld      t0, FRAME_SEPC(sp)
    csrw    sscratch, sp
    csrw    sepc, t0
    CALLER_REGISTERS ld
    ld      t0, 40(sp)
    ld      t1, 48(sp)
    ld      sp, 16(sp)
    sret
    .endm

    .text
    .balign 4
    .globl trap_vector
trap_vector:
    csrrw   sp, sscratch, sp
    beqz    sp, from_kernel
    sd      t0, 40(sp)
    sd      t1, 48(sp)
    csrr    t0, scause
    addi    t0, t0, -CAUSE_USER_ECALL
    bnez    t0, no_call
    li      t0, SYSCALL_COUNT
    bgeu    a7, t0, whole_frame
    lla     t0, syscall_quick
    slli    t1, a7, 3
    add     t0, t0, t1
    ld      t0, 0(t0)
    beqz    t0, whole_frame

# The quick way through a system call that needs no register but its arguments, and through a page fault: what the C
# function leaves as it was is saved only if the task turns out to have more to do than to return. The frame's sstatus
# is that of the task's beginning.
    QUICK_ENTRY
    csrr    t1, sepc
    addi    t1, t1, 4
    sd      t1, FRAME_SEPC(sp)
    li      t1, CALL_RESTARTS_NUMBER
    sd      t1, FRAME_IN_SYSCALL(sp)
    sd      a0, FRAME_SYSCALL_A0(sp)
    addi    a0, sp, FRAME_A0
    jalr    t0
    QUICK_RETURN

# Loads and stores that fault: causes 13 and 15.
no_call:
    ori     t1, t0, CAUSE_LOAD_PAGE ^ CAUSE_STORE_PAGE
    addi    t1, t1, CAUSE_USER_ECALL - CAUSE_STORE_PAGE
    bnez    t1, whole_frame
    QUICK_ENTRY
    csrr    t1, sepc
    sd      t1, FRAME_SEPC(sp)
    sd      zero, FRAME_IN_SYSCALL(sp)
    csrr    a0, stval
    srli    a1, t0, 1
    andi    a1, a1, 1  # is it a store?
    call    user_data_fault
    ld      a0, FRAME_A0(sp)
    QUICK_RETURN

quick_attention:
    sd      a0, FRAME_A0(sp)
    CALLEE_REGISTERS sd
    mv      a0, sp
    call    user_prepare
    j       return_to_user

whole_frame:
    sd      a0, FRAME_A0(sp)
    CALLER_REGISTERS sd
    CALLEE_REGISTERS sd
    LOAD_GP
    csrrw   t0, sscratch, zero
    sd      t0, 16(sp)
    csrr    t1, sepc
    csrr    t2, sstatus
    sd      t1, FRAME_SEPC(sp)
    sd      t2, FRAME_SSTATUS(sp)
    mv      a0, sp
    call    user_trap
    # sp is the running task's frame again, perhaps after many switches.

    .globl return_to_user
return_to_user:
    ld      t1, FRAME_SEPC(sp)
    ld      t2, FRAME_SSTATUS(sp)
    csrw    sscratch, sp
    csrw    sepc, t1
    csrw    sstatus, t2
    CALLER_REGISTERS ld
    CALLEE_REGISTERS ld
    ld      a0, FRAME_A0(sp)
    ld      t0, 40(sp)
    ld      t1, 48(sp)
    ld      sp, 16(sp)
    sret

# A trap in the kernel ends it, but for an access that may fail (probe.S): that returns -EFAULT to its caller.
from_kernel:
    csrrw   sp, sscratch, sp
    csrr    a1, sepc
    lla     a0, probe_start
    bltu    a1, a0, 1f
    lla     a0, probe_end
    bgeu    a1, a0, 1f
    csrw    sepc, ra
    li      a0, -EFAULT
    sret
1:
    mv      a3, sp
    lla     sp, emergency_stack_end  # its own may be what has failed
    csrr    a0, scause
    csrr    a1, sepc
    csrr    a2, stval
    call    kernel_trap

# void panic(const char *fmt, ...)
    .globl panic
panic:
    lla     sp, emergency_stack_end
    j       panic_say

# void interrupts_handle(void): on a stack of its own, for it is called where a task's is deep. Nothing there switches.
    .globl interrupts_handle
interrupts_handle:
    mv      t0, sp
    lla     sp, interrupt_stack_end - 16
    sd      ra, 0(sp)
    sd      t0, 8(sp)
    call    interrupts_run
    ld      ra, 0(sp)
    ld      sp, 8(sp)
    ret

# The first steps of a forked child: its frame is the parent's copy, at the top of its stack.
    .globl fork_child_start
fork_child_start:
    mv      a0, sp
    call    user_prepare
    j       return_to_user

# The first steps of a kernel task: s0(s1). When that returns, the task has become a user program.
    .globl kernel_task_start
kernel_task_start:
    mv      a0, s1
    jalr    s0
    j       fork_child_start

# void switch_context(struct context *from, const struct context *to)
    .globl switch_context
switch_context:
    sd      ra, 0(a0)
    sd      sp, 8(a0)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    sd      s\n, 16+8*\n(a0)
    .endr
    sd      tp, 16+8*12(a0)
    ld      ra, 0(a1)
    ld      sp, 8(a1)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    ld      s\n, 16+8*\n(a1)
    .endr
    ld      tp, 16+8*12(a1)
    ret
