// SPDX-License-Identifier: Apache-2.0
//
// Are two records the same? Fields that have no meaning in a record are not looked at (commit.h).

#include <stddef.h>

#include "judge.h"

bool judge_has_insn(const struct commit *c)
{
    if (!c->trap)
        return true;
    return !(c->cause & COMMIT_INTERRUPT) && c->cause != CAUSE_FETCH_MISALIGNED
        && c->cause != CAUSE_FETCH_ACCESS && c->cause != CAUSE_FETCH_PAGE;
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
