// SPDX-License-Identifier: Apache-2.0
// A sleeping mutex: for what must stay as it is while its holder sleeps. Whatever does not outlast a sleep needs none,
// since the kernel is never preempted (sched.h).
//
// A lock is held by one task, which may sleep with it, and is dropped by that task before it ends. It is not recursive.
// Who waits is served in order of arrival, but one that comes by while the lock is free takes it. Zero is a valid, free
// lock only after lock_init.

#ifndef OS_KERN_LOCK_H
#define OS_KERN_LOCK_H

#include "os/kern/sched.h"

struct lock {
    struct task *holder;  // NULL: free
    struct waitq waiters;
};

void lock_init(struct lock *lock);
void lock_take(struct lock *lock);          // may sleep; SIGKILL does not end it
int lock_take_killable(struct lock *lock);  // 0 with the lock, or -EINTR without it: SIGKILL waits. May sleep
void lock_drop(struct lock *lock);          // by the holder; does not sleep
bool lock_held(const struct lock *lock);    // by the running task

#endif
