// SPDX-License-Identifier: Apache-2.0
//
// One step of the hart: fetch, decode, execute, trap (unprivileged manual, chapters 2, 3, 5, 7, 8, 9;
// privileged manual 3.3 and 4.2). Encodings are decoded in full: what the manuals do not define is an
// illegal instruction.
//
// The step is compiled twice, with and without the record of what it did.

#include <string.h>

#include "alu.h"
#include "state.h"

enum opcode {  // bits 6:2
    OP_LOAD = 0x00,
    OP_MISC_MEM = 0x03,
    OP_IMM = 0x04,
    OP_AUIPC = 0x05,
    OP_IMM_32 = 0x06,
    OP_STORE = 0x08,
    OP_AMO = 0x0b,
    OP_OP = 0x0c,
    OP_LUI = 0x0d,
    OP_OP_32 = 0x0e,
    OP_BRANCH = 0x18,
    OP_JALR = 0x19,
    OP_JAL = 0x1b,
    OP_SYSTEM = 0x1c,
};

#define ALWAYS_INLINE static inline __attribute__((always_inline))

// ---- fields --------------------------------------------------------------------------------------

static inline unsigned field_rd(uint32_t i) { return (i >> 7) & 31; }
static inline unsigned field_rs1(uint32_t i) { return (i >> 15) & 31; }
static inline unsigned field_rs2(uint32_t i) { return (i >> 20) & 31; }
static inline unsigned funct3(uint32_t i) { return (i >> 12) & 7; }
static inline unsigned funct7(uint32_t i) { return i >> 25; }
static inline uint64_t imm_i(uint32_t i) { return (uint64_t)((int32_t)i >> 20); }
static inline uint64_t imm_u(uint32_t i) { return (uint64_t)(int32_t)(i & 0xfffff000); }

static inline uint64_t imm_s(uint32_t i)
{
    int32_t high = (int32_t)i >> 25, low = (int32_t)((i >> 7) & 31);
    return (uint64_t)(int64_t)(high * 32 + low);
}

static inline uint64_t imm_b(uint32_t i)
{
    return (uint64_t)(int64_t)((int32_t)(i & 0x80000000) >> 19) | ((i << 4) & 0x800) | ((i >> 20) & 0x7e0) |
           ((i >> 7) & 0x1e);
}

static inline uint64_t imm_j(uint32_t i)
{
    return (uint64_t)(int64_t)((int32_t)(i & 0x80000000) >> 11) | (i & 0xff000) | ((i >> 9) & 0x800) |
           ((i >> 20) & 0x7fe);
}

// ---- results -------------------------------------------------------------------------------------

ALWAYS_INLINE bool refuse(struct model *m, uint64_t cause)
{
    m->cause = cause;
    m->tval = 0;
    return false;
}

ALWAYS_INLINE bool illegal(struct model *m)
{
    return refuse(m, CAUSE_ILLEGAL);  // the step puts the instruction into tval
}

ALWAYS_INLINE bool set_rd(struct model *m, uint32_t insn, uint64_t value, struct commit *out)
{
    unsigned rd = field_rd(insn);

    m->hart.x[rd] = value;
    m->hart.x[0] = 0;
    if (out && rd) {
        out->rd_valid = true;
        out->rd = rd;
        out->rd_value = value;
    }
    return true;
}

static void record_access(const struct model *m, uint64_t va, unsigned bytes, struct commit *out)
{
    out->mem_valid = true;
    out->mem_bytes = bytes;
    out->mem_va = va;
    out->mem_pa = m->first_pa;
}

static void record_write(const struct model *m, uint64_t va, unsigned bytes, uint64_t value, struct commit *out)
{
    record_access(m, va, bytes, out);
    out->mem_write = true;
    out->mem_wdata = bytes == 8 ? value : value & (BIT(8 * bytes) - 1);
}

// ---- loads and stores ----------------------------------------------------------------------------

ALWAYS_INLINE bool within_page(uint64_t va, unsigned bytes) { return va % PAGE_BYTES <= PAGE_BYTES - bytes; }

ALWAYS_INLINE bool load(struct model *m, uint64_t va, unsigned bytes, uint64_t *value, struct commit *out)
{
    uint8_t *host = out ? NULL : tlb_lookup(m, va, ACCESS_LOAD);

    if (host && within_page(va, bytes)) {
        *value = 0;
        memcpy(value, host, bytes);
        return true;
    }
    if (!mem_load(m, va, bytes, value))
        return false;
    if (out)
        record_access(m, va, bytes, out);
    return true;
}

