# SPDX-License-Identifier: Apache-2.0
# Start-up of the contract's programs. main runs in S mode with Sv39 on, code and data through one gigabyte page at their
# own addresses, hardware A and D (Svadu), all of memory open to S mode, and the counters readable. A trap that the
# program does not wait for ends the run with status 64 + cause (a page's gigabyte of its own: contract.h).
  .section .text.init
  .globl _start
_start:
  .option push
  .option norelax
  la gp, __global_pointer$
  .option pop
  la sp, _stack_top
  la t0, trap_in_m
  csrw mtvec, t0
  la t0, trap_in_s
  csrw stvec, t0
  li t0, -1
  csrw pmpaddr0, t0
  li t0, 0x1f                 # NAPOT, all rights
  csrw pmpcfg0, t0
  li t0, 7
  csrw mcounteren, t0
  csrw scounteren, t0
  li t0, 1 << 61              # menvcfg.ADUE
  csrw 0x30a, t0
  li t0, 0xb1ff
  csrw medeleg, t0
  la t0, root
  li t1, 0x80000000 >> 2 | 0xcf   # V R W X A D
  sd t1, 16(t0)
  srli t0, t0, 12
  li t1, 8 << 60
  or t0, t0, t1
  csrw satp, t0
  sfence.vma
  li t0, 3 << 11
  csrc mstatus, t0
  li t0, 1 << 11
  csrs mstatus, t0
  la t0, 1f
  csrw mepc, t0
  mret
1:call main
finish:                       # a0: exit code, as Spike's HTIF has it
  slli a0, a0, 1
  ori a0, a0, 1
  la t0, tohost
1:sd a0, 0(t0)
  j 1b
  .balign 4
trap_in_m:
  csrr a0, mcause
  j 1f
  .balign 4
trap_in_s:
  csrr a0, scause
1:andi a0, a0, 63
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

  .bss
  .balign 4096
  .globl root
root: .skip 4096
