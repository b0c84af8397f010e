// SPDX-License-Identifier: Apache-2.0
// ppoll(2): which of several descriptors have something to say.

#include "os/arch/csr.h"
#include "os/kern/file.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/copy.h"

struct pollfd {
    int32_t fd;
    int16_t events, revents;
};

static int16_t poll_one(const struct pollfd *p)
{
    if (p->fd < 0)
        return 0;
    struct file *f = fd_get(p->fd);
    if (!f)
        return POLLNVAL;
    int ready = f->ops->ready(f) & (p->events | POLLERR | POLLHUP);
    file_drop(f);
    return (int16_t)ready;
}

// One look at every descriptor; how many have something to say.
static int64_t poll_once(uint64_t uva, uint64_t count)
{
    int64_t ready = 0;
    for (uint64_t i = 0; i < count; i++) {
        struct pollfd p;
        uint64_t at = uva + i * sizeof p;
        if (copy_from_user(&p, current->space, at, sizeof p) != 0)
            return -EFAULT;
        p.revents = poll_one(&p);
        ready += p.revents != 0;
        if (copy_to_user(current->space, at, &p, sizeof p) != 0)
            return -EFAULT;
    }
    return ready;
}

// Looks again every hundredth of a second: no queue that one could sleep on is common to all kinds of files.
#define POLL_PERIOD_NS 10000000

int64_t sys_ppoll(const uint64_t *a)
{
    struct waitq nothing;
    struct timespec ts, step = {0, POLL_PERIOD_NS};
    uint64_t deadline = UINT64_MAX, period, ticks;
    if (a[1] > FILES_MAX)
        return -EINVAL;
    if (a[2] != 0) {
        if (copy_from_user(&ts, current->space, a[2], sizeof ts) != 0)
            return -EFAULT;
        if (!timespec_to_ticks(&ts, &ticks))
            return -EINVAL;
        deadline = time_now() + ticks;
    }
    timespec_to_ticks(&step, &period);
    waitq_init(&nothing);
    for (;;) {
        int64_t ready = poll_once(a[0], a[1]);
        uint64_t now = time_now();
        if (ready != 0 || now >= deadline)
            return ready;
        if (sleep_until(&nothing, MIN(deadline, now + period)) == -EINTR)
            return -EINTR;
    }
}
