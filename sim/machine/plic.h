// SPDX-License-Identifier: Apache-2.0
// The platform-level interrupt controller with two contexts, M mode and S mode of one hart, for
// engines that have none of their own (the RTL has). RISC-V PLIC Specification 1.0: sources 1 to
// IRQ_SOURCES, priorities 0 to 7, level-triggered gateways.
#ifndef PAGEWALK_PLIC_H
#define PAGEWALK_PLIC_H

#include <stdbool.h>
#include <stdint.h>

#include "irq.h"

enum { PLIC_M, PLIC_S, PLIC_CONTEXTS };

struct plic {
    uint32_t levels;   // the wires
    uint32_t pending;  // requests that the gateways have let through
    uint32_t claimed;  // being handled: the gateway is shut until completion
    uint8_t priority[IRQ_SOURCES + 1];
    uint32_t enabled[PLIC_CONTEXTS];
    uint8_t threshold[PLIC_CONTEXTS];
};

void plic_reset(struct plic *plic);
void plic_set_levels(struct plic *plic, uint32_t levels);

// 32-bit registers; other sizes are refused (false). A read of a claim register claims.
bool plic_read(struct plic *plic, uint64_t offset, unsigned bytes, uint64_t *value);
bool plic_write(struct plic *plic, uint64_t offset, unsigned bytes, uint64_t value);

// The wire to the hart's external interrupt of that mode.
bool plic_notifies(const struct plic *plic, unsigned context);

#endif
