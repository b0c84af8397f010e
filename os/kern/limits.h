// SPDX-License-Identifier: Apache-2.0
// Resource limits of a process, with Linux's numbers (asm-generic/resource.h). They pass to children by fork and
// outlast exec.

#ifndef OS_KERN_LIMITS_H
#define OS_KERN_LIMITS_H

#include "os/lib/types.h"

enum limit_kind {
    LIMIT_CPU = 0,
    LIMIT_FSIZE = 1,
    LIMIT_DATA = 2,
    LIMIT_STACK = 3,
    LIMIT_CORE = 4,
    LIMIT_RSS = 5,
    LIMIT_NPROC = 6,
    LIMIT_NOFILE = 7,
    LIMIT_MEMLOCK = 8,
    LIMIT_AS = 9,
    LIMIT_LOCKS = 10,
    LIMIT_SIGPENDING = 11,
    LIMIT_MSGQUEUE = 12,
    LIMIT_NICE = 13,
    LIMIT_RTPRIO = 14,
    LIMIT_RTTIME = 15,
    LIMIT_COUNT = 16,
};
#define LIMIT_INFINITY UINT64_MAX

// Linux's struct rlimit.
struct limit {
    uint64_t soft, hard;
};

void limits_init(struct limit limits[LIMIT_COUNT]);

#endif
