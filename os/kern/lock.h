// SPDX-License-Identifier: Apache-2.0
// A sleeping mutex: for what must stay as it is while its holder sleeps. Whatever does not outlast a sleep needs none,
// since the kernel is never preempted (sched.h).
//
// A lock is held by one task, which may sleep with it, and is dropped by that task before it ends. It is not recursive.
// Who waits gets it in order of arrival. Zero is a valid, free
// lock only after lock_init.

#ifndef OS_KERN_LOCK_H
#define OS_KERN_LOCK_H

#include "os/kern/sched.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"

struct lock {
    struct task *holder;  // NULL: free
    struct waitq waiters;
};

void lock_init(struct lock *lock);
void lock_wait(struct lock *lock);          // a held one, until it is this task's
int lock_wait_killable(struct lock *lock);  // the same, or -EINTR while it is not: SIGKILL waits
void lock_pass(struct lock *lock);          // to one of those that wait, of whom there are some

// May sleep; SIGKILL does not end it.
static inline void lock_take(struct lock *lock)
{
    if (lock->holder)
        lock_wait(lock);
    else
        lock->holder = current;
}

// 0 with the lock, or -EINTR without it: SIGKILL waits. May sleep.
static inline int lock_take_killable(struct lock *lock)
{
    if (lock->holder)
        return lock_wait_killable(lock);
    lock->holder = current;
    return 0;
}

static inline bool lock_held(const struct lock *lock) { return lock->holder == current; }  // by the running task

// By the holder; does not sleep.
static inline void lock_drop(struct lock *lock)
{
    KASSERT(lock_held(lock));
    lock->holder = NULL;
    if (!list_empty(&lock->waiters.sleepers))
        lock_pass(lock);
}

#endif
