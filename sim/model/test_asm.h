// SPDX-License-Identifier: Apache-2.0
//
// A hart with 2 MiB of RAM and an assembler of a few words, for unit tests of the model. Programs
// start at 0x80000000; a device at 0x10000000 holds one doubleword, all other I/O is unmapped.

#ifndef PAGEWALK_MODEL_TEST_ASM_H
#define PAGEWALK_MODEL_TEST_ASM_H

#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "riscv.h"

enum { X0, RA, SP, GP, TP, T0, T1, T2, S0, S1, A0, A1, A2, A3, A4, A5, A6, A7 };

#define RAM UINT64_C(0x80000000)
#define RAM_BYTES UINT64_C(0x200000)
#define DEVICE UINT64_C(0x10000000)

static uint32_t op_i(unsigned op, unsigned f3, unsigned rd, unsigned rs1, int imm)
{
    return (uint32_t)imm << 20 | rs1 << 15 | f3 << 12 | rd << 7 | op;
}

static uint32_t op_s(unsigned f3, unsigned rs1, unsigned rs2, int imm)
{
    uint32_t u = (uint32_t)imm;
    return (u >> 5) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | (u & 31) << 7 | 0x23;
}

static inline uint32_t addi(unsigned rd, unsigned rs1, int imm) { return op_i(0x13, 0, rd, rs1, imm); }
static inline uint32_t lb(unsigned rd, unsigned rs1, int imm) { return op_i(0x03, 0, rd, rs1, imm); }
static inline uint32_t lw(unsigned rd, unsigned rs1, int imm) { return op_i(0x03, 2, rd, rs1, imm); }
static inline uint32_t ld(unsigned rd, unsigned rs1, int imm) { return op_i(0x03, 3, rd, rs1, imm); }
static inline uint32_t sb(unsigned rs1, unsigned rs2, int imm) { return op_s(0, rs1, rs2, imm); }
static inline uint32_t sw(unsigned rs1, unsigned rs2, int imm) { return op_s(2, rs1, rs2, imm); }
static inline uint32_t sd(unsigned rs1, unsigned rs2, int imm) { return op_s(3, rs1, rs2, imm); }
static inline uint32_t csrrw(unsigned rd, unsigned csr, unsigned rs1) { return op_i(0x73, 1, rd, rs1, (int)csr); }
static inline uint32_t csrrs(unsigned rd, unsigned csr, unsigned rs1) { return op_i(0x73, 2, rd, rs1, (int)csr); }
static inline uint32_t amo(unsigned f5, unsigned f3, unsigned rd, unsigned rs1, unsigned rs2)
{
    return f5 << 27 | rs2 << 20 | rs1 << 15 | f3 << 12 | rd << 7 | 0x2f;
}
static inline uint32_t lr_d(unsigned rd, unsigned rs1) { return amo(2, 3, rd, rs1, 0); }
static inline uint32_t sc_d(unsigned rd, unsigned rs1, unsigned rs2) { return amo(3, 3, rd, rs1, rs2); }
static inline uint32_t cbo(unsigned operation, unsigned rs1) { return operation << 20 | rs1 << 15 | 2 << 12 | 0x0f; }
static inline uint32_t sinval_vma(unsigned rs1, unsigned rs2) { return 0x0bu << 25 | rs2 << 20 | rs1 << 15 | 0x73; }
static inline uint32_t sfence_vma(unsigned rs1, unsigned rs2) { return 0x09u << 25 | rs2 << 20 | rs1 << 15 | 0x73; }

enum {
    NOP = 0x00000013,
    ECALL = 0x00000073,
    EBREAK = 0x00100073,
    MRET = 0x30200073,
    SRET = 0x10200073,
    WFI = 0x10500073,
    FENCE_I = 0x0000100f,
    SFENCE_W_INVAL = 0x18000073,
    SFENCE_INVAL_IR = 0x18100073,
    CBO_INVAL = 0,
    CBO_CLEAN = 1,
    CBO_FLUSH = 2,
    CBO_ZERO = 4,
};

