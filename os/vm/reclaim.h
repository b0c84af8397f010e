// SPDX-License-Identifier: Apache-2.0
// Reclaim: a page leaves when a frame is needed. Which one, its pool's policy says (pool.h).
#ifndef VM_RECLAIM_H
#define VM_RECLAIM_H

#include "os/vm/pool.h"

struct task;

// Free one frame. True: look again, one was freed or is about to be. May sleep (a dirty page is written first).
bool reclaim_one(void);

// The same on behalf of the daemon (kswapd.h), of the common pool. False: no page can leave. May sleep.
bool reclaim_in_background(void);
extern struct task *reclaim_daemon;  // NULL until it runs
extern struct waitq reclaim_hope;    // woken when a page has left, and when there is a new place to go

bool reclaim_from(struct pool *pool);  // a frame of this pool; false: none could leave. May sleep

int reclaim_set_policy(const char *name);  // of the common pool: 0 or -EINVAL
const char *reclaim_policy(void);
// Push this frame out now, if it can be: MADV_PAGEOUT. May sleep.
bool reclaim_frame(struct frame *frame);

#endif
