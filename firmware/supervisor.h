// SPDX-License-Identifier: Apache-2.0
// Entering S mode as the SBI promises it: no translation, no interrupts.

#ifndef FIRMWARE_SUPERVISOR_H
#define FIRMWARE_SUPERVISOR_H

#include <stdint.h>

_Noreturn void supervisor_enter(uint64_t address, uint64_t a0, uint64_t a1);

#endif
