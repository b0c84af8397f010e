// SPDX-License-Identifier: Apache-2.0
//
// The count of retired instructions. Whether the instruction that sets or clears mcountinhibit.IR is itself
// counted is left open (privileged manual 3.1.10, 3.1.12), so the RTL's minstret may differ from the
// model's until a read tells. The differences that may be are kept, and follow a CSRRS or CSRRC that
// changes bits of a count which nobody has seen.

#include "judge.h"

enum { SYSTEM = 0x73 };

static void add(struct instret *c, uint64_t ahead)
{
    for (unsigned i = 0; i < c->count; i++)
        if (c->ahead[i] == ahead)
            return;
    if (c->count < INSTRET_COUNTS)
        c->ahead[c->count++] = ahead;
}

void judge_instret_read(struct lockstep *l, uint64_t *value)
{
    for (unsigned i = 0; i < l->instret.count; i++) {
        if (*value + l->instret.ahead[i] == l->rtl->rd_value) {
            l->model->hart.minstret += l->instret.ahead[i];
            *value = l->rtl->rd_value;
            return;
        }
    }
}

// IR was set by an instruction that the model counted, or cleared by one that it did not.
static void inhibit_changed(struct instret *c, bool set)
{
    unsigned count;

    if (c->count == 0)
        add(c, 0);
    count = c->count;
    for (unsigned i = 0; i < count; i++)
        add(c, c->ahead[i] + (set ? UINT64_MAX : 1));
}

static uint64_t changed(uint32_t insn, const struct hart *before, uint64_t count)
{
    unsigned rs1 = (insn >> 15) & 31;
    uint64_t operand = insn & BIT(14) ? rs1 : before->x[rs1];

    return (insn >> 12 & 3) == 2 ? count | operand : count & ~operand;
}

static void bits_changed(struct lockstep *l, const struct hart *before)
{
    struct instret was = l->instret;

    l->instret.count = 0;
    for (unsigned i = 0; i < was.count; i++)
        add(&l->instret, changed(l->rtl->insn, before, before->minstret + was.ahead[i]) - l->model->hart.minstret);
}

void judge_instret_note(struct lockstep *l, const struct hart *before)
{
    uint32_t insn = l->rtl->insn;
    uint64_t inhibit = l->model->hart.mcountinhibit;
    unsigned csr = insn >> 20, kind = insn >> 12 & 3;

    if ((insn & 0x7f) != SYSTEM || kind == 0)
        return;
    if ((inhibit ^ before->mcountinhibit) & COUNTEREN_IR)
        inhibit_changed(&l->instret, inhibit & COUNTEREN_IR);
    if (csr != CSR_MINSTRET && csr != CSR_INSTRET)
        return;
    if (l->rtl->rd_valid || kind == 1)
        l->instret.count = 0;
    else if ((insn >> 15 & 31) != 0)
        bits_changed(l, before);
}
