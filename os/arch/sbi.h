// SPDX-License-Identifier: Apache-2.0
// Calls to the firmware (SBI specification 2.0): the ones that the kernel needs.

#ifndef OS_ARCH_SBI_H
#define OS_ARCH_SBI_H

#include "os/lib/types.h"

// One byte to the firmware's console, before the kernel knows its own.
void sbi_putchar(char c);

// Sets the next timer interrupt, in ticks (TIME extension). Not used where Sstc gives stimecmp.
void sbi_set_timer(uint64_t ticks);

// mvendorid (0), marchid (1), mimpid (2) of the hart (Base extension).
uint64_t sbi_machine_id(unsigned which);

// The firmware's counters (PMU extension): those whose numbers are hardware registers, hpmcounter3 and up.
bool sbi_pmu_exists(void);
bool sbi_pmu_has_counter(unsigned counter);
void sbi_pmu_free(unsigned counter);
// From 0, the machine's own event of that code; false: it cannot.
bool sbi_pmu_count(unsigned counter, uint64_t code);

// Powers the machine off; a machine that was well says so (SRST reason 0), one that was not says 1.
_Noreturn void sbi_shutdown(bool well);
_Noreturn void sbi_reboot(void);

#endif