ALWAYS_INLINE bool store(struct model *m, uint64_t va, unsigned bytes, uint64_t value, struct commit *out)
{
    uint8_t *host = out ? NULL : tlb_lookup(m, va, ACCESS_STORE);

    if (host && within_page(va, bytes)) {
        memcpy(host, &value, bytes);
        return true;
    }
    if (!mem_store(m, va, bytes, value))
        return false;
    if (out)
        record_write(m, va, bytes, value, out);
    return true;
}

ALWAYS_INLINE bool exec_load(struct model *m, uint32_t insn, struct commit *out)
{
    uint64_t va = m->hart.x[field_rs1(insn)] + imm_i(insn);
    uint64_t v;

    switch (funct3(insn)) {
    case 0: return load(m, va, 1, &v, out) && set_rd(m, insn, (uint64_t)(int64_t)(int8_t)v, out);
    case 1: return load(m, va, 2, &v, out) && set_rd(m, insn, (uint64_t)(int64_t)(int16_t)v, out);
    case 2: return load(m, va, 4, &v, out) && set_rd(m, insn, sext32(v), out);
    case 3: return load(m, va, 8, &v, out) && set_rd(m, insn, v, out);
    case 4: return load(m, va, 1, &v, out) && set_rd(m, insn, v, out);
    case 5: return load(m, va, 2, &v, out) && set_rd(m, insn, v, out);
    case 6: return load(m, va, 4, &v, out) && set_rd(m, insn, v, out);
    default: return illegal(m);
    }
}

ALWAYS_INLINE bool exec_store(struct model *m, uint32_t insn, struct commit *out)
{
    uint64_t va = m->hart.x[field_rs1(insn)] + imm_s(insn);
    uint64_t v = m->hart.x[field_rs2(insn)];

    switch (funct3(insn)) {
    case 0: return store(m, va, 1, v, out);
    case 1: return store(m, va, 2, v, out);
    case 2: return store(m, va, 4, v, out);
    case 3: return store(m, va, 8, v, out);
    default: return illegal(m);
    }
}

// ---- atomics -------------------------------------------------------------------------------------

static bool exec_lr(struct model *m, uint32_t insn, unsigned bytes, struct commit *out)
{
    uint64_t va = m->hart.x[field_rs1(insn)], value;

    if (field_rs2(insn) != 0)
        return illegal(m);
    if (!mem_load_reserved(m, va, bytes, &value))
        return false;
    if (out)
        record_access(m, va, bytes, out);
    return set_rd(m, insn, bytes == 4 ? sext32(value) : value, out);
}

static bool exec_sc(struct model *m, uint32_t insn, unsigned bytes, struct commit *out)
{
    uint64_t va = m->hart.x[field_rs1(insn)], value = m->hart.x[field_rs2(insn)];
    bool done;

    if (!mem_store_conditional(m, va, bytes, value, &done))
        return false;
    if (out && done)
        record_write(m, va, bytes, value, out);
    return set_rd(m, insn, done ? 0 : 1, out);
}

static bool exec_amo_op(struct model *m, uint32_t insn, unsigned bytes, struct commit *out)
{
    uint64_t va = m->hart.x[field_rs1(insn)], operand = m->hart.x[field_rs2(insn)], old;
    amo_op op = amo_operation(insn >> 27);

    if (!op)
        return illegal(m);
    if (!mem_amo(m, va, bytes, op, operand, &old))
        return false;
    if (out)
        record_write(m, va, bytes, operand, out);
    return set_rd(m, insn, bytes == 4 ? sext32(old) : old, out);
}

static bool exec_amo(struct model *m, uint32_t insn, struct commit *out)
{
    unsigned bytes;

    if (funct3(insn) != 2 && funct3(insn) != 3)
        return illegal(m);
    bytes = 1u << funct3(insn);
    switch (insn >> 27) {
    case 2: return exec_lr(m, insn, bytes, out);
    case 3: return exec_sc(m, insn, bytes, out);
    default: return exec_amo_op(m, insn, bytes, out);
    }
}

// ---- integer computation -------------------------------------------------------------------------

