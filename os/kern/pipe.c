// SPDX-License-Identifier: Apache-2.0
// Pipes: a ring of one page between a reading and a writing end. Writes of at most PIPE_BUF bytes are not torn. An end
// that is gone shows as end of file to readers and as EPIPE and SIGPIPE to writers.

#include "os/kern/file.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/copy.h"
#include "os/vm/kalloc.h"

#define PIPE_SIZE PAGE_SIZE
#define PIPE_BUF PAGE_SIZE

// Owned by its two ends; freed with the second. read and written count bytes since the beginning.
struct pipe {
    char *ring;
    uint64_t read, written;
    bool has_reader, has_writer;
    struct waitq changed;  // bytes came or went, or an end is gone
    bool copying;          // an end is copying, and the copy may sleep: the others wait for their turn
    struct waitq turn;
};

static size_t filled(const struct pipe *p) { return p->written - p->read; }
static size_t room(const struct pipe *p) { return PIPE_SIZE - filled(p); }

static int wait_for_change(struct file *f)
{
    return (f->flags & O_NONBLOCK) != 0 ? -EAGAIN : sleep_interruptible(&f->pipe->changed);
}

static void begin_copy(struct pipe *p)
{
    while (p->copying)
        sleep_on(&p->turn);
    p->copying = true;
}

static void end_copy(struct pipe *p, int64_t moved)
{
    p->copying = false;
    wake_all(&p->turn);
    if (moved > 0) {
        wake_all(&p->changed);
        poll_notify();
    }
}

// One stretch of the ring: from `at` to its end or for n bytes.
static size_t stretch(uint64_t at, size_t n) { return MIN(n, PIPE_SIZE - at % PIPE_SIZE); }

static int64_t drain(struct pipe *p, struct io *io, size_t n)
{
    size_t done = 0;
    n = MIN(n, filled(p));
    while (done < n) {
        size_t piece = stretch(p->read, n - done);
        if (io_put(io, p->ring + p->read % PIPE_SIZE, piece) != 0)
            return done > 0 ? (int64_t)done : -EFAULT;
        p->read += piece;
        done += piece;
    }
    return (int64_t)done;
}

static int64_t fill(struct pipe *p, struct io *io, size_t n)
{
    size_t done = 0;
    n = MIN(n, room(p));
    while (done < n) {
        size_t piece = stretch(p->written, n - done);
        if (io_get(io, p->ring + p->written % PIPE_SIZE, piece) != 0)
            return done > 0 ? (int64_t)done : -EFAULT;
        p->written += piece;
        done += piece;
    }
    return (int64_t)done;
}

static int64_t pipe_read(struct file *f, struct io *io, uint64_t pos, size_t n)
{
    struct pipe *p = f->pipe;
    (void)pos;
    for (;;) {
        begin_copy(p);
        int64_t done = drain(p, io, n);
        end_copy(p, done);
        if (done != 0 || n == 0 || !p->has_writer)
            return done;
        int error = wait_for_change(f);
        if (error != 0)
            return error;
    }
}

static int64_t broken_pipe(void)
{
    struct siginfo info = {.signo = SIGPIPE, .code = SI_USER, .pid = current->process->pid};
    signal_send(current, &info);
    return -EPIPE;
}

static int64_t pipe_write(struct file *f, struct io *io, uint64_t pos, size_t n)
{
    struct pipe *p = f->pipe;
    size_t done = 0;
    (void)pos;
    while (done < n) {
        int64_t part = 0;
        size_t least = n <= PIPE_BUF ? n : 1;
        begin_copy(p);
        if (p->has_reader && room(p) >= least)
            part = fill(p, io, n - done);
        end_copy(p, part);
        if (!p->has_reader)
            return done > 0 ? (int64_t)done : broken_pipe();
        if (part < 0)
            return done > 0 ? (int64_t)done : part;
        done += (size_t)part;
        int error = part == 0 ? wait_for_change(f) : 0;
        if (error != 0)
            return done > 0 ? (int64_t)done : error;
    }
    return (int64_t)done;
}

static int pipe_stat(struct file *f, struct stat *st)
{
    *st = (struct stat){.mode = 0010600, .links = 1, .ino = pa_of(f->pipe), .block_size = PIPE_SIZE};
    return 0;
}

static int reader_ready(struct file *f)
{
    return (filled(f->pipe) > 0 ? POLLIN : 0) | (f->pipe->has_writer ? 0 : POLLHUP);
}

static int writer_ready(struct file *f)
{
    return (room(f->pipe) > 0 ? POLLOUT : 0) | (f->pipe->has_reader ? 0 : POLLERR);
}

static void pipe_free(struct pipe *p)
{
    kpage_free(p->ring);
    kfree(p);
}

static void end_released(struct pipe *p)
{
    wake_all(&p->changed);
    poll_notify();
    if (!p->has_reader && !p->has_writer)
        pipe_free(p);
}

static void reader_release(struct file *f)
{
    f->pipe->has_reader = false;
    end_released(f->pipe);
}

static void writer_release(struct file *f)
{
    f->pipe->has_writer = false;
    end_released(f->pipe);
}

static const struct file_ops reader_ops = {
    .read = pipe_read, .stat = pipe_stat, .ready = reader_ready, .release = reader_release};
static const struct file_ops writer_ops = {
    .write = pipe_write, .stat = pipe_stat, .ready = writer_ready, .release = writer_release};

static struct pipe *pipe_alloc(void)
{
    struct pipe *p = kzalloc(sizeof *p);
    if (!p)
        return NULL;
    p->ring = kpage_alloc();
    if (!p->ring) {
        kfree(p);
        return NULL;
    }
    waitq_init(&p->changed);
    waitq_init(&p->turn);
    return p;
}

int pipe_create(struct file *ends[2], int flags)
{
    struct pipe *p = pipe_alloc();
    if (!p)
        return -ENOMEM;
    ends[0] = file_alloc(&reader_ops, O_RDONLY | (flags & O_NONBLOCK));
    ends[1] = file_alloc(&writer_ops, O_WRONLY | (flags & O_NONBLOCK));
    if (!ends[0] || !ends[1]) {
        kfree(ends[0]);
        kfree(ends[1]);
        pipe_free(p);
        return -ENOMEM;
    }
    p->has_reader = p->has_writer = true;
    ends[0]->pipe = ends[1]->pipe = p;
    return 0;
}
