// SPDX-License-Identifier: Apache-2.0
// futex(2): sleeping on a word of user memory. A word is known by the frame that holds it, so processes that share
// memory meet; the frame is held in memory while somebody sleeps on it.

#ifndef OS_KERN_FUTEX_H
#define OS_KERN_FUTEX_H

#include "os/lib/types.h"

// Sleeps while the word at uva equals expected. 0 when woken; -EAGAIN, -EINTR, -ETIMEDOUT, -EFAULT, -EINVAL.
int futex_wait(uint64_t uva, uint32_t expected, uint64_t deadline);

// Wakes at most `count` sleepers; returns how many.
int futex_wake(uint64_t uva, int count);

#endif
