// SPDX-License-Identifier: Apache-2.0
// The choice of a victim is by what its end gives back: private and shared pages, in memory and in swap.
#include "os/vm/oom.h"

#include "os/arch/trap.h"
#include "os/kern/task.h"
#include "os/vm/space.h"
#include "os/vm/stats.h"

#define INIT_PID 1

static bool is_dying(const struct task *task) { return signal_kills(task); }

static uint64_t weight(const struct task *task)
{
    if (!task->space || task->process->pid == INIT_PID)
        return 0;
    const struct pmap *pmap = &task->space->pmap;
    return (uint64_t)pmap->anon + pmap->shared + pmap->swapped;
}

// One that is dying already counts as the choice: more need not die before it is gone.
static struct task *choose(void)
{
    struct task *task, *heaviest = current;
    LIST_FOR_EACH(task, &all_tasks, all_link) {
        if (!task->space)
            continue;
        if (is_dying(task))
            return task;
        if (weight(task) > weight(heaviest))
            heaviest = task;
    }
    return heaviest;
}

bool oom_relieve(void)
{
    struct task *victim = choose();
    bool fresh = !is_dying(victim);
    vm_stats.oom_kill += fresh;
    if (fresh)
        process_kill(victim->process, SIGKILL);
    if (victim == current)
        return false;
    interrupts_handle();  // it may wait for a device, and this task does not sleep
    yield();
    return true;
}
