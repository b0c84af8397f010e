// SPDX-License-Identifier: Apache-2.0
// The interrupt sources of the host's devices, as numbered at the PLIC. A line is a level: bit i of
// machine_irq_lines() is source i, high as long as the device wants attention. Source 0 is nobody.
#ifndef PAGEWALK_IRQ_H
#define PAGEWALK_IRQ_H

#define IRQ_VIRTIO(slot) (1 + (slot))  // slots 0 to 7: sources 1 to 8
#define IRQ_UART 10
#define IRQ_ERROR_BANK 12  // the machine's own (error_bank.h), no line of machine_irq_lines()
#define IRQ_SOURCES 31     // sources 1 to 31 exist at the PLIC

#endif
