// SPDX-License-Identifier: Apache-2.0
// The platform-level interrupt controller: which handler a source calls (PLIC specification 1.0).

#ifndef OS_DEV_PLIC_H
#define OS_DEV_PLIC_H

#include "os/lib/types.h"

typedef void (*irq_handler)(void *arg);

void plic_init(void);
// Calls handler(arg), with interrupts masked, whenever the source interrupts. Handlers do not sleep.
void plic_enable(uint32_t source, irq_handler handler, void *arg);
// Claims, handles and completes everything that is pending for this hart.
void plic_handle(void);

#endif
