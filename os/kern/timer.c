// SPDX-License-Identifier: Apache-2.0
// A sorted list: few timers ever run at once.

#include "os/kern/timer.h"

#include "os/kern/sched.h"

struct list timers = LIST_INIT(timers);

#define FROM_LINK(at) LIST_ENTRY(at, struct timer, link)

void timer_start(struct timer *timer, uint64_t deadline)
{
    struct list *after = timers.prev;
    timer->deadline = deadline;
    while (after != &timers && FROM_LINK(after)->deadline > deadline)
        after = after->prev;
    list_insert(after, &timer->link);
    sched_timers_changed();
}

void timers_fire(uint64_t now)
{
    struct list *first;
    while ((first = list_first(&timers)) && FROM_LINK(first)->deadline <= now) {
        list_remove(first);
        FROM_LINK(first)->fire(FROM_LINK(first));
    }
}
