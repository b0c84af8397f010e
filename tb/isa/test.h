// SPDX-License-Identifier: Apache-2.0
// What the directed programs are written in: a few words that say what is run, in which mode, and
// which trap must come of it. A program runs in M mode; `run_in` goes to a mode for some instructions
// and is back in M mode behind them, whatever they did, with the trap that ended them in registers:
//
//      run_in S_MODE, "ld a0, 0(a1)"
//      expect_trap LOAD_PAGE_FAULT, a1         // the first instruction's trap, and its tval
//      run_in S_MODE, "ld a0, 0(a2)"
//      expect_done                             // no trap
//      expect_equal a0, 42
//
// Every expect_ is a check with a number, counted from 1 in the order of the source. The exit code is
// 0, or the number of the check that failed; 1000 + n: a trap that nobody waited for, after check n.
//
// The lines before the first instruction may say, each behind `//`:
//      Needs: NAMES    extensions that it is about, as in `pagewalk isa`: the model is given them, the RTL runs the
//                      program if it has them
//      Without: NAMES  extensions that must not be there
//      Machine: WORDS  options of the machine; it runs on the RTL alone
//      Status: N       the exit status that it must end with, if not 0
//      Qemu: WORDS     it runs on QEMU too, with these properties of the CPU
//
// A program may use ra, sp, t0 to t4, a0 to a7, s0 to s3. The words use the rest:
//   gp  number of the current check          s4  the mode that took the trap
//   tp  where M mode goes on after a trap    s5  xstatus as the trap left it
//   t5, t6  scratch                          s6, s7  where run_in's instructions begin and end
//                                            s8 xcause, s9 xtval, s10 xepc of the trap; s11 its scratch
#ifndef ISA_TEST_H
#define ISA_TEST_H

#define U_MODE 0
#define S_MODE 1
#define M_MODE 3

// Causes (privileged manual, tables 3.6 and 4.2)
#define FETCH_ACCESS_FAULT 1
#define ILLEGAL_INSTRUCTION 2
#define BREAKPOINT 3
#define LOAD_MISALIGNED 4
#define LOAD_ACCESS_FAULT 5
#define STORE_MISALIGNED 6
#define STORE_ACCESS_FAULT 7
#define ECALL_FROM_U 8
#define ECALL_FROM_S 9
#define ECALL_FROM_M 11
#define FETCH_PAGE_FAULT 12
#define LOAD_PAGE_FAULT 13
#define STORE_PAGE_FAULT 15
#define SSI 1  // interrupts: bits of mip and mie, and xcause's low bits
#define MSI 3
#define STI 5
#define MTI 7
#define SEI 9
#define MEI 11

#define MSTATUS_SIE (1 << 1)
#define MSTATUS_MIE (1 << 3)
#define MSTATUS_SPIE (1 << 5)
#define MSTATUS_MPIE (1 << 7)
#define MSTATUS_SPP (1 << 8)
#define MSTATUS_MPP (3 << 11)
#define MSTATUS_MPRV (1 << 17)
#define MSTATUS_SUM (1 << 18)
#define MSTATUS_MXR (1 << 19)
#define MSTATUS_TVM (1 << 20)
#define MSTATUS_TW (1 << 21)
#define MSTATUS_TSR (1 << 22)

#define MENVCFG 0x30a  // not known to the assembler by name
#define SENVCFG 0x10a
#define STIMECMP 0x14d
#define MENVCFG_ADUE (1 << 61)
#define MENVCFG_PBMTE (1 << 62)
#define MENVCFG_CBZE (1 << 7)
#define MENVCFG_STCE (1 << 63)

#define TSELECT 0x7a0
#define TDATA1 0x7a1
#define TDATA2 0x7a2
#define TINFO 0x7a4
#define MGEOMETRY 0x7c0
#define MREPLACE 0x7c1
#define TRIGGER_LOAD 1
#define TRIGGER_STORE 2
#define TRIGGER_EXECUTE 4
#define TRIGGER_U 8
#define TRIGGER_S 16
#define TRIGGER_M 64

.macro read_stimecmp rd
        csrr    \rd, STIMECMP
.endm
.macro write_stimecmp rs
        csrw    STIMECMP, \rs
.endm

#define CLINT_MSIP 0x2000000
#define CLINT_MTIMECMP 0x2004000
#define CLINT_MTIME 0x200bff8
#define ERROR_BANK 0x6000000
#define BANK_CONTROL 0x40  // RISC-V RERI: registers of record 0
#define BANK_STATUS 0x48
#define BANK_ADDRESS 0x50
#define PLIC 0xc000000
#define FINISHER 0x100000
#define UART 0x10000000
#define NOWHERE 0x70000000  // nobody answers
#define RAM_BASE 0x80000000
#define BEYOND_RAM 0x7000000000  // where more RAM would be

