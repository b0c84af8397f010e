// SPDX-License-Identifier: Apache-2.0
// Loads and stores that may fail: the only ones of the kernel whose faults are expected. What the address is, memory,
// a device, another's, or nothing at all, shows when it is tried.
#ifndef OS_ARCH_PROBE_H
#define OS_ARCH_PROBE_H

#include "os/lib/types.h"

struct probe {
    int64_t error;   // 0, or -EFAULT: the access trapped
    uint64_t value;  // what was loaded, zero-extended
};

// One access of 1, 2, 4 or 8 bytes at a kernel address that is a multiple of that.
struct probe probe_load(uint64_t va, uint64_t bytes);
int64_t probe_store(uint64_t va, uint64_t bytes, uint64_t value);  // 0 or -EFAULT

#endif
