// SPDX-License-Identifier: Apache-2.0
// The choice of a victim is by what its end gives back: pages in memory and in swap, and what the kernel has for it:
// page tables, stacks, what waits in its pipes. One that has been killed is waited for, but not for ever: it may sleep
// where nothing wakes it until somebody else has memory.
#include "os/vm/oom.h"

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/arch/trap.h"
#include "os/kern/file.h"
#include "os/kern/task.h"
#include "os/vm/space.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"
#include "os/vm/watermark.h"

#define INIT_PID 1
#define PATIENCE_PER_SECOND 50  // a victim that sleeps this part of a second after it was killed is not waited for

static bool is_dying(const struct task *task) { return signal_kills(task); }

static int64_t all_memory(void) { return (int64_t)(frame_count_total() + swap_total()); }

int64_t oom_badness(const struct task *task)
{
    if (!task->space || task->process->pid == INIT_PID || task->process->oom_adjust == OOM_ADJ_MIN)
        return 0;
    const struct pmap *pmap = &task->space->pmap;
    uint64_t kernel = pmap->tables + task->process->live_threads + (task->files ? files_pages(task->files) : 0);
    int64_t pages = (int64_t)(space_resident(task->space) + pmap->swapped + kernel);
    return MAX(1, pages + task->process->oom_adjust * all_memory() / OOM_ADJ_MAX);
}

uint64_t oom_score(const struct task *task)
{
    int64_t badness = oom_badness(task);
    return badness ? (uint64_t)((1000 + badness * 1000 / all_memory()) * 2 / 3) : 0;
}

// It was killed, but sleeps on.
static bool is_stuck(const struct task *task)
{
    return task->state != TASK_RUNNABLE &&
           time_now() - task->process->oom_time > machine.timebase / PATIENCE_PER_SECOND;
}

// One that is dying already counts as the choice, if it can move: more need not die before it is gone.
static struct task *choose(void)
{
    struct task *task, *heaviest = NULL;
    LIST_FOR_EACH(task, &all_tasks, all_link) {
        if (!task->space || (is_dying(task) && is_stuck(task)))
            continue;
        if (is_dying(task))
            return task;
        if (oom_badness(task) > (heaviest ? oom_badness(heaviest) : 0))
            heaviest = task;
    }
    return heaviest ? heaviest : current;
}

static void kill(struct process *process)
{
    process->oom_time = time_now();
    process_kill(process, SIGKILL);
}

// Those that share its space keep it alive.
static void kill_with_sharers(struct task *victim)
{
    struct task *task;
    const struct space *space = victim->space;
    vm_stats.oom_kill++;
    kill(victim->process);
    LIST_FOR_EACH(task, &all_tasks, all_link)
        if (space && task->space == space && task->process->pid != INIT_PID && !is_dying(task))
            kill(task->process);
}

// Others may have given memory back since the want of it was met, or what failed was an attempt that a test made fail.
static bool there_after_all(void) { return frame_count_free() > watermarks.min; }

bool oom_relieve(void)
{
    if (is_dying(current))
        return false;
    if (!there_after_all()) {
        struct task *victim = choose();
        if (!is_dying(victim))
            kill_with_sharers(victim);
        if (is_dying(current))
            return false;
    }
    interrupts_handle();  // it may wait for a device, and this task does not sleep
    yield();
    return true;
}
