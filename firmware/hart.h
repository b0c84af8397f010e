// SPDX-License-Identifier: Apache-2.0
// The harts of the machine: which of them runs, waits to be started or sleeps, and how one asks another for something
// (SBI 2.0, chapter 9, Hart State Management). At reset all begin at once; one boots, the others wait here until the
// supervisor starts them. A hart whose id is HARTS_MAX or more waits for ever.

#ifndef FIRMWARE_HART_H
#define FIRMWARE_HART_H

#define HARTS_MAX 8
#define HART_STACK_SHIFT 12  // bytes of the firmware's stack, one a hart

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stdint.h>

#include "firmware/csr.h"

// As hart_get_status tells them.
enum hart_state { HartStarted = 0, HartStopped = 1, HartStartPending = 2, HartSuspended = 4 };

// What one hart may ask of another; bits.
enum hart_request { RequestStart = 1, RequestSoftInterrupt = 2, RequestFence = 4 };

static inline uint64_t hart_id(void) { return csr_read(mhartid); }

// Once, by the hart that boots, with the platform known: it is the one that runs, and the others may come and wait.
void harts_init(void);

// Where a hart waits that does not run. It answers fences meanwhile.
_Noreturn void hart_wait(void);

// These take the id of a hart that the platform has.
enum hart_state hart_state(uint64_t hart);
bool hart_start(uint64_t hart, uint64_t address, uint64_t opaque);  // false: it is not stopped

// The calling hart. hart_stop returns if it is the last that runs: nobody could start it again.
void hart_stop(void);
void hart_suspend(void);  // until an interrupt that it has enabled is pending

// Ask a hart, which may be the caller, and wake it; false and nothing done if it is stopped.
bool hart_ask(uint64_t hart, enum hart_request request);

// Do what others have asked of the calling hart since it last looked; returns what that was. Whoever waits for another
// hart calls it meanwhile, since that one may be waiting for this.
uint32_t hart_answer(void);

#endif
#endif