// Page tables: V is added by page_pte and map. RWX and so on for a page ready to use.
#define V 1
#define R 2
#define W 4
#define X 8
#define U 16
#define G 32
#define A 64
#define D 128
#define AD 192
#define PTE(pa, flags) (((pa) >> 2) | (flags))
#define PBMT(n) ((n) << 61)  // Svpbmt: 1 NC, 2 IO
#define N (1 << 63)          // Svnapot
#define SATP(asid, pa) SATP_OF(SV39, asid, pa)
#define SATP_OF(mode, asid, pa) (((mode) << 60) | ((asid) << 44) | ((pa) >> 12))
#define SV39 8
#define SV48 9
#define SV57 10

// Physical memory beyond the program. Nothing of it is written before the program does, so it is 0.
#define ROOT 0x80100000                               // the tables that paging_on fills:
#define MIDDLE 0x80101000                             //   of the window's gigabyte
#define LEAF 0x80102000                               //   of the window's first 2 MiB
#define UPPER(level) (0x80100000 + 0x1000 * (level))  // levels 3 and 4, above ROOT: Sv48 and Sv57
#define TABLE(n) (0x80110000 + 0x1000 * (n))          // more tables, for the program's own use
#define FRAME(n) (0x80200000 + 0x1000 * (n))          // page frames, in a 2 MiB page of their own

// Virtual memory with paging_on: the window's pages, mapped by `map`; then all of RAM at its own
// address for S mode; then the same again for U mode, where run_in U_MODE runs.
#define PAGE(n) (0x40000000 + 0x1000 * (n))
#define MIB2(n) (0x40000000 + 0x200000 * (n))
#define GIB(n) (0x40000000 * (n))  // root entries 4 to 255 are the program's
#define GIB512(n) ((n) << 39)      // entries of UPPER(3): 1 to 255 are the program's
#define TIB256(n) ((n) << 48)      // entries of UPPER(4): 1 to 255 are the program's
#define U_ALIAS 0x40000000

// ---------------------------------------------------------------------------------------- start, end

.macro test_begin
        .set    check, 0
        .set    u_alias, 0
        .section .text.init
        .globl  _start
_start: li      gp, 0
        li      tp, 0
        la      t5, trapped
        csrw    mtvec, t5
        la      t5, trapped_in_s
        csrw    stvec, t5
        li      t5, -1                  // the last PMP entry opens everything, the others are free
        csrw    pmpaddr15, t5
        li      t5, 0x1f << 56
        csrw    pmpcfg2, t5
        j       test_body

        // M mode: to where run_in said, with the trap in registers. An ECALL of trapped_in_s brings
        // what S mode has found already.
        .balign 4
trapped:
        csrr    s11, mepc
        la      t5, handed_on
        beq     s11, t5, 1f
        csrr    s5, mstatus
        csrr    s8, mcause
        csrr    s9, mtval
        mv      s10, s11
        li      s4, M_MODE
1:      li      t5, MSTATUS_MPRV
        csrc    mstatus, t5
        beqz    tp, 2f
        mv      t5, tp
        li      tp, 0
        jr      t5
2:      li      t5, 1000
        add     gp, gp, t5
        j       fail

        .balign 4
trapped_in_s:
        csrr    s5, sstatus
        csrr    s8, scause
        csrr    s9, stval
        csrr    s10, sepc
        li      s4, S_MODE
handed_on:
        ecall

fail:
#ifdef ON_QEMU  // its board has no tohost
        slli    gp, gp, 16
        li      t5, 0x5555
        beqz    gp, 1f
        li      t5, 0x3333
1:      or      gp, gp, t5
        li      t5, FINISHER
        sw      gp, 0(t5)
#else
        slli    gp, gp, 1
        ori     gp, gp, 1
        la      t5, tohost
        sd      gp, 0(t5)
#endif
        j       .
test_body:
.endm

.macro test_end
        li      gp, 0
        j       fail

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
.endm

// ------------------------------------------------------------------------------------------- running

// Go to an address in a mode; the next trap comes back to `back`.
.macro leave_for mode, address, back
        csrw    mepc, \address
        li      t6, MSTATUS_MPP
        csrc    mstatus, t6
  .if \mode
        li      t6, \mode << 11
        csrs    mstatus, t6
  .endif
        lla     tp, \back
        mret
.endm

// Run instructions (a quoted list) in a mode.
.macro run_in mode, instructions
        lla     s6, .Lfirst\@
        lla     s7, .Llast\@
  .if (\mode == U_MODE) && u_alias
        li      t6, u_alias
        add     s6, s6, t6
        add     s7, s7, t6
  .endif
        leave_for \mode, s6, .Lback\@
.Lfirst\@:
        \instructions
.Llast\@:
        ecall
.Lback\@:
.endm

// Run one instruction in M mode with MPRV set and `mode` in MPP.
.macro run_mprv mode, instruction
        lla     s6, .Lfirst\@
        lla     s7, .Llast\@
        lla     tp, .Lback\@
        li      t6, MSTATUS_MPP
        csrc    mstatus, t6
        li      t6, (\mode << 11) | MSTATUS_MPRV
        csrs    mstatus, t6
.Lfirst\@:
        \instruction
