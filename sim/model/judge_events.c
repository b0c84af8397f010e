// SPDX-License-Identifier: Apache-2.0
//
// Sscofpmf: a counter that overflows sets OF in its mhpmevent and then, some time later, mip.LCOFIP. Both stay until
// software writes them. The model counts nothing, so the RTL may show either set where the model has it clear, if the
// counter has had something to count; one that is set in the model must be set in the RTL. What was shown is kept.

#include "judge.h"

// The RTL shows OF of a counter: may it, and if so, so does the model.
static void overflow_seen(struct lockstep *l, unsigned counter, bool seen)
{
    uint64_t *event = &l->model->hart.mhpmevent[counter - HPM_FIRST];

    if (seen && (*event & EVENT_CODE))
        *event |= EVENT_OF;
}

void judge_event_read(struct lockstep *l, unsigned counter, uint64_t *value)
{
    if (!l->model->isa.sscofpmf)
        return;
    overflow_seen(l, counter, l->rtl->rd_value & EVENT_OF);
    *value |= l->model->hart.mhpmevent[counter - HPM_FIRST] & EVENT_OF;
}

void judge_overflows_read(struct lockstep *l, uint64_t *value)
{
    for (unsigned n = HPM_FIRST; n < HPM_END; n++)
        overflow_seen(l, n, l->rtl->rd_value & BIT(n));
    *value = csr_read(l->model, CSR_SCOUNTOVF);
}

void judge_lcofi_seen(struct lockstep *l, uint64_t mip)
{
    if (l->events_selected)
        l->model->hart.mip |= mip & BIT(IRQ_LCOFI);
}

void judge_events_note(struct lockstep *l)
{
    for (unsigned i = 0; l->model->isa.sscofpmf && i < HPM_END - HPM_FIRST; i++)
        l->events_selected |= (l->model->hart.mhpmevent[i] & EVENT_CODE) != 0;
}
