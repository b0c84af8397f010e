// SPDX-License-Identifier: Apache-2.0
#include "disk_fault.h"

static bool touches(const struct disk_fault *fault, uint64_t first, uint64_t end)
{
    return fault->request == DISK_FLUSH || (first < fault->end && fault->first < end);
}

enum disk_failure disk_fault_of(struct disk_fault *faults, unsigned count, enum disk_request request, uint64_t first,
                                uint64_t end)
{
    enum disk_failure failure = FAILURE_NONE;
    for (struct disk_fault *fault = faults; fault < faults + count; fault++) {
        if (fault->request != request || !touches(fault, first, end))
            continue;
        fault->seen++;
        if (failure == FAILURE_NONE && fault->seen >= fault->from && fault->seen < fault->to)
            failure = fault->failure;
    }
    return failure;
}
