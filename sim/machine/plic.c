// SPDX-License-Identifier: Apache-2.0
#include "plic.h"

enum {
    PRIORITY = 0x000000,
    PENDING = 0x001000,
    ENABLE = 0x002000,
    ENABLE_STRIDE = 0x80,
    CONTEXT = 0x200000,
    CONTEXT_STRIDE = 0x1000,
    CONTEXT_END = CONTEXT + PLIC_CONTEXTS * CONTEXT_STRIDE,
};
enum { THRESHOLD = 0, CLAIM = 4 };

#define PRIORITY_MASK 7

void plic_reset(struct plic *plic) { *plic = (struct plic){0}; }

static void open_gateways(struct plic *plic) { plic->pending |= plic->levels & ~plic->claimed & ~UINT32_C(1); }

// A request that has been let through stands until it is claimed, even if the wire falls.
void plic_set_levels(struct plic *plic, uint32_t levels)
{
    plic->levels = levels;
    open_gateways(plic);
}

// The most urgent pending source that the context has enabled, lowest number first among equals;
// 0: none. Priority 0 means never.
static unsigned best(const struct plic *plic, unsigned context)
{
    unsigned found = 0;
    uint32_t candidates = plic->pending & plic->enabled[context];
    for (unsigned source = 1; source <= IRQ_SOURCES; source++)
        if ((candidates >> source & 1) && plic->priority[source] > plic->priority[found])
            found = source;
    return found;
}

bool plic_notifies(const struct plic *plic, unsigned context)
{
    if ((plic->pending & plic->enabled[context]) == 0)
        return false;
    return plic->priority[best(plic, context)] > plic->threshold[context];
}

static uint32_t claim(struct plic *plic, unsigned context)
{
    unsigned source = best(plic, context);
    if (source) {
        plic->pending &= ~(UINT32_C(1) << source);
        plic->claimed |= UINT32_C(1) << source;
    }
    return source;
}

static void complete(struct plic *plic, unsigned context, uint64_t source)
{
    if (source == 0 || source > IRQ_SOURCES || !(plic->enabled[context] >> source & 1))
        return;
    plic->claimed &= ~(UINT32_C(1) << source);
    open_gateways(plic);
}

bool plic_read(struct plic *plic, uint64_t offset, unsigned bytes, uint64_t *value)
{
    if (bytes != 4)
        return false;
    *value = 0;
    if (offset < PRIORITY + 4 * (IRQ_SOURCES + 1)) {
        *value = plic->priority[offset / 4];
    } else if (offset == PENDING) {
        *value = plic->pending;
    } else if (offset >= CONTEXT && offset < CONTEXT_END) {
        unsigned context = (offset - CONTEXT) / CONTEXT_STRIDE;
        unsigned reg = (offset - CONTEXT) % CONTEXT_STRIDE;
        *value = reg == THRESHOLD ? plic->threshold[context] : reg == CLAIM ? claim(plic, context) : 0;
    } else if (offset >= ENABLE && offset < ENABLE + PLIC_CONTEXTS * ENABLE_STRIDE) {
        if (offset % ENABLE_STRIDE == 0)
            *value = plic->enabled[(offset - ENABLE) / ENABLE_STRIDE];
    }
    return true;
}

bool plic_write(struct plic *plic, uint64_t offset, unsigned bytes, uint64_t value)
{
    if (bytes != 4)
        return false;
    if (offset >= PRIORITY + 4 && offset < PRIORITY + 4 * (IRQ_SOURCES + 1)) {
        plic->priority[offset / 4] = value & PRIORITY_MASK;
    } else if (offset >= CONTEXT && offset < CONTEXT_END) {
        unsigned context = (offset - CONTEXT) / CONTEXT_STRIDE;
        unsigned reg = (offset - CONTEXT) % CONTEXT_STRIDE;
        if (reg == THRESHOLD)
            plic->threshold[context] = value & PRIORITY_MASK;
        else if (reg == CLAIM)
            complete(plic, context, value);
    } else if (offset >= ENABLE && offset < ENABLE + PLIC_CONTEXTS * ENABLE_STRIDE) {
        if (offset % ENABLE_STRIDE == 0)
            plic->enabled[(offset - ENABLE) / ENABLE_STRIDE] = (uint32_t)value & ~UINT32_C(1);
    }
    return true;
}
