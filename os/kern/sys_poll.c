// SPDX-License-Identifier: Apache-2.0
// ppoll(2) and pselect6(2): which of several descriptors have something to say. A poller that finds none sleeps on one
// queue that is common to all kinds of files, and looks at all of its own again when anything changes.

#include "os/arch/csr.h"
#include "os/arch/trap.h"
#include "os/kern/file.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/copy.h"
#include "os/vm/kalloc.h"

struct waitq pollers = WAITQ_INIT(pollers);
uint64_t poll_changes;

// The POLL bits of a descriptor that hold now.
static int ready_of(int fd)
{
    struct file *f = files_at(current->files, fd);
    return f ? f->ops->ready(f) : POLLNVAL;
}

// ---- the common part -------------------------------------------------------------------------------------------

// A look at all descriptors: how many have something to say, or a negative errno.
typedef int64_t poll_look(void *what);

static int get_deadline(uint64_t uva, uint64_t *deadline)
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
    *deadline = resumed != 0 ? resumed : time_now() + ticks;
    return 0;
}

static int use_mask(uint64_t uva, uint64_t size)
{
    uint64_t mask;
    if (uva == 0)
        return 0;
    if (size != sizeof mask)
        return -EINVAL;
    if (copy_from_user(&mask, current->space, uva, sizeof mask) != 0)
        return -EFAULT;
    signal_set_call_mask(mask);
    return 0;
}

static int64_t look_until(poll_look *look, void *what, uint64_t deadline)
{
    for (;;) {
        uint64_t before = poll_changes;
        int64_t ready = look(what);
        if (ready != 0)
            return ready;
        if (poll_changes != before)  // while a copy of the list slept
            continue;
        int error = sleep_until(&pollers, deadline);
        if (error != 0)
            return error == -ETIMEDOUT ? look(what) : error;
    }
}

// The mask holds during the call; after a signal it is put back when the handler has run.
static int64_t poll_call(poll_look *look, void *what, uint64_t timeout, uint64_t mask, uint64_t mask_size)
{
    uint64_t deadline;
    int error = get_deadline(timeout, &deadline);
    if (error == 0)
        error = use_mask(mask, mask_size);
    if (error != 0)
        return error;
    int64_t result = look_until(look, what, deadline);
    if (result == -EINTR)
        call_resume_at(deadline);
    else
        signal_restore_mask();
    return result;
}

// ---- ppoll -----------------------------------------------------------------------------------------------------

struct pollfd {
    int32_t fd;
    int16_t events, revents;
};

struct poll_list {
    uint64_t uva, count;
};

static int16_t poll_one(const struct pollfd *p)
{
    return p->fd < 0 ? 0 : (int16_t)(ready_of(p->fd) & (p->events | POLLERR | POLLHUP | POLLNVAL));
}

static int64_t look_at_list(void *what)
{
    const struct poll_list *list = what;
    int64_t ready = 0;
    for (uint64_t i = 0; i < list->count; i++) {
        struct pollfd p;
        uint64_t at = list->uva + i * sizeof p;
        if (copy_from_user(&p, current->space, at, sizeof p) != 0)
            return -EFAULT;
        p.revents = poll_one(&p);
        ready += p.revents != 0;
        if (copy_to_user(current->space, at, &p, sizeof p) != 0)
            return -EFAULT;
    }
    return ready;
}

int64_t sys_ppoll(const uint64_t *a)
{
    struct poll_list list = {a[0], a[1]};
    if (a[1] > task_rlimit(LIMIT_NOFILE))
        return -EINVAL;
    return poll_call(look_at_list, &list, a[2], a[3], a[4]);
}

// ---- pselect6 --------------------------------------------------------------------------------------------------

#define SET_WORDS (FILES_MAX / 64)

enum { SET_READ, SET_WRITE, SET_EXCEPT, SETS };

struct select_sets {
    uint64_t uva[SETS];
    int count;  // descriptors
    uint64_t wanted[SETS][SET_WORDS], found[SETS][SET_WORDS];
};

static const int bits_of[SETS] = {POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, 0};

static int64_t look_at_sets(void *what)
{
    struct select_sets *s = what;
    int64_t ready = 0;
    memset(s->found, 0, sizeof s->found);
    for (int fd = 0; fd < s->count; fd++)
        for (int set = 0; set < SETS; set++) {
            uint64_t bit = UINT64_C(1) << fd % 64;
            if ((s->wanted[set][fd / 64] & bit) == 0)
                continue;
            int now = ready_of(fd);
            if (now == POLLNVAL)
                return -EBADF;
            if ((now & bits_of[set]) == 0)
                continue;
            s->found[set][fd / 64] |= bit;
            ready++;
        }
    return ready;
}

static size_t set_bytes(const struct select_sets *s) { return (size_t)(s->count + 63) / 64 * 8; }

static int get_sets(struct select_sets *s, const uint64_t *a)
{
    memset(s, 0, sizeof *s);
    s->count = (int)MIN(a[0], FILES_MAX);
    for (int set = 0; set < SETS; set++) {
        s->uva[set] = a[1 + set];
        if (s->uva[set] != 0 && copy_from_user(s->wanted[set], current->space, s->uva[set], set_bytes(s)) != 0)
            return -EFAULT;
    }
    return 0;
}

static int put_sets(const struct select_sets *s)
{
    for (int set = 0; set < SETS; set++)
        if (s->uva[set] != 0 && copy_to_user(current->space, s->uva[set], s->found[set], set_bytes(s)) != 0)
            return -EFAULT;
    return 0;
}

static int64_t select(struct select_sets *sets, const uint64_t *a)
{
    uint64_t mask[2] = {0, 0};  // its address and its size
    if (a[5] != 0 && copy_from_user(mask, current->space, a[5], sizeof mask) != 0)
        return -EFAULT;
    int error = get_sets(sets, a);
    if (error != 0)
        return error;
    int64_t ready = poll_call(look_at_sets, sets, a[4], mask[0], mask[1]);
    return ready >= 0 && put_sets(sets) != 0 ? -EFAULT : ready;
}

int64_t sys_pselect6(const uint64_t *a)
{
    if ((int)a[0] < 0)
        return -EINVAL;
    struct select_sets *sets = kmalloc(sizeof *sets);
    if (!sets)
        return -ENOMEM;
    int64_t result = select(sets, a);
    kfree(sets);
    return result;
}
