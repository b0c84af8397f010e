// SPDX-License-Identifier: Apache-2.0
//
// Numbers of the RISC-V manuals that the model needs: CSR addresses (privileged manual 2.2), fields
// of mstatus (3.1.6), causes (3.1.15), PTE bits (4.4.1) and pmpcfg bits (3.7.1).

#ifndef PAGEWALK_MODEL_RISCV_H
#define PAGEWALK_MODEL_RISCV_H

#include <stdint.h>

#define BIT(n) (UINT64_C(1) << (n))

enum {
    PAGE_SHIFT = 12,
    PAGE_BYTES = 1 << PAGE_SHIFT,
    LINE_BYTES = 64,  // what an LR reserves
};

enum csr_number {
    CSR_SSTATUS = 0x100,
    CSR_SIE = 0x104,
    CSR_STVEC = 0x105,
    CSR_SCOUNTEREN = 0x106,
    CSR_SENVCFG = 0x10a,
    CSR_SSCRATCH = 0x140,
    CSR_SEPC = 0x141,
    CSR_SCAUSE = 0x142,
    CSR_STVAL = 0x143,
    CSR_SIP = 0x144,
    CSR_STIMECMP = 0x14d,
    CSR_SATP = 0x180,
    CSR_MSTATUS = 0x300,
    CSR_MISA = 0x301,
    CSR_MEDELEG = 0x302,
    CSR_MIDELEG = 0x303,
    CSR_MIE = 0x304,
    CSR_MTVEC = 0x305,
    CSR_MCOUNTEREN = 0x306,
    CSR_MENVCFG = 0x30a,
    CSR_MCOUNTINHIBIT = 0x320,
    CSR_MHPMEVENT3 = 0x323,
    CSR_MHPMEVENT10 = 0x32a,
    CSR_MHPMEVENT31 = 0x33f,
    CSR_MSCRATCH = 0x340,
    CSR_MEPC = 0x341,
    CSR_MCAUSE = 0x342,
    CSR_MTVAL = 0x343,
    CSR_MIP = 0x344,
    CSR_PMPCFG0 = 0x3a0,
    CSR_PMPCFG2 = 0x3a2,
    CSR_PMPADDR0 = 0x3b0,
    CSR_PMPADDR15 = 0x3bf,
    CSR_TSELECT = 0x7a0,
    CSR_TDATA1 = 0x7a1,
    CSR_TDATA2 = 0x7a2,
    CSR_TINFO = 0x7a4,
    CSR_MGEOMETRY = 0x7c0,  // of this machine: docs/isa.md, "Geometry"
    CSR_MREPLACE = 0x7c1,
    CSR_MCYCLE = 0xb00,
    CSR_MINSTRET = 0xb02,
    CSR_MHPMCOUNTER3 = 0xb03,
    CSR_MHPMCOUNTER10 = 0xb0a,
    CSR_MHPMCOUNTER31 = 0xb1f,
    CSR_SCOUNTOVF = 0xda0,
    CSR_CYCLE = 0xc00,
    CSR_TIME = 0xc01,
    CSR_INSTRET = 0xc02,
    CSR_HPMCOUNTER3 = 0xc03,
    CSR_HPMCOUNTER31 = 0xc1f,
    CSR_MVENDORID = 0xf11,
    CSR_MARCHID = 0xf12,
    CSR_MIMPID = 0xf13,
    CSR_MHARTID = 0xf14,
    CSR_MCONFIGPTR = 0xf15,
};

// mstatus, sstatus
#define MSTATUS_SIE BIT(1)
#define MSTATUS_MIE BIT(3)
#define MSTATUS_SPIE BIT(5)
#define MSTATUS_MPIE BIT(7)
#define MSTATUS_SPP BIT(8)
#define MSTATUS_MPP_SHIFT 11
#define MSTATUS_MPP (BIT(11) | BIT(12))
#define MSTATUS_MPRV BIT(17)
#define MSTATUS_SUM BIT(18)
#define MSTATUS_MXR BIT(19)
#define MSTATUS_TVM BIT(20)
#define MSTATUS_TW BIT(21)
#define MSTATUS_TSR BIT(22)
#define MSTATUS_UXL_64 BIT(33)
#define MSTATUS_SXL_64 BIT(35)

// mip, mie: bit numbers are the interrupts' cause numbers
enum interrupt { IRQ_SSI = 1, IRQ_MSI = 3, IRQ_STI = 5, IRQ_MTI = 7, IRQ_SEI = 9, IRQ_MEI = 11, IRQ_LCOFI = 13 };

enum cause {
    CAUSE_FETCH_MISALIGNED = 0,
    CAUSE_FETCH_ACCESS = 1,
    CAUSE_ILLEGAL = 2,
    CAUSE_BREAKPOINT = 3,
    CAUSE_LOAD_MISALIGNED = 4,
    CAUSE_LOAD_ACCESS = 5,
    CAUSE_STORE_MISALIGNED = 6,
    CAUSE_STORE_ACCESS = 7,
    CAUSE_ECALL_U = 8,
    CAUSE_ECALL_S = 9,
    CAUSE_ECALL_M = 11,
    CAUSE_FETCH_PAGE = 12,
    CAUSE_LOAD_PAGE = 13,
    CAUSE_STORE_PAGE = 15,
};

#define COUNTEREN_CY BIT(0)
#define COUNTEREN_TM BIT(1)
#define COUNTEREN_IR BIT(2)
#define HPM_FIRST 3  // the event counters that are there: [HPM_FIRST, HPM_END)
#define HPM_END 11
#define COUNTEREN_HPM (BIT(HPM_END) - BIT(HPM_FIRST))

// mhpmevent: the event's code, and what Sscofpmf adds
#define EVENT_CODE UINT64_C(0xff)
#define EVENT_UINH BIT(60)
#define EVENT_SINH BIT(61)
#define EVENT_MINH BIT(62)
#define EVENT_OF BIT(63)

// menvcfg; the first four are in senvcfg too
#define MENVCFG_FIOM BIT(0)
#define MENVCFG_CBIE (BIT(4) | BIT(5))
#define MENVCFG_CBCFE BIT(6)
#define MENVCFG_CBZE BIT(7)
#define MENVCFG_ADUE BIT(61)
#define MENVCFG_PBMTE BIT(62)
#define MENVCFG_STCE BIT(63)

#define SATP_MODE_SHIFT 60
#define SATP_MODE_BARE 0
#define SATP_MODE_SV39 8
#define SATP_MODE_SV48 9
#define SATP_MODE_SV57 10
#define SATP_ASID_SHIFT 44
#define SATP_ASID_MASK UINT64_C(0xffff)
#define SATP_PPN_MASK (BIT(44) - 1)

#define PTE_V BIT(0)
#define PTE_R BIT(1)
#define PTE_W BIT(2)
#define PTE_X BIT(3)
#define PTE_U BIT(4)
#define PTE_G BIT(5)
#define PTE_A BIT(6)
#define PTE_D BIT(7)
#define PTE_PPN_SHIFT 10
#define PTE_PPN_MASK (BIT(44) - 1)
#define PTE_RESERVED (UINT64_C(0x7f) << 54)
#define PTE_PBMT (UINT64_C(3) << 61)  // Svpbmt
#define PTE_N BIT(63)                 // Svnapot

#define PMP_R BIT(0)
#define PMP_W BIT(1)
#define PMP_X BIT(2)
#define PMP_A_SHIFT 3
#define PMP_L BIT(7)
enum pmp_match { PMP_OFF, PMP_TOR, PMP_NA4, PMP_NAPOT };

#endif
