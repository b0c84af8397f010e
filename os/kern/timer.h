// SPDX-License-Identifier: Apache-2.0
// Things to be done at a time: one list, the earliest first. Owner: whoever has the struct timer; it must be stopped
// before its memory goes. Lock: the kernel itself (sched.h).

#ifndef OS_KERN_TIMER_H
#define OS_KERN_TIMER_H

#include "os/lib/list.h"

struct timer {
    struct list link;                   // on itself: not started
    uint64_t deadline;                  // ticks of the timebase
    void (*fire)(struct timer *timer);  // called once, stopped, with interrupts masked; must not sleep
};

static inline void timer_init(struct timer *timer, void (*fire)(struct timer *))
{
    list_init(&timer->link);
    timer->deadline = 0;
    timer->fire = fire;
}

static inline bool timer_runs(const struct timer *timer) { return !list_empty(&timer->link); }

void timer_start(struct timer *timer, uint64_t deadline);  // not running; UINT64_MAX is never
static inline void timer_stop(struct timer *timer)
{
    if (timer_runs(timer))
        list_remove(&timer->link);
}

extern struct list timers;  // by deadline

// The earliest deadline; UINT64_MAX: none.
static inline uint64_t timers_first(void)
{
    return list_empty(&timers) ? UINT64_MAX : LIST_ENTRY(timers.next, struct timer, link)->deadline;
}

void timers_fire(uint64_t now);  // all that are due

#endif
