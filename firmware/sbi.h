// SPDX-License-Identifier: Apache-2.0
// The Supervisor Binary Interface 2.0: BASE, TIME, IPI, RFENCE, HSM, SRST, DBCN, and of the
// legacy calls the console's two.

#ifndef FIRMWARE_SBI_H
#define FIRMWARE_SBI_H

#include "firmware/frame.h"

// Carry out the call in the registers and put its answer there (error in a0, value in a1).
void sbi_call(struct frame *frame);

#endif
