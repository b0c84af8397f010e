// SPDX-License-Identifier: Apache-2.0
// Round robin over one ready queue, and an idle task that waits for interrupts. A task keeps the hart until it sleeps
// or its slice ends while another is ready. The timer is set only when there is something to wait for: the end of a
// slice with others ready, or the first deadline of a timed sleep.

#include "os/kern/sched.h"

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/arch/trap.h"
#include "os/kern/task.h"
#include "os/kern/timer.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/marks.h"

#define SLICES_PER_SECOND 100
#define STACK_CANARY UINT64_C(0x5afe57ac4b0771e5)

bool need_resched;
struct sched_stats sched_stats;
struct task *current;

static struct task idle_task;
static struct list ready = LIST_INIT(ready);
static uint64_t slice_ticks;  // how long a slice is
static uint64_t slice_end;
static uint64_t timer_at;  // what the timer is set to

void sched_init(void)
{
    idle_task.state = TASK_RUNNABLE;
    idle_task.stack = boot_stack;
    strlcpy(idle_task.name, "idle", sizeof idle_task.name);
    stack_arm(boot_stack);
    idle_task.run_ticks = idle_task.kernel_ticks = -(int64_t)time_now();
    current = &idle_task;
    slice_ticks = machine.timebase / SLICES_PER_SECOND;
    timer_at = UINT64_MAX;
    timer_set(UINT64_MAX);
    CSR_SET(sie, SIE_STIE);
}

void stack_arm(uint64_t *stack) { stack[0] = STACK_CANARY; }

static inline void set_timer(void)
{
    uint64_t at = timers_first();
    if (at > slice_end && !list_empty(&ready) && current != &idle_task)
        at = slice_end;
    if (at != timer_at)
        timer_set(timer_at = at);
}

void sched_timers_changed(void) { set_timer(); }

void sched_make_runnable(struct task *t)
{
    t->state = TASK_RUNNABLE;
    list_push_back(&ready, &t->ready_link);
    set_timer();
}

static struct task *take_ready(void)
{
    struct list *link = list_first(&ready);
    if (!link)
        return &idle_task;
    list_remove(link);
    return LIST_ENTRY(link, struct task, ready_link);
}

static void start_slice(uint64_t now)
{
    slice_end = now + slice_ticks;
    need_resched = false;
    set_timer();
}

// Both are in the kernel, and only one has the hart.
static void account_switch(struct task *from, struct task *to, int64_t now)
{
    from->run_ticks += now;
    from->kernel_ticks += now;
    to->run_ticks -= now;
    to->kernel_ticks -= now;
    if (from == &idle_task)
        sched_stats.idle_ticks = (uint64_t)from->run_ticks;
    sched_stats.switches++;
}

static void switch_to(struct task *to)
{
    struct task *from = current;
    if (from->stack[0] != STACK_CANARY)
        panic("the kernel stack of task %d (%s) has overflowed", from->tid, from->name);
    uint64_t now = time_now();
    if (from->rseq)
        from->attention = true;  // it may be in the midst of a sequence
    account_switch(from, to, (int64_t)now);
    current = to;
    if (to->space)
        space_activate(to->space);
    start_slice(now);
    vm_mark(MARK_SWITCH);
    switch_context(&from->context, &to->context);
}

void schedule(void)
{
    if (current->state == TASK_RUNNABLE && current != &idle_task) {
        if (list_empty(&ready)) {
            start_slice(time_now());
            return;
        }
        current->involuntary_switches++;
        list_push_back(&ready, &current->ready_link);
    } else if (current != &idle_task) {
        current->voluntary_switches++;
    }
    struct task *next = take_ready();
    if (next != current)
        switch_to(next);
}

void yield(void) { schedule(); }

int give_way(void)
{
    if ((CSR_READ(sip) & CSR_READ(sie)) != 0)
        interrupts_handle();
    if (need_resched)
        schedule();
    return signal_kills(current) ? -EINTR : 0;
}

// ---- sleeping --------------------------------------------------------------------------------------------------

static void sleep_as(struct waitq *q, enum task_state state)
{
    KASSERT(current != &idle_task);
    current->state = state;
    list_push_back(&q->sleepers, &current->wait_link);
    schedule();
}

void sleep_on(struct waitq *q) { sleep_as(q, TASK_BLOCKED); }

void sleep_idle(struct waitq *q) { sleep_as(q, TASK_IDLE); }

int sleep_killable(struct waitq *q)
{
    if (signal_kills(current))
        return -EINTR;
    sleep_as(q, TASK_KILLABLE);
    return signal_kills(current) ? -EINTR : 0;
}

void sleep_stopped(struct waitq *q)
{
    if (!signal_kills(current))
        sleep_as(q, TASK_STOPPED);
}

int sleep_interruptible(struct waitq *q)
{
    if (signal_waits(current))
        return -EINTR;
    sleep_as(q, TASK_SLEEPING);
    return signal_waits(current) ? -EINTR : 0;
}

int sleep_until(struct waitq *q, uint64_t deadline)
{
    if (deadline <= time_now())
        return -ETIMEDOUT;
    if (deadline != UINT64_MAX)
        timer_start(&current->sleep_timer, deadline);
    int result = sleep_interruptible(q);
    timer_stop(&current->sleep_timer);
    if (result == 0 && time_now() >= deadline)
        result = -ETIMEDOUT;
    return result;
}

// A call of its own: the loops over sleepers mostly turn once, and need not save registers for it.
__attribute__((noinline)) void sched_wake(struct task *t)
{
    list_remove(&t->wait_link);
    timer_stop(&t->sleep_timer);
    sched_make_runnable(t);
}

void wake_sleepers(struct waitq *q)
{
    struct list *link;
    while ((link = list_first(&q->sleepers)))
        sched_wake(LIST_ENTRY(link, struct task, wait_link));
}

struct task *first_sleeper(const struct waitq *q)
{
    return list_empty(&q->sleepers) ? NULL : LIST_ENTRY(q->sleepers.next, struct task, wait_link);
}

void sched_wake_for_signal(struct task *t)
{
    bool killable = t->state == TASK_KILLABLE || t->state == TASK_STOPPED;
    if (t->state == TASK_SLEEPING || (killable && signal_kills(t)))
        sched_wake(t);
}

void sched_tick(uint64_t now)
{
    timers_fire(now);
    if (now >= slice_end && !list_empty(&ready))
        need_resched = current->attention = true;
    timer_at = 0;  // whatever was set has come; clear it by setting the next
    if (need_resched)
        timer_set(timer_at = UINT64_MAX);
    else
        set_timer();
}

void idle_loop(void)
{
    for (;;) {
        while (!list_empty(&ready))
            schedule();
        vm_mark(MARK_IDLE);
        wait_for_interrupt();
        interrupts_handle();
    }
}
