// SPDX-License-Identifier: Apache-2.0
#include "memory_fault.h"

enum { LINE_BYTES = 64 };

// Every fault that matches a line counts it.
static void line_begins(struct memory_fault *fault, uint64_t pa)
{
    bool matches = pa < fault->end && fault->first < pa + LINE_BYTES;
    if (matches)
        fault->seen++;
    fault->strikes = matches && fault->seen >= fault->from && fault->seen < fault->to;
}

bool memory_refuses(struct memory_fault *faults, unsigned count, uint64_t pa)
{
    bool refused = false;
    for (struct memory_fault *fault = faults; fault < faults + count; fault++) {
        if (pa % LINE_BYTES == 0)
            line_begins(fault, pa);
        refused |= fault->strikes;
    }
    return refused;
}