ALWAYS_INLINE bool exec_imm(struct model *m, uint32_t insn, struct commit *out)
{
    uint64_t a = m->hart.x[field_rs1(insn)], imm = imm_i(insn);
    unsigned shamt = imm & 63, funct6 = insn >> 26;

    switch (funct3(insn)) {
    case 0: return set_rd(m, insn, a + imm, out);
    case 1: return funct6 == 0 ? set_rd(m, insn, a << shamt, out) : illegal(m);
    case 2: return set_rd(m, insn, (int64_t)a < (int64_t)imm, out);
    case 3: return set_rd(m, insn, a < imm, out);
    case 4: return set_rd(m, insn, a ^ imm, out);
    case 5:
        if (funct6 == 0x00)
            return set_rd(m, insn, a >> shamt, out);
        if (funct6 == 0x10)
            return set_rd(m, insn, (uint64_t)((int64_t)a >> shamt), out);
        return illegal(m);
    case 6: return set_rd(m, insn, a | imm, out);
    default: return set_rd(m, insn, a & imm, out);
    }
}

ALWAYS_INLINE bool exec_imm_32(struct model *m, uint32_t insn, struct commit *out)
{
    uint64_t a = m->hart.x[field_rs1(insn)];
    unsigned shamt = field_rs2(insn);

    switch (funct7(insn) << 3 | funct3(insn)) {
    case 0x00 << 3 | 1: return set_rd(m, insn, sext32(a << shamt), out);
    case 0x00 << 3 | 5: return set_rd(m, insn, sext32((uint32_t)a >> shamt), out);
    case 0x20 << 3 | 5: return set_rd(m, insn, (uint64_t)(int64_t)((int32_t)a >> shamt), out);
    default: return funct3(insn) == 0 ? set_rd(m, insn, sext32(a + imm_i(insn)), out) : illegal(m);
    }
}

ALWAYS_INLINE bool exec_op(struct model *m, uint32_t insn, struct commit *out)
{
    uint64_t a = m->hart.x[field_rs1(insn)], b = m->hart.x[field_rs2(insn)];

    switch (funct7(insn) << 3 | funct3(insn)) {
    case 0x00 << 3 | 0: return set_rd(m, insn, a + b, out);
    case 0x20 << 3 | 0: return set_rd(m, insn, a - b, out);
    case 0x00 << 3 | 1: return set_rd(m, insn, a << (b & 63), out);
    case 0x00 << 3 | 2: return set_rd(m, insn, (int64_t)a < (int64_t)b, out);
    case 0x00 << 3 | 3: return set_rd(m, insn, a < b, out);
    case 0x00 << 3 | 4: return set_rd(m, insn, a ^ b, out);
    case 0x00 << 3 | 5: return set_rd(m, insn, a >> (b & 63), out);
    case 0x20 << 3 | 5: return set_rd(m, insn, (uint64_t)((int64_t)a >> (b & 63)), out);
    case 0x00 << 3 | 6: return set_rd(m, insn, a | b, out);
    case 0x00 << 3 | 7: return set_rd(m, insn, a & b, out);
    case 0x01 << 3 | 0: return set_rd(m, insn, a * b, out);
    case 0x01 << 3 | 1: return set_rd(m, insn, mulh(a, b), out);
    case 0x01 << 3 | 2: return set_rd(m, insn, mulhsu(a, b), out);
    case 0x01 << 3 | 3: return set_rd(m, insn, mulhu(a, b), out);
    case 0x01 << 3 | 4: return set_rd(m, insn, div_signed((int64_t)a, (int64_t)b), out);
    case 0x01 << 3 | 5: return set_rd(m, insn, div_unsigned(a, b), out);
    case 0x01 << 3 | 6: return set_rd(m, insn, rem_signed((int64_t)a, (int64_t)b), out);
    case 0x01 << 3 | 7: return set_rd(m, insn, rem_unsigned(a, b), out);
    default: return illegal(m);
    }
}

ALWAYS_INLINE bool exec_op_32(struct model *m, uint32_t insn, struct commit *out)
{
    uint32_t a = (uint32_t)m->hart.x[field_rs1(insn)], b = (uint32_t)m->hart.x[field_rs2(insn)];
    int64_t sa = (int32_t)a, sb = (int32_t)b;

    switch (funct7(insn) << 3 | funct3(insn)) {
    case 0x00 << 3 | 0: return set_rd(m, insn, sext32(a + b), out);
    case 0x20 << 3 | 0: return set_rd(m, insn, sext32(a - b), out);
    case 0x00 << 3 | 1: return set_rd(m, insn, sext32(a << (b & 31)), out);
    case 0x00 << 3 | 5: return set_rd(m, insn, sext32(a >> (b & 31)), out);
    case 0x20 << 3 | 5: return set_rd(m, insn, (uint64_t)(sa >> (b & 31)), out);
    case 0x01 << 3 | 0: return set_rd(m, insn, sext32(a * b), out);
    case 0x01 << 3 | 4: return set_rd(m, insn, sext32(div_signed(sa, sb)), out);
    case 0x01 << 3 | 5: return set_rd(m, insn, sext32(div_unsigned(a, b)), out);
    case 0x01 << 3 | 6: return set_rd(m, insn, sext32(rem_signed(sa, sb)), out);
    case 0x01 << 3 | 7: return set_rd(m, insn, sext32(rem_unsigned(a, b)), out);
    default: return illegal(m);
    }
}

