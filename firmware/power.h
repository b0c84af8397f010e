// SPDX-License-Identifier: Apache-2.0
// Switching the machine off, by the test finisher of QEMU's virt board.

#ifndef FIRMWARE_POWER_H
#define FIRMWARE_POWER_H

#include <stdbool.h>

bool power_exists(void);
_Noreturn void power_off(bool failed);
_Noreturn void power_reset(void);

#endif
