// SPDX-License-Identifier: Apache-2.0
// The error bank (RISC-V RERI 1.0), where the device tree has one: the hardware's word on lines of memory that it could
// not write back. What was stored there is lost.

#ifndef OS_DEV_ERROR_BANK_H
#define OS_DEV_ERROR_BANK_H

#include "os/lib/types.h"

// From now on lost(pa, more) is called, with interrupts masked, for the line at physical address pa; `more`: others
// were lost after it, and nobody knows which. It does not sleep.
void error_bank_attach(void (*lost)(uint64_t pa, bool more));

#endif
