// SPDX-License-Identifier: Apache-2.0
// The supervisor's timer: stimecmp where the machine has Sstc, else the CLINT's, forwarded by the firmware.

#ifndef FIRMWARE_TIMER_H
#define FIRMWARE_TIMER_H

#include <stdbool.h>
#include <stdint.h>

bool timer_exists(void);
void timer_init(void);
void timer_set(uint64_t when);  // absolute, in ticks of time; the past means now, the highest value never
void timer_forward(void);       // the machine timer has fired: it becomes the supervisor's

#endif
