# SPDX-License-Identifier: Apache-2.0
# Entry of the bare-metal test programs: a stack, a trap vector that calls trap(cause, pc) with the
# caller-saved registers kept and goes on at the pc that it returns, and main(hart, device tree).
# What main returns is the exit code.
  .option arch, +zicsr
  .section .text.start
  .globl _start
_start:
  la sp, stack_top
  la t0, vector
  csrw mtvec, t0
  call main
  call leave
1:
  j 1b

# Keeps or restores the caller-saved registers.
  .macro caller_saved insn
  \insn ra, 0(sp)
  \insn t0, 8(sp)
  \insn t1, 16(sp)
  \insn t2, 24(sp)
  \insn a0, 32(sp)
  \insn a1, 40(sp)
  \insn a2, 48(sp)
  \insn a3, 56(sp)
  \insn a4, 64(sp)
  \insn a5, 72(sp)
  \insn a6, 80(sp)
  \insn a7, 88(sp)
  \insn t3, 96(sp)
  \insn t4, 104(sp)
  \insn t5, 112(sp)
  \insn t6, 120(sp)
  .endm

  .text
  .align 2
vector:
  addi sp, sp, -128
  caller_saved sd
  csrr a0, mcause
  csrr a1, mepc
  call trap
  csrw mepc, a0
  caller_saved ld
  addi sp, sp, 128
  mret
