// SPDX-License-Identifier: Apache-2.0
// Load averages: how many tasks run, are ready to run or wait for the machine (states R and D), as averages over the
// last 1, 5 and 15 minutes that fall off exponentially; a sample each five seconds (proc_loadavg(5)).

#ifndef OS_KERN_LOADAVG_H
#define OS_KERN_LOADAVG_H

#include "os/lib/types.h"

#define LOAD_SHIFT 11  // fixed point: 1.0 is 1 << LOAD_SHIFT

enum { LOAD_1_MINUTE, LOAD_5_MINUTES, LOAD_15_MINUTES, LOADS };

extern uint64_t loadavg[LOADS];

void loadavg_start(void);  // from now on

#endif
