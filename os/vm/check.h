// SPDX-License-Identifier: Apache-2.0
// vm_check: recompute from the page tables what every count in os/vm should be, and compare.
#ifndef VM_CHECK_H
#define VM_CHECK_H

#include <stddef.h>

// Number of disagreements; the first few are described in `report` (size bytes, NUL-ended). Does not sleep, changes
// nothing.
unsigned vm_check(char *report, size_t size);

#endif