.Llast\@:
        ecall
.Lback\@:
.endm

// Go on at a virtual address (constant or register) in a mode, until a trap.
.macro jump_to mode, address
        operand s6, \address
        li      s7, -1
        leave_for \mode, s6, .Lback\@
.Lback\@:
.endm

// Wait in a mode for an interrupt, on one instruction.
.macro wait_in mode
        run_in  \mode, "j ."
.endm

// ------------------------------------------------------------------------------------------- checks

.macro next_check
        .set    check, check + 1
        li      gp, check
.endm

// rd = a register or a constant
.macro operand rd, value
        .set    is_register, 0
  .irp name, zero,x0,ra,sp,t0,t1,t2,t3,t4,a0,a1,a2,a3,a4,a5,a6,a7,s0,s1,s2,s3,s4,s5,s6,s7,s8,s9,s10
    .ifc \value,\name
        .set    is_register, 1
    .endif
  .endr
  .if is_register
        mv      \rd, \value
  .else
        li      \rd, \value
  .endif
.endm

// A jump over the failure, so that a program may be longer than a branch reaches.
.macro fail_unless_equal left, right
        beq     \left, \right, .Lequal\@
        j       fail
.Lequal\@:
.endm

.macro expect_equal register, value
        next_check
        operand t6, \value
        fail_unless_equal \register, t6
.endm

// What ran ended with this trap: on its first instruction, or at `epc`.
.macro expect_trap cause, tval=0, epc=s6
        next_check
        operand t6, \cause
        fail_unless_equal s8, t6
        operand t6, \tval
        fail_unless_equal s9, t6
        operand t6, \epc
        fail_unless_equal s10, t6
.endm

// What ran got to its end.
.macro expect_done
        next_check
        fail_unless_equal s10, s7
        addi    t6, s8, -ECALL_FROM_U
        sltiu   t6, t6, 4
        addi    t6, t6, -1
        fail_unless_equal t6, zero
.endm

// While waiting, this interrupt came.
.macro expect_interrupt number
        expect_trap (1 << 63) | \number
.endm

.macro expect_taken_in mode
        expect_equal s4, \mode
.endm

// --------------------------------------------------------------------------------------- page tables

// Doublewords and instruction words at physical (or, M mode's, any) addresses
.macro poke address, value
        operand t5, \address
        operand t6, \value
        sd      t6, 0(t5)
.endm

.macro peek rd, address
        operand t5, \address
        ld      \rd, 0(t5)
.endm

.macro poke_code address, word
        operand t5, \address
        li      t6, \word
        sh      t6, 0(t5)
        srli    t6, t6, 16
        sh      t6, 2(t5)
        fence.i
.endm

#define NOP 0x00000013
#define ECALL 0x00000073
#define C_NOP 0x0001

.macro set_pte table, index, value
        poke    (\table) + 8 * (\index), \value
.endm

// Page n of the window is this frame with these rights. No fence.
.macro map page, frame, rights
        set_pte LEAF, \page, PTE(\frame, V | (\rights))
.endm

// From paging_on's Sv39 to a mode with one more level, or two, above it.
.macro sv48_on
        set_pte UPPER(3), 0, PTE(ROOT, V)
        li      t6, SATP_OF(SV48, 0, UPPER(3))
        csrw    satp, t6
        sfence.vma
.endm

.macro sv57_on
        set_pte UPPER(3), 0, PTE(ROOT, V)
        set_pte UPPER(4), 0, PTE(UPPER(3), V)
        li      t6, SATP_OF(SV57, 0, UPPER(4))
        csrw    satp, t6
        sfence.vma
.endm

// Round s0, below 8: a2 is the address of an entry of TABLE(0), which the window's second 2 MiB have, in a line of its own that nobody
// has touched; a1 the page that it is for; a3 what it must be to lead to a frame, in whose first doubleword is 100 + s0.
// Takes a4, t0 and t1.
.macro untouched_entry
        slli    t0, s0, 6               // entry 8 n, page 8 n, frame n
        li      a2, TABLE(0)
        add     a2, a2, t0
        slli    t0, s0, 15
        li      a1, MIB2(1)
        add     a1, a1, t0
        slli    t0, s0, 10
        li      a3, PTE(FRAME(0), V | R | W | AD)
        add     a3, a3, t0
        slli    t0, s0, 12
        li      a4, FRAME(0)
        add     a4, a4, t0
        addi    t1, s0, 100
        sd      t1, 0(a4)
.endm

.macro switch_asid asid
        li      t6, SATP(\asid, ROOT)
        csrw    satp, t6
.endm

.macro paging_on
        set_pte ROOT, 1, PTE(MIDDLE, V)
        set_pte ROOT, 2, PTE(0x80000000, V | R | W | X | AD)
        set_pte ROOT, 3, PTE(0x80000000, V | R | W | X | U | AD)
        set_pte MIDDLE, 0, PTE(LEAF, V)
        switch_asid 0
        sfence.vma
        .set    u_alias, U_ALIAS
.endm

#endif
