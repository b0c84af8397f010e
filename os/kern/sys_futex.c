// SPDX-License-Identifier: Apache-2.0
// futex(2) and the robust lists: what the numbers mean, and deadlines.

#include "os/arch/csr.h"
#include "os/arch/trap.h"
#include "os/kern/futex.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/copy.h"

enum {
    FUTEX_WAIT = 0,
    FUTEX_WAKE = 1,
    FUTEX_REQUEUE = 3,
    FUTEX_CMP_REQUEUE = 4,
    FUTEX_WAKE_OP = 5,
    FUTEX_WAIT_BITSET = 9,
    FUTEX_WAKE_BITSET = 10,
    FUTEX_PRIVATE = 128,
    FUTEX_CLOCK_REALTIME = 256,  // all clocks count from boot
};

// FUTEX_WAIT's time is relative, FUTEX_WAIT_BITSET's absolute. 0: none.
static int get_deadline(uint64_t uva, bool absolute, uint64_t *deadline)
{
    uint64_t resumed = call_resumed();
    struct timespec ts;
    uint64_t ticks;
    *deadline = UINT64_MAX;
    if (uva == 0)
        return 0;
    if (copy_from_user(&ts, current->space, uva, sizeof ts) != 0)
        return -EFAULT;
    if (!timespec_to_ticks(&ts, &ticks))
        return -EINVAL;
    *deadline = resumed != 0 ? resumed : absolute ? ticks : time_now() + ticks;
    return 0;
}

static int64_t wait(const uint64_t *a, bool absolute, uint32_t bits, bool shared)
{
    uint64_t deadline;
    int error = get_deadline(a[3], absolute, &deadline);
    if (error != 0)
        return error;
    error = futex_wait(a[0], (uint32_t)a[2], deadline, bits, shared);
    if (error == -EINTR && deadline != UINT64_MAX)
        call_resume_at(deadline);
    return error;
}

int64_t sys_futex(const uint64_t *a)
{
    bool shared = (a[1] & FUTEX_PRIVATE) == 0;
    uint32_t expected = (uint32_t)a[5];
    switch (a[1] & ~(uint64_t)(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME)) {
    case FUTEX_WAIT: return wait(a, false, FUTEX_ANY, shared);
    case FUTEX_WAIT_BITSET: return wait(a, true, (uint32_t)a[5], shared);
    case FUTEX_WAKE: return futex_wake(a[0], (int)a[2], FUTEX_ANY, shared);
    case FUTEX_WAKE_BITSET: return futex_wake(a[0], (int)a[2], (uint32_t)a[5], shared);
    case FUTEX_REQUEUE: return futex_requeue(a[0], a[4], (int)a[2], (int)a[3], NULL, shared);
    case FUTEX_CMP_REQUEUE: return futex_requeue(a[0], a[4], (int)a[2], (int)a[3], &expected, shared);
    case FUTEX_WAKE_OP: return futex_wake_op(a[0], a[4], (int)a[2], (int)a[3], (uint32_t)a[5], shared);
    default: return -ENOSYS;
    }
}

#define ROBUST_HEAD_SIZE 24

int64_t sys_set_robust_list(const uint64_t *a)
{
    if (a[1] != ROBUST_HEAD_SIZE)
        return -EINVAL;
    current->robust_list = a[0];
    return 0;
}

int64_t sys_get_robust_list(const uint64_t *a)
{
    uint64_t size = ROBUST_HEAD_SIZE;
    const struct task *t = a[0] == 0 ? current : task_find((pid_t)a[0]);
    if (!t)
        return -ESRCH;
    uint64_t head = t->robust_list;
    if (copy_to_user(current->space, a[2], &size, sizeof size) != 0)
        return -EFAULT;
    return copy_to_user(current->space, a[1], &head, sizeof head);
}
