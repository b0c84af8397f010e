// SPDX-License-Identifier: Apache-2.0
// One waiter is woken a drop. A waiter that was woken takes the lock if it is free, even when it is being killed: so no
// wake-up is lost with the one who got it.

#include "os/kern/lock.h"

void lock_init(struct lock *lock)
{
    lock->holder = NULL;
    waitq_init(&lock->waiters);
}

void lock_wait(struct lock *lock)
{
    KASSERT(!lock_held(lock));
    while (lock->holder)
        sleep_on(&lock->waiters);
}

int lock_wait_killable(struct lock *lock)
{
    KASSERT(!lock_held(lock));
    while (lock->holder) {
        int error = sleep_killable(&lock->waiters);
        if (error != 0 && lock->holder)
            return error;
    }
    return 0;
}
