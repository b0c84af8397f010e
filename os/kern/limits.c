// SPDX-License-Identifier: Apache-2.0
// The limits that init starts with.

#include "os/kern/limits.h"

#include "os/kern/file.h"
#include "os/kern/process.h"
#include "os/kern/task.h"
#include "os/vm/space.h"

#define MEMLOCK_DEFAULT (UINT64_C(8) << 20)  // bytes

void limits_init(struct limit limits[LIMIT_COUNT])
{
    for (int i = 0; i < LIMIT_COUNT; i++)
        limits[i] = (struct limit){LIMIT_INFINITY, LIMIT_INFINITY};
    limits[LIMIT_STACK] = (struct limit){STACK_LIMIT, STACK_LIMIT};  // the layout has room for no more
    limits[LIMIT_CORE] = (struct limit){0, LIMIT_INFINITY};
    limits[LIMIT_NOFILE] = (struct limit){FILES_MAX, FILES_MAX};
    limits[LIMIT_MEMLOCK] = (struct limit){MEMLOCK_DEFAULT, MEMLOCK_DEFAULT};
    limits[LIMIT_SIGPENDING] = (struct limit){SIGNALS_QUEUED_MAX, SIGNALS_QUEUED_MAX};
    limits[LIMIT_NICE] = limits[LIMIT_RTPRIO] = (struct limit){0, 0};
}
