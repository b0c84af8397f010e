// SPDX-License-Identifier: Apache-2.0
// The reaper.
#include "os/kern/work.h"

#include "os/kern/task.h"

static struct list queue = LIST_INIT(queue);
static struct waitq queued = WAITQ_INIT(queued);

void work_queue(struct work *work, void (*fn)(struct work *))
{
    work->fn = fn;
    list_push_back(&queue, &work->link);
    wake_all(&queued);
}

static void reaper(void *unused)
{
    struct list *link;
    (void)unused;
    for (;;) {
        while ((link = list_first(&queue))) {
            struct work *work = LIST_ENTRY(link, struct work, link);
            list_remove(link);
            work->fn(work);
        }
        sleep_idle(&queued);
    }
}

void work_init(void) { task_start("reaper", reaper, NULL); }
