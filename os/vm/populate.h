// SPDX-License-Identifier: Apache-2.0
// Pages that come before they are touched, and pages that stay: MAP_POPULATE, mlock(2) and its family.
#ifndef VM_POPULATE_H
#define VM_POPULATE_H

#include "os/vm/space.h"

// Brings in every page of the range: with a write fault where its region is private and writable. The lock of the space
// is not held. 0; -ENOMEM: not mapped, or no memory; -EFAULT: no bytes; -EACCES: no rights; -EINTR. Those before are
// in.
int space_populate(struct space *space, struct range range);
int space_populate_for(struct space *space, struct range range, enum vm_access access);  // with that kind of fault

// Would `pages` more stay within RLIMIT_MEMLOCK, and leave half of what can move to others?
bool space_may_lock(const struct space *space, uint64_t pages);

// Frames that are in memory and stay there, each once, however many mlocked regions map it.
struct wired {
    uint64_t pages[2][2];  // [of memory, not of a file][active for its policy (pool.h)]
};
struct wired frames_wired(void);
bool frame_is_wired(const struct frame *frame);
static inline uint64_t wired_sum(const struct wired *w)
{
    return w->pages[0][0] + w->pages[0][1] + w->pages[1][0] + w->pages[1][1];
}

#define LOCK_ON_FAULT 1u  // mlock2: pages are locked as they come
int space_mlock(struct space *space, uint64_t start, uint64_t length, uint32_t flags);
int space_munlock(struct space *space, uint64_t start, uint64_t length);
#define LOCK_CURRENT 1u  // mlockall
#define LOCK_FUTURE 2u
#define LOCK_ALL_ON_FAULT 4u
int space_mlockall(struct space *space, uint32_t flags);
int space_munlockall(struct space *space);

#endif
