// SPDX-License-Identifier: Apache-2.0
// Scheduling: who runs, sleeping and waking.
//
// THE LOCK. There is one hart and the kernel is never preempted: supervisor interrupts are masked from the trap to the
// return to user mode, and a device interrupt is taken only from user mode and from the idle task. Kernel code
// therefore owns all of the kernel's data until it sleeps; after a call that may sleep, look again. Functions that
// may sleep say so.

#ifndef OS_KERN_SCHED_H
#define OS_KERN_SCHED_H

#include "os/lib/list.h"

struct task;

// What a switch of tasks asks of the level above: that the address space of the next is there (vm/space.c).
struct space;
void space_activate(struct space *space);

// A place where tasks wait for something to become true. Zero is not a valid value: use WAITQ_INIT or waitq_init.
struct waitq {
    struct list sleepers;
};

#define WAITQ_INIT(name) \
    { \
        LIST_INIT((name).sleepers) \
    }
static inline void waitq_init(struct waitq *q) { list_init(&q->sleepers); }

// Sleeps until wake_all(q). Not ended by signals (state D). The caller loops on its condition:
//     while (!done) sleep_on(&q);
void sleep_on(struct waitq *q);

// The same for a kernel task that has nothing to do (state I).
void sleep_idle(struct waitq *q);

// The same, but SIGKILL ends it (state D): 0, or -EINTR when the task is to die, at once if it is already so. The
// caller undoes what it has begun and goes back towards user mode, where it ends.
int sleep_killable(struct waitq *q);

// Sleeps until wake_all(q) or a signal (state S). Returns 0, or -EINTR when a signal waits for delivery.
int sleep_interruptible(struct waitq *q);

// The same, but also ends when the machine's time reaches deadline (ticks of the timebase): -ETIMEDOUT.
int sleep_until(struct waitq *q, uint64_t deadline);

// The task that runs now.
extern struct task *current;

// Makes every sleeper of q runnable. May be called from interrupt handlers.
static inline void wake_all(struct waitq *q);
struct task *first_sleeper(const struct waitq *q);  // the one that has slept longest, or NULL

// A stopped process's thread sleeps here (state T): until wake_all(q) or SIGKILL.
void sleep_stopped(struct waitq *q);

// In a long loop: takes interrupts that wait and lets others run if it is their turn. 0, or -EINTR when the caller is
// to die and need not go on. May sleep.
int give_way(void);

// Lets others run; the caller stays runnable. May return at once.
void yield(void);

void wake_sleepers(struct waitq *q);
static inline void wake_all(struct waitq *q)
{
    if (!list_empty(&q->sleepers))
        wake_sleepers(q);
}

// Used inside the kernel's core only.
void sched_init(void);
void sched_make_runnable(struct task *t);
void sched_wake(struct task *t);             // one that sleeps, wherever
void sched_timers_changed(void);             // the first deadline may be another
void sched_wake_for_signal(struct task *t);  // ends an interruptible sleep, and a killable one if SIGKILL waits
void schedule(void);                         // gives the hart away; returns when this task runs again
void sched_tick(uint64_t now);               // timer interrupt: ends slices and timed sleeps
_Noreturn void idle_loop(void);
void stack_arm(uint64_t *stack);  // lays the canary into a new kernel stack

// Set when the running task should give way before it returns to user mode.
extern bool need_resched;

// Figures for /proc/stat: context switches so far and idle time in ticks.
struct sched_stats {
    uint64_t switches;
    uint64_t idle_ticks;
};
extern struct sched_stats sched_stats;

#endif