// ---- control transfer ----------------------------------------------------------------------------

ALWAYS_INLINE bool exec_branch(struct model *m, uint32_t insn, uint64_t *next)
{
    uint64_t a = m->hart.x[field_rs1(insn)], b = m->hart.x[field_rs2(insn)];
    bool taken;

    switch (funct3(insn)) {
    case 0: taken = a == b; break;
    case 1: taken = a != b; break;
    case 4: taken = (int64_t)a < (int64_t)b; break;
    case 5: taken = (int64_t)a >= (int64_t)b; break;
    case 6: taken = a < b; break;
    case 7: taken = a >= b; break;
    default: return illegal(m);
    }
    if (taken)
        *next = m->hart.pc + imm_b(insn);
    return true;
}

ALWAYS_INLINE bool exec_jalr(struct model *m, uint32_t insn, uint64_t *next, struct commit *out)
{
    uint64_t link = *next;

    if (funct3(insn) != 0)
        return illegal(m);
    *next = (m->hart.x[field_rs1(insn)] + imm_i(insn)) & ~UINT64_C(1);
    return set_rd(m, insn, link, out);
}

ALWAYS_INLINE bool exec_jal(struct model *m, uint32_t insn, uint64_t *next, struct commit *out)
{
    uint64_t link = *next;

    *next = m->hart.pc + imm_j(insn);
    return set_rd(m, insn, link, out);
}

// ---- system --------------------------------------------------------------------------------------

static bool exec_csr(struct model *m, uint32_t insn, struct commit *out)
{
    unsigned csr = insn >> 20, rs1 = field_rs1(insn), kind = funct3(insn) & 3;
    uint64_t operand = funct3(insn) & 4 ? rs1 : m->hart.x[rs1];
    bool writes = kind == 1 || rs1 != 0;
    bool read_only = csr >> 10 == 3;
    uint64_t old, base;

    if (!csr_readable(m, csr) || (writes && read_only))
        return illegal(m);
    old = csr_read(m, csr);
    if (m->oracle)
        m->oracle->csr(m->oracle->ctx, csr, &old);
    base = csr_read_for_change(m, csr);  // which the oracle may have settled
    if (writes)
        csr_write(m, csr, kind == 1 ? operand : kind == 2 ? base | operand : base & ~operand);
    if (out)
        out->csr_write = writes;
    return set_rd(m, insn, old, out);
}

static bool exec_mret(struct model *m, uint64_t *next, struct commit *out)
{
    if (m->hart.priv != PRIV_M)
        return illegal(m);
    hart_mret(m);
    *next = m->hart.pc;
    if (out)
        out->csr_write = true;
    return true;
}

static bool exec_sret(struct model *m, uint64_t *next, struct commit *out)
{
    const struct hart *h = &m->hart;

    if (h->priv == PRIV_U || (h->priv == PRIV_S && (h->mstatus & MSTATUS_TSR)))
        return illegal(m);
    hart_sret(m);
    *next = m->hart.pc;
    if (out)
        out->csr_write = true;
    return true;
}

// A WFI that waits stays where it is; under an oracle the RTL has done the waiting.
static bool exec_wfi(struct model *m, uint64_t *next)
{
    const struct hart *h = &m->hart;

    if (h->priv == PRIV_U || (h->priv == PRIV_S && (h->mstatus & MSTATUS_TW)))
        return illegal(m);
    m->waiting = !m->oracle && !(hart_pending(m) & h->mie);
    if (m->waiting)
        *next = h->pc;
    return true;
}

// SFENCE.VMA, and SINVAL.VMA, which forgets the same.
static bool exec_sfence_vma(struct model *m, uint32_t insn)
{
    const struct hart *h = &m->hart;

    if (field_rd(insn) != 0 || h->priv == PRIV_U || (h->priv == PRIV_S && (h->mstatus & MSTATUS_TVM)))
        return illegal(m);
    tlb_flush(m);
    return true;
}

