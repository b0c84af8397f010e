// SPDX-License-Identifier: Apache-2.0
// tasks_audit: recount from the list of tasks what processes, shared tables and queues of signals count of themselves.

#ifndef OS_KERN_AUDIT_H
#define OS_KERN_AUDIT_H

#include "os/lib/types.h"

// Number of disagreements; they are described in `report` (size bytes, NUL-ended) as far as there is room. Does not
// sleep, changes nothing.
unsigned tasks_audit(char *report, size_t size);

#endif
