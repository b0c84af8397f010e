// SPDX-License-Identifier: Apache-2.0
// Time. The machine has no clock of the day: every clock counts from boot.

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/arch/trap.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/copy.h"

#define NSEC_PER_SEC INT64_C(1000000000)
#define TIMER_ABSTIME 1
#define CLOCK_TICKS 100  // a second, of times(2)

struct timespec ticks_to_timespec(uint64_t ticks)
{
    uint64_t hz = machine.timebase;
    return (struct timespec){(int64_t)(ticks / hz), (int64_t)(ticks % hz * (uint64_t)NSEC_PER_SEC / hz)};
}

bool timespec_to_ticks(const struct timespec *ts, uint64_t *ticks)
{
    uint64_t hz = machine.timebase;
    if (ts->sec < 0 || ts->nsec < 0 || ts->nsec >= NSEC_PER_SEC)
        return false;
    if ((uint64_t)ts->sec > (UINT64_MAX >> 1) / hz)
        *ticks = UINT64_MAX >> 1;
    else
        *ticks = (uint64_t)ts->sec * hz + ((uint64_t)ts->nsec * hz + NSEC_PER_SEC - 1) / NSEC_PER_SEC;
    return true;
}

enum { CLOCK_PROCESS_CPU = 2, CLOCK_THREAD_CPU = 3, CLOCK_LAST = 7 };

static uint64_t clock_ticks(uint64_t clock)
{
    uint64_t now = time_now();
    struct usage usage;
    if (clock == CLOCK_PROCESS_CPU)
        process_usage(current->process, &usage);
    else if (clock == CLOCK_THREAD_CPU)
        task_usage(current, &usage);
    else
        return now;
    return usage.user_ticks + usage.kernel_ticks;
}

int64_t sys_clock_gettime(const uint64_t *a)
{
    if (a[0] > CLOCK_LAST)
        return -EINVAL;
    struct timespec ts = ticks_to_timespec(clock_ticks(a[0]));
    return copy_to_user(current->space, a[1], &ts, sizeof ts);
}

int64_t sys_clock_getres(const uint64_t *a)
{
    struct timespec ts = {0, NSEC_PER_SEC / (int64_t)machine.timebase};
    if (a[0] > CLOCK_LAST)
        return -EINVAL;
    return a[1] == 0 ? 0 : copy_to_user(current->space, a[1], &ts, sizeof ts);
}

int64_t sys_gettimeofday(const uint64_t *a)
{
    struct timespec ts = ticks_to_timespec(time_now());
    ts.nsec /= 1000;
    return a[0] == 0 ? 0 : copy_to_user(current->space, a[0], &ts, sizeof ts);
}

int64_t sys_times(const uint64_t *a)
{
    uint64_t tick = machine.timebase / CLOCK_TICKS;
    const struct usage *children = &current->process->of_children;
    struct usage own;
    process_usage(current->process, &own);
    uint64_t times[4] = {own.user_ticks / tick, own.kernel_ticks / tick, children->user_ticks / tick,
                         children->kernel_ticks / tick};
    if (a[0] != 0 && copy_to_user(current->space, a[0], times, sizeof times) != 0)
        return -EFAULT;
    return (int64_t)(time_now() / tick);
}

// ---- sleeping --------------------------------------------------------------------------------------------------

uint64_t call_resumed(void)
{
    uint64_t deadline = current->signals.resume_deadline;
    current->signals.resume_deadline = 0;
    return deadline;
}

void call_resume_at(uint64_t deadline)
{
    task_frame(current)->in_syscall = CALL_RESUMES;
    current->signals.resume_deadline = deadline;
}

// Sleeps until `deadline`; tells what was left when a signal came.
static int64_t sleep_to(uint64_t deadline, uint64_t remains)
{
    struct waitq nothing;
    waitq_init(&nothing);
    int result = 0;
    while (result == 0)
        result = sleep_until(&nothing, deadline);
    if (result == -ETIMEDOUT)
        return 0;
    call_resume_at(deadline);
    uint64_t now = time_now();
    struct timespec left = ticks_to_timespec(deadline > now ? deadline - now : 0);
    if (remains != 0 && copy_to_user(current->space, remains, &left, sizeof left) != 0)
        return -EFAULT;
    return result;
}

static int64_t nanosleep(uint64_t request, uint64_t remains, bool absolute)
{
    uint64_t resumed = call_resumed();
    struct timespec ts;
    uint64_t ticks;
    if (copy_from_user(&ts, current->space, request, sizeof ts) != 0)
        return -EFAULT;
    if (!timespec_to_ticks(&ts, &ticks))
        return -EINVAL;
    if (absolute)
        return sleep_to(ticks, 0);
    return sleep_to(resumed != 0 ? resumed : time_now() + ticks, remains);
}

int64_t sys_nanosleep(const uint64_t *a) { return nanosleep(a[0], a[1], false); }

int64_t sys_clock_nanosleep(const uint64_t *a)
{
    return a[0] > CLOCK_LAST ? -EINVAL : nanosleep(a[2], a[3], (a[1] & TIMER_ABSTIME) != 0);
}

// ---- the alarm -------------------------------------------------------------------------------------------------

enum { ITIMER_REAL = 0 };

// Linux's struct itimerval: both as timevals.
struct itimer {
    struct timespec interval, value;
};

static struct timespec to_timeval(uint64_t ticks)
{
    struct timespec t = ticks_to_timespec(ticks);
    t.nsec = (t.nsec + 999) / 1000;
    return t;
}

static bool from_timeval(struct timespec t, uint64_t *ticks)
{
    if (t.nsec < 0 || t.nsec >= NSEC_PER_SEC / 1000)
        return false;
    t.nsec *= 1000;
    return timespec_to_ticks(&t, ticks);
}

static struct itimer alarm_now(void)
{
    const struct process *p = current->process;
    uint64_t now = time_now(), left = 0;
    if (timer_runs(&p->alarm))
        left = p->alarm.deadline > now ? p->alarm.deadline - now : 1;
    else if (p->alarm_interval != 0)
        left = 1;  // its signal waits to be taken
    return (struct itimer){to_timeval(p->alarm_interval), to_timeval(left)};
}

int64_t sys_getitimer(const uint64_t *a)
{
    struct itimer now = alarm_now();
    return a[0] != ITIMER_REAL ? -EINVAL : copy_to_user(current->space, a[1], &now, sizeof now);
}

int64_t sys_setitimer(const uint64_t *a)
{
    struct process *p = current->process;
    struct itimer new = {0}, old;
    uint64_t interval, first;
    if (a[0] != ITIMER_REAL)
        return -EINVAL;
    if (a[1] != 0 && copy_from_user(&new, current->space, a[1], sizeof new) != 0)
        return -EFAULT;
    if (!from_timeval(new.interval, &interval) || !from_timeval(new.value, &first))
        return -EINVAL;
    old = alarm_now();
    timer_stop(&p->alarm);
    p->alarm_interval = first != 0 ? interval : 0;
    if (first != 0)
        timer_start(&p->alarm, time_now() + first);
    return a[2] != 0 ? copy_to_user(current->space, a[2], &old, sizeof old) : 0;
}
