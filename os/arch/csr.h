// SPDX-License-Identifier: Apache-2.0
// Supervisor CSRs: access and the bits that the kernel uses (Privileged specification 1.12, chapters 4 and 10).

#ifndef OS_ARCH_CSR_H
#define OS_ARCH_CSR_H

#define SSTATUS_SIE (1 << 1)
#define SSTATUS_SPIE (1 << 5)
#define SSTATUS_SPP (1 << 8)
#define SSTATUS_UXL (3UL << 32)

#define SIE_SSIE (1 << 1)
#define SIE_STIE (1 << 5)
#define SIE_SEIE (1 << 9)

#define SATP_SV39 (8UL << 60)
#define CSR_STIMECMP 0x14d  // by number: older assemblers do not know Sstc

#define CAUSE_INTERRUPT (1UL << 63)
#define CAUSE_USER_ECALL 8
#define CAUSE_LOAD_PAGE 13
#define CAUSE_STORE_PAGE 15

#ifndef __ASSEMBLER__
#include "os/lib/types.h"

enum exception {
    EXC_FETCH_MISALIGNED = 0,
    EXC_FETCH_ACCESS = 1,
    EXC_ILLEGAL = 2,
    EXC_BREAKPOINT = 3,
    EXC_LOAD_MISALIGNED = 4,
    EXC_LOAD_ACCESS = 5,
    EXC_STORE_MISALIGNED = 6,
    EXC_STORE_ACCESS = 7,
    EXC_USER_ECALL = CAUSE_USER_ECALL,
    EXC_FETCH_PAGE = 12,
    EXC_LOAD_PAGE = CAUSE_LOAD_PAGE,
    EXC_STORE_PAGE = CAUSE_STORE_PAGE,
};

enum interrupt { IRQ_SOFTWARE = 1, IRQ_TIMER = 5, IRQ_EXTERNAL = 9 };

#define CSR_READ(csr) \
    ({ \
        uint64_t v_; \
        __asm__ volatile("csrr %0, " #csr : "=r"(v_)); \
        v_; \
    })
#define CSR_WRITE(csr, v) __asm__ volatile("csrw " #csr ", %0" ::"rK"((uint64_t)(v)) : "memory")
#define CSR_SET(csr, v) __asm__ volatile("csrs " #csr ", %0" ::"rK"((uint64_t)(v)) : "memory")
#define CSR_CLEAR(csr, v) __asm__ volatile("csrc " #csr ", %0" ::"rK"((uint64_t)(v)) : "memory")

// Machine time in ticks of the timebase.
static inline uint64_t time_now(void) { return CSR_READ(time); }

static inline void wait_for_interrupt(void) { __asm__ volatile("wfi" ::: "memory"); }
static inline void fence_i(void) { __asm__ volatile("fence.i" ::: "memory"); }

#endif

#endif
