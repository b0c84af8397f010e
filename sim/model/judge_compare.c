// SPDX-License-Identifier: Apache-2.0
//
// Are two records, or two sets of CSRs, the same? Fields that have no meaning in a record are not looked at (commit.h).

#include <stddef.h>

#include "judge.h"

// A trigger at an instruction's address fires before it is fetched.
bool judge_has_insn(const struct commit *c)
{
    if (!c->trap)
        return true;
    if (c->cause == CAUSE_BREAKPOINT && c->tval == c->pc)
        return false;
    return !(c->cause & COMMIT_INTERRUPT) && c->cause != CAUSE_FETCH_MISALIGNED && c->cause != CAUSE_FETCH_ACCESS &&
           c->cause != CAUSE_FETCH_PAGE;
}

static const char *access_difference(const struct commit *a, const struct commit *b)
{
    if (a->mem_valid != b->mem_valid)
        return "whether memory was accessed";
    if (!a->mem_valid)
        return NULL;
    if (a->mem_write != b->mem_write)
        return "whether memory was written";
    if (a->mem_bytes != b->mem_bytes && a->mem_bytes && b->mem_bytes)
        return "the size of the memory access";
    if (a->mem_va != b->mem_va)
        return "the virtual address of the memory access";
    if (a->mem_pa != b->mem_pa)
        return "the physical address of the memory access";
    if (a->mem_write && a->mem_wdata != b->mem_wdata)
        return "the stored value";
    return NULL;
}

static const char *register_difference(const struct commit *a, const struct commit *b)
{
    if (a->rd_valid != b->rd_valid)
        return "whether a register was written";
    if (a->rd_valid && a->rd != b->rd)
        return "which register was written";
    if (a->rd_valid && a->rd_value != b->rd_value)
        return "the register's new value";
    return NULL;
}

const char *judge_difference(const struct commit *rtl, const struct commit *model)
{
    const char *what;

    if (rtl->pc != model->pc)
        return "pc";
    if (rtl->priv != model->priv)
        return "the privilege mode";
    if (rtl->trap != model->trap)
        return rtl->trap ? "only the RTL trapped" : "only the model trapped";
    if (rtl->trap && rtl->cause != model->cause)
        return "the cause of the trap";
    if (judge_has_insn(rtl) && rtl->insn != model->insn)
        return "the instruction";
    if (rtl->trap)
        return rtl->tval != model->tval ? "the trap value (tval)" : NULL;
    what = access_difference(rtl, model);
    return what ? what : register_difference(rtl, model);
}

const char *judge_csr_difference(const struct csr_state *rtl, const struct csr_state *model, uint64_t compared_mip,
                                 uint64_t values[2])
{
#define COMPARE(csr, mask) \
    if ((rtl->csr ^ model->csr) & (mask)) { \
        values[0] = rtl->csr; \
        values[1] = model->csr; \
        return "CSR " #csr; \
    }
    COMPARE(mstatus, UINT64_MAX)
    COMPARE(mie, UINT64_MAX)
    COMPARE(mideleg, UINT64_MAX)
    COMPARE(medeleg, UINT64_MAX)
    COMPARE(mtvec, UINT64_MAX)
    COMPARE(mepc, UINT64_MAX)
    COMPARE(mcause, UINT64_MAX)
    COMPARE(mtval, UINT64_MAX)
    COMPARE(mscratch, UINT64_MAX)
    COMPARE(stvec, UINT64_MAX)
    COMPARE(sepc, UINT64_MAX)
    COMPARE(scause, UINT64_MAX)
    COMPARE(stval, UINT64_MAX)
    COMPARE(sscratch, UINT64_MAX)
    COMPARE(satp, UINT64_MAX)
    COMPARE(mip, compared_mip)
#undef COMPARE
    return NULL;
}
