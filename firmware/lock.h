// SPDX-License-Identifier: Apache-2.0
// A lock between harts. Its owner waits for nobody while it has it, except where it answers others meanwhile (fence.c).

#ifndef FIRMWARE_LOCK_H
#define FIRMWARE_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct lock {
    uint32_t taken;
};

static inline bool lock_try(struct lock *lock) { return __atomic_exchange_n(&lock->taken, 1, __ATOMIC_ACQUIRE) == 0; }

static inline void lock_take(struct lock *lock)
{
    while (!lock_try(lock))
        ;
}

static inline void lock_release(struct lock *lock) { __atomic_store_n(&lock->taken, 0, __ATOMIC_RELEASE); }

#endif