// SFENCE.W.INVAL (rs2 = 0) and SFENCE.INVAL.IR (rs2 = 1): TVM does not bind them (privileged manual, "Svinval").
// Nothing is remembered here that SINVAL.VMA has not forgotten already.
static bool exec_sfence_inval(struct model *m, uint32_t insn)
{
    bool defined = field_rd(insn) == 0 && field_rs1(insn) == 0 && field_rs2(insn) <= 1;
    return (defined && m->hart.priv != PRIV_U) || illegal(m);
}

static bool exec_environment(struct model *m, uint32_t insn, uint64_t *next, struct commit *out)
{
    if (funct7(insn) == 0x09 || (funct7(insn) == 0x0b && m->isa.svinval))
        return exec_sfence_vma(m, insn);
    if (funct7(insn) == 0x0c && m->isa.svinval)
        return exec_sfence_inval(m, insn);
    switch (insn) {
    case 0x00000073: return refuse(m, CAUSE_ECALL_U + m->hart.priv);
    case 0x00100073: return refuse(m, CAUSE_BREAKPOINT);
    case 0x10200073: return exec_sret(m, next, out);
    case 0x10500073: return exec_wfi(m, next);
    case 0x30200073: return exec_mret(m, next, out);
    default: return illegal(m);
    }
}

static bool exec_system(struct model *m, uint32_t insn, uint64_t *next, struct commit *out)
{
    switch (funct3(insn)) {
    case 0: return exec_environment(m, insn, next, out);
    case 4: return illegal(m);
    default: return exec_csr(m, insn, out);
    }
}

// ---- cache blocks --------------------------------------------------------------------------------

// Does the field of menvcfg, and for U mode that of senvcfg, let the instruction be (CMO manual, "Control and Status
// Register State")?
static bool cbo_enabled(const struct hart *h, uint64_t field)
{
    return h->priv == PRIV_M || ((h->menvcfg & field) && (h->priv == PRIV_S || (h->senvcfg & field)));
}

static bool exec_cbo_zero(struct model *m, uint64_t va, struct commit *out)
{
    if (!m->isa.zicboz || !cbo_enabled(&m->hart, MENVCFG_CBZE))
        return illegal(m);
    if (!mem_zero_block(m, va))
        return false;
    if (out) {
        record_access(m, va & ~(uint64_t)(LINE_BYTES - 1), LINE_BYTES, out);
        out->mem_write = true;
    }
    return true;
}

// CBO.CLEAN and CBO.FLUSH, and CBO.INVAL, which may be a flush (docs/isa.md).
static bool exec_cbo_manage(struct model *m, uint64_t va, uint64_t field)
{
    if (!m->isa.zicbom || !cbo_enabled(&m->hart, field))
        return illegal(m);
    return mem_manage_block(m, va);
}

static bool exec_cbo(struct model *m, uint32_t insn, struct commit *out)
{
    uint64_t va = m->hart.x[field_rs1(insn)];

    if (field_rd(insn) != 0)
        return illegal(m);
    switch (insn >> 20) {
    case 0: return exec_cbo_manage(m, va, MENVCFG_CBIE);
    case 1:
    case 2: return exec_cbo_manage(m, va, MENVCFG_CBCFE);
    case 4: return exec_cbo_zero(m, va, out);
    default: return illegal(m);
    }
}

// FENCE and FENCE.I: one hart, and instructions are read from memory as it is.
ALWAYS_INLINE bool exec_misc_mem(struct model *m, uint32_t insn, struct commit *out)
{
    return funct3(insn) <= 1 || (funct3(insn) == 2 ? exec_cbo(m, insn, out) : illegal(m));
}

// ---- the step ------------------------------------------------------------------------------------

ALWAYS_INLINE bool execute(struct model *m, uint32_t insn, uint64_t *next, struct commit *out)
{
    if ((insn & 3) != 3)
        return illegal(m);
    switch ((insn >> 2) & 31) {
    case OP_LOAD: return exec_load(m, insn, out);
    case OP_MISC_MEM: return exec_misc_mem(m, insn, out);
    case OP_IMM: return exec_imm(m, insn, out);
    case OP_AUIPC: return set_rd(m, insn, m->hart.pc + imm_u(insn), out);
    case OP_IMM_32: return exec_imm_32(m, insn, out);
    case OP_STORE: return exec_store(m, insn, out);
    case OP_AMO: return exec_amo(m, insn, out);
    case OP_OP: return exec_op(m, insn, out);
    case OP_LUI: return set_rd(m, insn, imm_u(insn), out);
    case OP_OP_32: return exec_op_32(m, insn, out);
    case OP_BRANCH: return exec_branch(m, insn, next);
    case OP_JALR: return exec_jalr(m, insn, next, out);
    case OP_JAL: return exec_jal(m, insn, next, out);
    case OP_SYSTEM: return exec_system(m, insn, next, out);
    default: return illegal(m);
    }
}