struct bench {
    struct model *m;
    uint8_t *ram;
    uint64_t device;
};

static inline bool bench_load(void *ctx, uint64_t pa, unsigned bytes, uint64_t *value)
{
    struct bench *b = ctx;
    *value = b->device;
    return pa == DEVICE && bytes <= 8;
}

static inline bool bench_store(void *ctx, uint64_t pa, unsigned bytes, uint64_t value)
{
    struct bench *b = ctx;
    b->device = value;
    return pa == DEVICE && bytes <= 8;
}

// `isa` NULL: the default; `geometry` as in model.h
static inline void bench_open_limited(struct bench *b, const struct isa *isa, const struct geometry *geometry)
{
    struct model_config c = {.isa = isa,
                             .geometry = geometry,
                             .ram_bytes = RAM_BYTES,
                             .bus = {.ctx = b, .load = bench_load, .store = bench_store}};
    b->ram = calloc(1, RAM_BYTES);
    b->device = 0;
    c.ram = b->ram;
    b->m = model_create(&c);
    model_csr_write(b->m, CSR_MTVEC, RAM + 0x400);
    model_set_pc(b->m, RAM);
}

static inline void bench_open_with(struct bench *b, const struct isa *isa) { bench_open_limited(b, isa, NULL); }

static inline void bench_open(struct bench *b) { bench_open_with(b, NULL); }

static inline void bench_close(struct bench *b)
{
    model_destroy(b->m);
    free(b->ram);
}

static inline void poke64(struct bench *b, uint64_t pa, uint64_t value)
{
    memcpy(b->ram + (pa - RAM), &value, 8);
    model_memory_written(b->m, pa, 8);
}

static inline void poke32(struct bench *b, uint64_t pa, uint32_t value)
{
    memcpy(b->ram + (pa - RAM), &value, 4);
    model_memory_written(b->m, pa, 4);
}

static inline uint64_t peek64(const struct bench *b, uint64_t pa)
{
    uint64_t value;
    memcpy(&value, b->ram + (pa - RAM), 8);
    return value;
}

// Puts one instruction at pc and steps.
static inline struct commit run1(struct bench *b, uint32_t insn)
{
    struct commit c = {0};
    poke32(b, model_pc(b->m), insn);
    model_step(b->m, &c);
    return c;
}

static inline void set_csr(struct bench *b, unsigned csr, uint64_t value) { model_csr_write(b->m, csr, value); }

static inline uint64_t get_csr(struct bench *b, unsigned csr)
{
    uint64_t value = 0;
    model_csr_read(b->m, csr, &value);
    return value;
}

// PMP entry 0: everything, read, write and execute.
static inline void open_pmp(struct bench *b)
{
    set_csr(b, CSR_PMPADDR0, UINT64_MAX);
    set_csr(b, CSR_PMPCFG0, PMP_NAPOT << PMP_A_SHIFT | PMP_R | PMP_W | PMP_X);
}

// From M mode to `priv` at `pc` by way of MRET.
static inline void drop_to(struct bench *b, enum privilege priv, uint64_t pc)
{
    set_csr(b, CSR_MEPC, pc);
    set_csr(b, CSR_MSTATUS, (get_csr(b, CSR_MSTATUS) & ~MSTATUS_MPP) | (uint64_t)priv << MSTATUS_MPP_SHIFT);
    model_set_pc(b->m, RAM + 0x600);
    run1(b, MRET);
}

#define PTE_TO(pa, flags) (((uint64_t)(pa) >> PAGE_SHIFT) << PTE_PPN_SHIFT | (flags))
#define PTE_RWX (PTE_R | PTE_W | PTE_X)
#define SATP_OF(mode, root, asid) \
    ((uint64_t)(mode) << SATP_MODE_SHIFT | (uint64_t)(asid) << SATP_ASID_SHIFT | (uint64_t)(root) >> PAGE_SHIFT)
#define SATP(root, asid) SATP_OF(SATP_MODE_SV39, root, asid)

#endif
