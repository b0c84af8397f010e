// SPDX-License-Identifier: Apache-2.0
// eventfd(2): a counter that writes add to and reads take from, one at a time or all.

#include "os/kern/file.h"
#include "os/kern/sched.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/copy.h"
#include "os/vm/kalloc.h"

#define COUNT_MOST (UINT64_MAX - 1)

// Owned by its one open file.
struct eventfd {
    uint64_t count;
    bool semaphore;
    struct waitq changed;
};

static int wait_for_change(struct file *f)
{
    return (f->flags & O_NONBLOCK) != 0 ? -EAGAIN : sleep_interruptible(&f->eventfd->changed);
}

static void count_changed(struct eventfd *e)
{
    wake_all(&e->changed);
    poll_notify();
}

static int64_t eventfd_read(struct file *f, struct io *io, uint64_t pos, size_t n)
{
    struct eventfd *e = f->eventfd;
    uint64_t taken;
    (void)pos;
    if (n < sizeof taken)
        return -EINVAL;
    while (e->count == 0) {
        int error = wait_for_change(f);
        if (error != 0)
            return error;
    }
    taken = e->semaphore ? 1 : e->count;
    e->count -= taken;
    count_changed(e);
    return io_put(io, &taken, sizeof taken) != 0 ? -EFAULT : (int64_t)sizeof taken;
}

static int64_t eventfd_write(struct file *f, struct io *io, uint64_t pos, size_t n)
{
    struct eventfd *e = f->eventfd;
    uint64_t more;
    (void)pos;
    if (n < sizeof more)
        return -EINVAL;
    if (io_get(io, &more, sizeof more) != 0)
        return -EFAULT;
    if (more > COUNT_MOST)
        return -EINVAL;
    while (e->count > COUNT_MOST - more) {
        int error = wait_for_change(f);
        if (error != 0)
            return error;
    }
    e->count += more;
    count_changed(e);
    return (int64_t)sizeof more;
}

static int eventfd_stat(struct file *f, struct stat *st)
{
    *st = (struct stat){.mode = 0600, .links = 1, .ino = pa_of(f->eventfd), .block_size = PAGE_SIZE};
    return 0;
}

static int eventfd_ready(struct file *f)
{
    return (f->eventfd->count > 0 ? POLLIN : 0) | (f->eventfd->count < COUNT_MOST ? POLLOUT : 0);
}

static void eventfd_release(struct file *f) { kfree(f->eventfd); }

static const struct file_ops eventfd_ops = {
    .read = eventfd_read,
    .write = eventfd_write,
    .stat = eventfd_stat,
    .ready = eventfd_ready,
    .release = eventfd_release,
};

struct file *eventfd_create(uint32_t count, int flags)
{
    struct eventfd *e = kmalloc(sizeof *e);
    struct file *f = e ? file_alloc(&eventfd_ops, O_RDWR | (flags & O_NONBLOCK)) : NULL;
    if (!f) {
        kfree(e);
        return NULL;
    }
    *e = (struct eventfd){.count = count, .semaphore = (flags & EFD_SEMAPHORE) != 0};
    waitq_init(&e->changed);
    f->eventfd = e;
    return f;
}
