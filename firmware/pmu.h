// SPDX-License-Identifier: Apache-2.0
// Counters for the supervisor (SBI 2.0, chapter 11), of each hart its own. Their indices:
//   0 and 2   cycle and instret. They count always, since programs read them too: stopping one is noted and no more.
//   3 to 10   hpmcounter3 to 10, where the machine has the events of rtl/pkg/events. Raw events are their codes.
//   11 to 14  counters of the firmware, which count what it was asked to do.

#ifndef FIRMWARE_PMU_H
#define FIRMWARE_PMU_H

#include "firmware/answer.h"

// By the codes of section 11.4.
enum firmware_event {
    EventSetTimer = 5,
    EventIpiSent = 6,
    EventFenceISent = 8,
    EventFenceSent = 10,
    EventFenceOfAsidSent = 12,
};

// Every hart for itself: no counter is in use.
void pmu_init(void);

struct answer pmu_call(uint64_t function, const uint64_t *arg);

// The event has happened `times` times on the calling hart.
void pmu_count(enum firmware_event event, uint64_t times);

#endif
