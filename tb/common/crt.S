# SPDX-License-Identifier: Apache-2.0
# Start-up of a bare-metal C program: a stack, a trap handler that fails the run, main, and its result to
# tohost as Spike's HTIF has it (1: passed; code << 1 | 1: failed).
  .section .text.init
  .globl _start
_start:
  .option push
  .option norelax
  la gp, __global_pointer$
  .option pop
  la sp, _stack_top
  la t0, unexpected_trap
  csrw mtvec, t0
  call main
  .globl finish
finish:                       # a0: exit code
  slli a0, a0, 1
  ori a0, a0, 1
  la t0, tohost
1:sd a0, 0(t0)
  j 1b
  .balign 4
unexpected_trap:
  csrr a0, mcause
  andi a0, a0, 63
  addi a0, a0, 64
  j finish

  .section .tohost, "aw"
  .balign 64
  .globl tohost, fromhost
  .type tohost, @object
  .type fromhost, @object
  .size tohost, 8
  .size fromhost, 8
tohost: .dword 0
  .balign 64
fromhost: .dword 0
