// SPDX-License-Identifier: Apache-2.0
//
// Traps in and out: exceptions, interrupts, MRET and SRET (privileged manual 3.1.6 to 3.1.9, 3.3.2,
// 4.1.3; docs/isa.md "Traps").

#include "state.h"

static const uint64_t interrupt_mask = ~COMMIT_INTERRUPT;

// ---- interrupts ----------------------------------------------------------------------------------

uint64_t hart_takable(const struct hart *h, uint64_t pending)
{
    uint64_t enabled = pending & h->mie;
    bool to_m = h->priv < PRIV_M || (h->mstatus & MSTATUS_MIE);
    bool to_s = h->priv < PRIV_S || (h->priv == PRIV_S && (h->mstatus & MSTATUS_SIE));

    return (to_m ? enabled & ~h->mideleg : 0) | (to_s ? enabled & h->mideleg : 0);
}

const uint8_t interrupt_order[INTERRUPTS] = {IRQ_MEI, IRQ_MSI, IRQ_MTI, IRQ_SEI, IRQ_SSI, IRQ_STI, IRQ_LCOFI};

// Interrupts to M mode come first; within a mode those that come first in interrupt_order.
bool hart_next_interrupt(const struct model *m, uint64_t *cause)
{
    const struct hart *h = &m->hart;
    uint64_t takable = hart_takable(h, hart_pending(m));
    uint64_t to_m = takable & ~h->mideleg;
    uint64_t first = to_m ? to_m : takable;

    for (unsigned i = 0; i < INTERRUPTS; i++) {
        if (first & BIT(interrupt_order[i])) {
            *cause = COMMIT_INTERRUPT | interrupt_order[i];
            return true;
        }
    }
    return false;
}

void hart_update_interrupts(struct model *m) { m->irq_ready = hart_takable(&m->hart, hart_pending(m)) != 0; }

// ---- entry ---------------------------------------------------------------------------------------

static bool delegated(const struct hart *h, uint64_t cause)
{
    uint64_t to_s = cause & COMMIT_INTERRUPT ? h->mideleg : h->medeleg;
    return h->priv != PRIV_M && (to_s & BIT(cause & interrupt_mask & 63));
}

static uint64_t handler(uint64_t tvec, uint64_t cause)
{
    uint64_t base = tvec & ~UINT64_C(3);
    bool vectored = (tvec & 1) && (cause & COMMIT_INTERRUPT);
    return vectored ? base + 4 * (cause & interrupt_mask) : base;
}

static uint64_t moved(uint64_t status, uint64_t from, uint64_t to)
{
    return status & from ? status | to : status & ~to;
}

static void enter_s(struct hart *h, uint64_t cause, uint64_t tval)
{
    h->sepc = h->pc;
    h->scause = cause;
    h->stval = tval;
    h->mstatus = moved(h->mstatus, MSTATUS_SIE, MSTATUS_SPIE) & ~(MSTATUS_SIE | MSTATUS_SPP);
    if (h->priv == PRIV_S)
        h->mstatus |= MSTATUS_SPP;
    h->priv = PRIV_S;
    h->pc = handler(h->stvec, cause);
}

static void enter_m(struct hart *h, uint64_t cause, uint64_t tval)
{
    h->mepc = h->pc;
    h->mcause = cause;
    h->mtval = tval;
    h->mstatus = moved(h->mstatus, MSTATUS_MIE, MSTATUS_MPIE) & ~(MSTATUS_MIE | MSTATUS_MPP);
    h->mstatus |= (uint64_t)h->priv << MSTATUS_MPP_SHIFT;
    h->priv = PRIV_M;
    h->pc = handler(h->mtvec, cause);
}

static void context_changed(struct model *m)
{
    tlb_context_changed(m);
    hart_update_interrupts(m);
}

void hart_trap(struct model *m, uint64_t cause, uint64_t tval)
{
    if (delegated(&m->hart, cause))
        enter_s(&m->hart, cause, tval);
    else
        enter_m(&m->hart, cause, tval);
    context_changed(m);
}

// ---- return --------------------------------------------------------------------------------------

static void leave(struct model *m, enum privilege to, uint64_t pc)
{
    if (to != PRIV_M)
        m->hart.mstatus &= ~MSTATUS_MPRV;
    m->hart.priv = to;
    m->hart.pc = pc;
    context_changed(m);
}

void hart_mret(struct model *m)
{
    struct hart *h = &m->hart;
    enum privilege to = mpp(h);

    h->mstatus = (moved(h->mstatus, MSTATUS_MPIE, MSTATUS_MIE) | MSTATUS_MPIE) & ~MSTATUS_MPP;
    leave(m, to, h->mepc);
}

void hart_sret(struct model *m)
{
    struct hart *h = &m->hart;
    enum privilege to = h->mstatus & MSTATUS_SPP ? PRIV_S : PRIV_U;

    h->mstatus = (moved(h->mstatus, MSTATUS_SPIE, MSTATUS_SIE) | MSTATUS_SPIE) & ~MSTATUS_SPP;
    leave(m, to, h->sepc);
}
