// SPDX-License-Identifier: Apache-2.0
// Time. The machine has no clock of the day: every clock counts from boot.

#include "os/arch/csr.h"
#include "os/arch/machine.h"
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
    if (clock == CLOCK_PROCESS_CPU || clock == CLOCK_THREAD_CPU)
        return current->user_ticks + current->kernel_ticks + (now - current->stamp);
    return now;
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
    uint64_t times[4] = {current->user_ticks / tick, current->kernel_ticks / tick, current->child_user_ticks / tick,
                         current->child_kernel_ticks / tick};
    if (a[0] != 0 && copy_to_user(current->space, a[0], times, sizeof times) != 0)
        return -EFAULT;
    return (int64_t)(time_now() / tick);
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
    uint64_t now = time_now();
    struct timespec left = ticks_to_timespec(deadline > now ? deadline - now : 0);
    if (remains != 0 && copy_to_user(current->space, remains, &left, sizeof left) != 0)
        return -EFAULT;
    return result;
}

static int64_t nanosleep(uint64_t request, uint64_t remains, bool absolute)
{
    struct timespec ts;
    uint64_t ticks;
    if (copy_from_user(&ts, current->space, request, sizeof ts) != 0)
        return -EFAULT;
    if (!timespec_to_ticks(&ts, &ticks))
        return -EINVAL;
    return absolute ? sleep_to(ticks, 0) : sleep_to(time_now() + ticks, remains);
}

int64_t sys_nanosleep(const uint64_t *a) { return nanosleep(a[0], a[1], false); }

int64_t sys_clock_nanosleep(const uint64_t *a)
{
    return a[0] > CLOCK_LAST ? -EINVAL : nanosleep(a[2], a[3], (a[1] & TIMER_ABSTIME) != 0);
}
