// SPDX-License-Identifier: Apache-2.0
//
// May the RTL take this interrupt now? It need not: an interrupt is taken when the RTL takes it, if it
// exists, is enabled, may be pending, and none of higher priority is known to wait (privileged manual
// 3.1.9).

#include "judge.h"

enum { TIMER_SLACK = 16 };  // ticks of mtime

// Is the interrupt pending, as far as one can know here?
static bool may_be_pending(const struct lockstep *l, unsigned irq)
{
    const struct hart *h = &l->model->hart;

    if ((h->mip & BIT(irq)) && !(irq == IRQ_STI && (h->menvcfg & MENVCFG_STCE)))
        return true;
    if (irq == IRQ_LCOFI)
        return l->events_selected;
    if (!(wired_interrupts(h) & BIT(irq)))
        return false;
    if (!l->wires_known)
        return true;
    if (irq == IRQ_STI)
        return l->mtime + TIMER_SLACK >= h->stimecmp;
    return l->line_seen[irq] && l->line_seen[irq] + l->skew->cycles >= l->cycle;
}

// An interrupt that is pending by software's word, may be taken, and comes before `irq`.
static bool passed_over(const struct lockstep *l, unsigned irq)
{
    const struct hart *h = &l->model->hart;
    uint64_t known = h->mip & ~(h->menvcfg & MENVCFG_STCE ? BIT(IRQ_STI) : 0);
    uint64_t takable = hart_takable(h, known);
    bool to_s = h->mideleg & BIT(irq);

    if (to_s && (takable & ~h->mideleg))
        return true;
    takable &= to_s ? h->mideleg : ~h->mideleg;
    for (unsigned i = 0; interrupt_order[i] != irq; i++)
        if (takable & BIT(interrupt_order[i]))
            return true;
    return false;
}

const char *judge_illegal_interrupt(const struct lockstep *l)
{
    uint64_t irq = l->rtl->cause & ~COMMIT_INTERRUPT;
    const uint64_t known = BIT(IRQ_SSI) | BIT(IRQ_MSI) | BIT(IRQ_STI) | BIT(IRQ_MTI) | BIT(IRQ_SEI) | BIT(IRQ_MEI) |
                           (l->model->isa.sscofpmf ? BIT(IRQ_LCOFI) : 0);

    if (irq >= 64 || !(known & BIT(irq)))
        return "an interrupt was taken that does not exist";
    if (!hart_takable(&l->model->hart, BIT(irq)))
        return "an interrupt was taken that is not enabled";
    if (!may_be_pending(l, irq))
        return "an interrupt was taken that is not pending";
    if (passed_over(l, irq))
        return "an interrupt was taken before one of higher priority";
    return NULL;
}
