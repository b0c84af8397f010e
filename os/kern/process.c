// SPDX-License-Identifier: Apache-2.0
// Processes as such: making, listing, summing up, killing, and becoming single-threaded for exec.

#include "os/kern/process.h"

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/space.h"

#define RINGS_PER_SECOND 1000  // of an alarm at most, so that its signal leaves time for something else

static void ring(struct timer *timer)
{
    signal_send_process(CONTAINER_OF(timer, struct process, alarm),
                        &(struct siginfo){.signo = SIGALRM, .code = SI_KERNEL});
}

void process_ring_again(struct process *process)
{
    struct timer *timer = &process->alarm;
    uint64_t interval = process->alarm_interval, now = time_now();
    if (interval == 0 || timer_runs(timer) || process->ended)
        return;
    uint64_t missed = now > timer->deadline ? (now - timer->deadline) / interval : 0;
    timer_start(timer, MAX(timer->deadline + (missed + 1) * interval, now + machine.timebase / RINGS_PER_SECOND));
}

struct process *process_create(const struct process *from)
{
    struct process *process = kmalloc(sizeof *process);
    if (!process)
        return NULL;
    memset(process, 0, offsetof(struct process, limits));
    list_init(&process->children);
    list_init(&process->sibling_link);
    list_init(&process->threads);
    waitq_init(&process->child_event);
    waitq_init(&process->thread_event);
    waitq_init(&process->continued);
    pending_init(&process->pending);
    timer_init(&process->alarm, ring);
    if (from)
        memcpy(process->limits, from->limits, sizeof process->limits);
    else
        limits_init(process->limits);
    process->exit_signal = SIGCHLD;
    return process;
}

void process_release(struct process *process)
{
    KASSERT(process->refs > 0);
    if (--process->refs > 0)
        return;
    KASSERT(process->live_threads == 0 && !timer_runs(&process->alarm) && list_empty(&process->pending.queue));
    kfree(process);
}

struct process *process_find(pid_t pid)
{
    struct task *t = task_find(pid);
    return t && task_is_leader(t) ? t->process : NULL;
}

void process_publish(struct process *process, struct task *leader, struct process *parent)
{
    process->leader = leader;
    task_publish(leader, process);
    process->pid = leader->tid;
    process->parent = parent;
    if (parent)
        list_push_back(&parent->children, &process->sibling_link);
}

void process_unlist(struct process *process)
{
    list_remove(&process->sibling_link);
    task_unlist(process->leader);
}

// ---- sums ------------------------------------------------------------------------------------------------------

void usage_add(struct usage *to, const struct usage *from)
{
    to->user_ticks += from->user_ticks;
    to->kernel_ticks += from->kernel_ticks;
    to->minor_faults += from->minor_faults;
    to->major_faults += from->major_faults;
    to->voluntary_switches += from->voluntary_switches;
    to->involuntary_switches += from->involuntary_switches;
    to->max_rss_pages = MAX(to->max_rss_pages, from->max_rss_pages);
}

void process_usage(const struct process *process, struct usage *usage)
{
    struct usage one;
    *usage = process->gone;
    for (struct list *link = process->threads.next; link != &process->threads; link = link->next) {
        const struct task *t = LIST_ENTRY(link, struct task, thread_link);
        if (t->state == TASK_ZOMBIE)
            continue;
        task_usage(t, &one);
        usage_add(usage, &one);
    }
}

// ---- ends ------------------------------------------------------------------------------------------------------

static void kill_thread(struct task *t)
{
    t->signals.pending.set |= SIGSET(SIGKILL);
    t->attention = true;
    sched_wake_for_signal(t);
}

void process_kill(struct process *process, int status)
{
    struct task *t;
    if (process->exiting || process->ended)
        return;
    process->exiting = true;
    process->exit_status = status;
    LIST_FOR_EACH(t, &process->threads, thread_link)
        kill_thread(t);
}

// The leader has ended before the thread that takes its place, and its number passes on.
static void replace_leader(struct process *process)
{
    struct task *old = process->leader;
    list_remove(&old->all_link);
    list_remove(&old->thread_link);
    task_renumber(current, process->pid);
    process->leader = current;
    task_release(old);
}

int process_become_single(void)
{
    struct process *process = current->process;
    struct task *t;
    if (signal_kills(current))
        return -EINTR;
    LIST_FOR_EACH(t, &process->threads, thread_link)
        if (t != current)
            kill_thread(t);
    while (process->live_threads > 1) {
        int error = sleep_killable(&process->thread_event);
        if (error != 0)
            return error;
    }
    if (process->leader != current)
        replace_leader(process);
    return 0;
}
