// SPDX-License-Identifier: Apache-2.0
// futex(2): sleeping on a word of user memory. A word is known by what it means to its users, not by the frame that
// holds it now: (space, address), or for a shared mapping (object, offset). So it stays the same word across fork and
// copy-on-write, and when its page goes to swap and comes back elsewhere.
//
// A sleeper is on one list at a time and owns its place; it holds the object that its key names. Lock: the kernel
// itself.

#ifndef OS_KERN_FUTEX_H
#define OS_KERN_FUTEX_H

#include "os/lib/types.h"

#define FUTEX_ANY UINT32_MAX  // the set of all bits: any sleeper, any waker

// All calls: `shared` tells that the word may lie in memory shared between spaces; the word is 4 bytes, aligned
// (-EINVAL), and readable (-EFAULT). All may sleep to bring the page in.

// Sleeps while the word at uva equals expected. 0 when woken by a waker whose bits meet `bits`; -EAGAIN, -EINTR,
// -ETIMEDOUT, -EFAULT, -EINVAL.
int futex_wait(uint64_t uva, uint32_t expected, uint64_t deadline, uint32_t bits, bool shared);

// Wakes at most `count` sleepers whose bits meet `bits`, the longest asleep first; returns how many.
int futex_wake(uint64_t uva, int count, uint32_t bits, bool shared);

// Wakes `wakes` sleepers of uva and moves `moves` others to `to`. Returns both together. `expected`: NULL, or what the
// word at uva must be (-EAGAIN).
int futex_requeue(uint64_t uva, uint64_t to, int wakes, int moves, const uint32_t *expected, bool shared);

// FUTEX_WAKE_OP: changes the word at `second` as `operation` says, wakes sleepers of uva, and those of `second` if the
// comparison with its old value holds. Returns how many in all, or -ENOSYS for an unknown operation.
int futex_wake_op(uint64_t uva, uint64_t second, int wakes, int wakes_second, uint32_t operation, bool shared);

// At the running thread's end: the locks of its robust list are marked as their owner dead, and a waiter of each wakes.
void robust_list_exit(void);

#endif
