// SPDX-License-Identifier: Apache-2.0
// A drop gives the lock to the waiter that has slept longest, even when that is being killed meanwhile: so no wake-up
// is lost with the one who got it, and a task that takes the lock again and again leaves it to others in between.
#include "os/kern/lock.h"

void lock_init(struct lock *lock)
{
    lock->holder = NULL;
    waitq_init(&lock->waiters);
}

void lock_wait(struct lock *lock)
{
    KASSERT(!lock_held(lock));
    while (!lock_held(lock))
        sleep_on(&lock->waiters);
}

int lock_wait_killable(struct lock *lock)
{
    KASSERT(!lock_held(lock));
    while (!lock_held(lock)) {
        int error = sleep_killable(&lock->waiters);
        if (error != 0 && !lock_held(lock))
            return error;
    }
    return 0;
}

void lock_pass(struct lock *lock)
{
    lock->holder = first_sleeper(&lock->waiters);
    sched_wake(lock->holder);
}
