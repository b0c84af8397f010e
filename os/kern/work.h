// SPDX-License-Identifier: Apache-2.0
// Work for later: what may sleep or goes deep, and is nobody's own, is done by a kernel task, the reaper, in the order
// in which it was asked for.
#ifndef OS_KERN_WORK_H
#define OS_KERN_WORK_H

#include "os/lib/list.h"

struct work {
    struct list link;           // on the reaper's list, from work_queue until fn is called
    void (*fn)(struct work *);  // may sleep, and may free what the work lies in
};

void work_init(void);  // starts the reaper, after init
// Not while it is on the list. Does not sleep.
void work_queue(struct work *work, void (*fn)(struct work *));

#endif
