// SPDX-License-Identifier: Apache-2.0
// One waiter is woken a drop. A waiter that was woken takes the lock if it is free, even when it is being killed: so no
// wake-up is lost with the one who got it.

#include "os/kern/lock.h"

#include "os/kern/task.h"
#include "os/lib/panic.h"

void lock_init(struct lock *lock)
{
    lock->holder = NULL;
    waitq_init(&lock->waiters);
}

void lock_take(struct lock *lock)
{
    KASSERT(lock->holder != current);
    while (lock->holder)
        sleep_on(&lock->waiters);
    lock->holder = current;
}

int lock_take_killable(struct lock *lock)
{
    KASSERT(lock->holder != current);
    while (lock->holder) {
        int error = sleep_killable(&lock->waiters);
        if (error != 0 && lock->holder)
            return error;
    }
    lock->holder = current;
    return 0;
}

void lock_drop(struct lock *lock)
{
    KASSERT(lock->holder == current);
    lock->holder = NULL;
    wake_one(&lock->waiters);
}

bool lock_held(const struct lock *lock) { return lock->holder == current; }
