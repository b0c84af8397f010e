// SPDX-License-Identifier: Apache-2.0
// Reclaim: which page leaves when a frame is needed. A clock by default: the hand clears A bits and takes the first
// page that was not used since it last passed.
#ifndef VM_RECLAIM_H
#define VM_RECLAIM_H

#include "os/vm/frame.h"

// Free one frame. True: look again, one was freed or is about to be. May sleep (a dirty page is written first).
bool reclaim_one(void);

// The ring of frames that can be reclaimed. A new frame goes just behind the hand: the last to be looked at.
void ring_insert(struct frame *frame);
void ring_remove(struct frame *frame);     // harmless when it is on none
int reclaim_set_policy(const char *name);  // "clock" or "fifo"; 0 or -EINVAL
const char *reclaim_policy(void);
// Push this frame out now, if it can be: MADV_PAGEOUT. May sleep.
bool reclaim_frame(struct frame *frame);

#endif
