// SPDX-License-Identifier: Apache-2.0
// Reclaim: which page leaves when a frame is needed. A clock by default: the hand clears A bits and takes the first page
// that was not used since it last passed.
#ifndef VM_RECLAIM_H
#define VM_RECLAIM_H

#include "vm/frame.h"

// Free one frame. True: one was freed. May sleep (a dirty page is written first).
bool reclaim_one(void);
int reclaim_set_policy(const char *name);   // "clock" or "fifo"; 0 or -EINVAL
const char *reclaim_policy(void);
// Push this frame out now, if it can be: MADV_PAGEOUT. May sleep.
bool reclaim_frame(struct frame *frame);

#endif
