// SPDX-License-Identifier: Apache-2.0
// The hardware's event counters, hpmcounter3 to 10: which event each counts is chosen here, through the firmware
// (SBI 2.0, chapter 11); user programs read them directly. docs/events.md says what the events are.

#ifndef OS_ARCH_HPM_H
#define OS_ARCH_HPM_H

#include "os/lib/types.h"

#define HPM_FIRST 3
#define HPM_END 11  // counters [HPM_FIRST, HPM_END)

// At boot: finds the counters and opens them to user mode, beside cycle, time and instret.
void hpm_init(void);
bool hpm_exists(void);

// The counter begins anew from 0 with the event of that name; "none" stops it. 0, -ENODEV where there are no such
// counters, -EINVAL for a number or name that is none.
int hpm_select(unsigned counter, const char *name);

// Of a counter that is there.
const char *hpm_event(unsigned counter);
uint64_t hpm_read(unsigned counter);

#endif