static bool fetch_by_parcels(struct model *m, uint32_t *raw)
{
    uint16_t low, high = 0;

    if (trigger_fires(&m->hart, m->hart.pc, ACCESS_FETCH)) {
        m->cause = CAUSE_BREAKPOINT;
        m->tval = m->hart.pc;
        return false;
    }
    if (!mem_fetch(m, m->hart.pc, &low) || ((low & 3) == 3 && !mem_fetch(m, m->hart.pc + 2, &high)))
        return false;
    *raw = (uint32_t)high << 16 | low;
    return true;
}

// The instruction at pc as it stands in memory.
ALWAYS_INLINE bool fetch(struct model *m, uint32_t *raw)
{
    uint8_t *host = tlb_lookup(m, m->hart.pc, ACCESS_FETCH);

    if (!host || !within_page(m->hart.pc, 4))
        return fetch_by_parcels(m, raw);
    memcpy(raw, host, 4);
    if ((*raw & 3) != 3)
        *raw &= 0xffff;
    return true;
}

ALWAYS_INLINE void count(struct model *m, uint64_t inhibited, bool retired)
{
    struct hart *h = &m->hart;

    m->steps++;
    m->retired += retired;
    if (!(inhibited & COUNTEREN_CY) && !m->counter_written[0])
        h->mcycle++;
    if (retired && !(inhibited & COUNTEREN_IR) && !m->counter_written[2])
        h->minstret++;
    m->counter_written[0] = m->counter_written[2] = false;
}

static enum model_status trapped(struct model *m, uint64_t cause, uint64_t tval, struct commit *out)
{
    if (out) {
        *out = (struct commit){
            .pc = out->pc, .insn = out->insn, .priv = out->priv, .trap = true, .cause = cause, .tval = tval};
    }
    hart_trap(m, cause, tval);
    count(m, m->hart.mcountinhibit, false);
    return MODEL_TRAPPED;
}

void hart_take_interrupt(struct model *m, uint64_t cause, struct commit *out)
{
    if (out)
        *out = (struct commit){.pc = m->hart.pc, .priv = m->hart.priv};
    trapped(m, cause, 0, out);
}

static enum model_status interrupt(struct model *m, struct commit *out)
{
    uint64_t cause;

    if (!hart_next_interrupt(m, &cause))
        cause = 0;  // not reached: irq_ready says that there is one
    hart_take_interrupt(m, cause, out);
    return MODEL_TRAPPED;
}

ALWAYS_INLINE enum model_status instruction(struct model *m, struct commit *out)
{
    struct hart *h = &m->hart;
    uint64_t inhibited = h->mcountinhibit, next;
    uint32_t raw = 0, insn;

    if (out)
        *out = (struct commit){.pc = h->pc, .priv = h->priv};
    if (!fetch(m, &raw))
        return trapped(m, m->cause, m->tval, out);
    if (out)
        out->insn = raw;
    insn = (raw & 3) == 3 ? raw : m->rvc[raw];
    next = h->pc + ((raw & 3) == 3 ? 4 : 2);
    if (!execute(m, insn, &next, out))
        return trapped(m, m->cause, m->cause == CAUSE_ILLEGAL ? raw : m->tval, out);
    if (m->waiting)
        return MODEL_WAITING;
    h->pc = next;
    count(m, inhibited, true);
    return MODEL_RETIRED;
}

// A WFI that waited completes before the interrupt is taken (privileged manual 3.3.3).
ALWAYS_INLINE enum model_status step(struct model *m, struct commit *out)
{
    if (m->irq_ready && !m->waiting && !m->oracle)
        return interrupt(m, out);
    return instruction(m, out);
}

enum model_status hart_step(struct model *m, struct commit *out) { return out ? step(m, out) : step(m, NULL); }

uint64_t model_run(struct model *m, uint64_t steps)
{
    uint64_t done = 0;

    m->stop = false;
    while (done < steps && !m->stop) {
        if (step(m, NULL) == MODEL_WAITING)
            break;
        done++;
    }
    return done;
}
