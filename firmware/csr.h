// SPDX-License-Identifier: Apache-2.0
// Machine-mode CSRs: access, and the bits that the firmware uses (Privileged specification 1.12, chapters 3 and 4;
// Sstc; Svadu; Svpbmt). CSRs that an older assembler does not know are named by number.

#ifndef FIRMWARE_CSR_H
#define FIRMWARE_CSR_H

#define CSR_MENVCFG 0x30a
#define CSR_STIMECMP 0x14d
#define CSR_MCOUNTINHIBIT 0x320

#define MENVCFG_ADUE (1UL << 61)
#define MENVCFG_BLOCKS (3UL << 4 | 1UL << 6 | 1UL << 7)  // CBIE, CBCFE, CBZE: all instructions on cache blocks
#define MENVCFG_PBMTE (1UL << 62)
#define MENVCFG_STCE (1UL << 63)

#define MSTATUS_MPIE (1UL << 7)
#define MSTATUS_MPP (3UL << 11)
#define MSTATUS_MPP_S (1UL << 11)
#define MSTATUS_SIE (1UL << 1)

#define IRQ_SSOFT (1UL << 1)
#define IRQ_MSOFT (1UL << 3)
#define IRQ_STIMER (1UL << 5)
#define IRQ_MTIMER (1UL << 7)
#define IRQ_SEXTERNAL (1UL << 9)
#define IRQ_OVERFLOW (1UL << 13)  // of a counter (Sscofpmf)

#define CAUSE_INTERRUPT (1UL << 63)

#ifndef __ASSEMBLER__

enum cause { CauseMachineSoftware = 3, CauseMachineTimer = 7, CauseSupervisorCall = 9 };

#define CSR_TEXT_(csr) #csr
#define CSR_TEXT(csr) CSR_TEXT_(csr)

#define csr_read(csr) \
    ({ \
        unsigned long value_; \
        __asm__ volatile("csrr %0, " CSR_TEXT(csr) : "=r"(value_) : : "memory"); \
        value_; \
    })
#define csr_write(csr, value) __asm__ volatile("csrw " CSR_TEXT(csr) ", %0" : : "rK"(value) : "memory")
#define csr_set(csr, bits) __asm__ volatile("csrs " CSR_TEXT(csr) ", %0" : : "rK"(bits) : "memory")
#define csr_clear(csr, bits) __asm__ volatile("csrc " CSR_TEXT(csr) ", %0" : : "rK"(bits) : "memory")

static inline void wait_for_interrupt(void) { __asm__ volatile("wfi" : : : "memory"); }

#endif
#endif
