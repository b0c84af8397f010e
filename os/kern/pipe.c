// SPDX-License-Identifier: Apache-2.0
// Pipes: a ring of bytes between reading and writing ends, 64 KiB as Linux's, in pages that come with the bytes and go
// with them; one page stays. A FIFO is a pipe that is found by a name, as long as somebody has it open. Writes of at
// most PIPE_BUF bytes are not torn. An end that is gone shows as end of file to readers and as EPIPE and SIGPIPE to
// writers.

#include "os/fs/fs.h"
#include "os/kern/file.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/copy.h"
#include "os/vm/kalloc.h"

#define PIPE_PAGES 16
#define PIPE_SIZE (PIPE_PAGES * PAGE_SIZE)
#define PIPE_BUF PAGE_SIZE

// Freed with its last user: an open file, whoever is opening one, or a vnode of pipefs. read and written count bytes;
// both are 0 again whenever it is empty.
struct pipe {
    char *page[PIPE_PAGES];  // byte b is in page b / PAGE_SIZE % PIPE_PAGES; NULL: none yet
    uint64_t read, written;
    uint64_t size;  // bytes that it takes: a power of two of pages
    unsigned users;
    unsigned readers, writers;                // open files that can
    uint64_t readers_opened, writers_opened;  // so far
    struct vnode *vnode;                      // that leads to it, not held; NULL: none
    struct waitq opened;                      // an end was opened
    bool copying;  // an end is copying, and the copy may sleep: the others wait for their turn
    struct waitq turn;
    struct waitq changed;  // bytes came or went, or an end is gone
};

static struct pipe *pipe_behind(const struct file *f);
static size_t filled(const struct pipe *p) { return p->written - p->read; }
static size_t room(const struct pipe *p) { return p->size - filled(p); }
static char **page_of(struct pipe *p, uint64_t at) { return &p->page[at / PAGE_SIZE % PIPE_PAGES]; }

static int wait_for_change(struct file *f)
{
    return (f->flags & O_NONBLOCK) != 0 ? -EAGAIN : sleep_interruptible(&f->pipe->changed);
}

static int begin_copy(struct pipe *p)
{
    while (p->copying) {
        int error = sleep_killable(&p->turn);
        if (error != 0)
            return error;
    }
    p->copying = true;
    return 0;
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

// ---- the ring --------------------------------------------------------------------------------------------------

// What is left of the page around `at`, or n.
static size_t stretch(uint64_t at, size_t n) { return MIN(n, PAGE_SIZE - at % PAGE_SIZE); }

// A page that is read gives its memory back, unless the writer has come round to it again; and an empty pipe begins
// anew on the page it has.
static void page_done(struct pipe *p)
{
    uint64_t last = p->read - 1;
    if (p->read == p->written) {
        char **kept = page_of(p, last);
        if (kept != p->page) {
            if (p->page[0])
                kpage_free(p->page[0]);
            p->page[0] = *kept;
            *kept = NULL;
        }
        p->read = p->written = 0;
    } else if (p->read % PAGE_SIZE == 0 && (p->written - 1) / PAGE_SIZE - last / PAGE_SIZE < PIPE_PAGES) {
        kpage_free(*page_of(p, last));
        *page_of(p, last) = NULL;
    }
}

static int64_t drain(struct pipe *p, struct io *io, size_t n)
{
    size_t done = 0;
    n = MIN(n, filled(p));
    while (done < n) {
        size_t piece = stretch(p->read, n - done);
        if (io_put(io, *page_of(p, p->read) + p->read % PAGE_SIZE, piece) != 0)
            return done > 0 ? (int64_t)done : -EFAULT;
        p->read += piece;
        done += piece;
        page_done(p);
    }
    return (int64_t)done;
}

static int ensure_page(struct pipe *p, uint64_t at)
{
    char **page = page_of(p, at);
    if (!*page)
        *page = kpage_alloc_for_user();
    return *page ? 0 : -ENOMEM;
}

static int64_t fill(struct pipe *p, struct io *io, size_t n)
{
    size_t done = 0;
    n = MIN(n, room(p));
    while (done < n) {
        size_t piece = stretch(p->written, n - done);
        int error = ensure_page(p, p->written);
        if (error == 0)
            error = io_get(io, *page_of(p, p->written) + p->written % PAGE_SIZE, piece);
        if (error != 0)
            return done > 0 ? (int64_t)done : error;
        p->written += piece;
        done += piece;
    }
    return (int64_t)done;
}

// ---- reading and writing ---------------------------------------------------------------------------------------

static int64_t pipe_read(struct file *f, struct io *io, uint64_t pos, size_t n)
{
    struct pipe *p = f->pipe;
    (void)pos;
    for (;;) {
        int error = begin_copy(p);
        if (error != 0)
            return error;
        int64_t done = drain(p, io, n);
        end_copy(p, done);
        if (done != 0 || n == 0 || !p->writers)
            return done;
        error = wait_for_change(f);
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

// As much as goes in now; 0 when a write that must not be torn finds too little room, or nobody reads.
static int64_t fill_some(struct pipe *p, struct io *io, size_t left, size_t least)
{
    int64_t part = begin_copy(p);
    if (part != 0)
        return part;
    if (p->readers && room(p) >= least)
        part = fill(p, io, left);
    end_copy(p, part);
    return part;
}

static int64_t pipe_write(struct file *f, struct io *io, uint64_t pos, size_t n)
{
    struct pipe *p = f->pipe;
    size_t done = 0, least = n <= PIPE_BUF ? n : 1;
    (void)pos;
    while (done < n) {
        int64_t part = fill_some(p, io, n - done, least);
        if (part > 0)
            done += (size_t)part;
        else if (part == 0 && !p->readers)
            part = done > 0 ? -EPIPE : broken_pipe();
        else if (part == 0)
            part = wait_for_change(f);
        if (part < 0)
            return done > 0 ? (int64_t)done : part;
    }
    return (int64_t)done;
}

// ---- its ends --------------------------------------------------------------------------------------------------

static int pipe_stat(struct file *f, struct stat *st)
{
    if (f->vnode)
        stat_vnode(f->vnode, st);
    else
        *st = (struct stat){.mode = S_IFIFO | 0600, .links = 1, .ino = pa_of(f->pipe), .block_size = PAGE_SIZE};
    return 0;
}

// The end of the writers is news only to who has met one: f->pos counts those of before.
static int reader_ready(struct file *f)
{
    const struct pipe *p = f->pipe;
    return (filled(p) > 0 ? POLLIN : 0) | (!p->writers && p->writers_opened != f->pos ? POLLHUP : 0);
}

static int writer_ready(struct file *f)
{
    return (room(f->pipe) >= PIPE_BUF ? POLLOUT : 0) | (f->pipe->readers ? 0 : POLLERR);
}

static int both_ready(struct file *f) { return reader_ready(f) | writer_ready(f); }

static void pipe_put(struct pipe *p)
{
    if (--p->users > 0)
        return;
    if (p->vnode)
        p->vnode->pipe = NULL;
    for (int i = 0; i < PIPE_PAGES; i++)
        if (p->page[i])
            kpage_free(p->page[i]);
    kfree(p);
}

static void pipe_release(struct file *f)
{
    struct pipe *p = f->pipe;
    struct vnode *vnode = f->vnode;
    p->readers -= file_readable(f);
    p->writers -= file_writable(f);
    wake_all(&p->changed);
    poll_notify();
    pipe_put(p);
    if (vnode)
        vnode_release(vnode);
}

static const struct file_ops reader_ops = {
    .read = pipe_read, .stat = pipe_stat, .ready = reader_ready, .release = pipe_release};
static const struct file_ops writer_ops = {
    .write = pipe_write, .stat = pipe_stat, .ready = writer_ready, .release = pipe_release};
static const struct file_ops both_ops = {
    .read = pipe_read, .write = pipe_write, .stat = pipe_stat, .ready = both_ready, .release = pipe_release};

static struct pipe *pipe_alloc(void)
{
    struct pipe *p = kzalloc(sizeof *p);
    if (!p)
        return NULL;
    p->size = PIPE_SIZE;
    p->users = 1;
    waitq_init(&p->changed);
    waitq_init(&p->turn);
    waitq_init(&p->opened);
    return p;
}

// The file is one of its ends from now on; it takes over a user's place.
static void join(struct pipe *p, struct file *f)
{
    f->pipe = p;
    p->readers += file_readable(f);
    p->readers_opened += file_readable(f);
    p->writers += file_writable(f);
    p->writers_opened += file_writable(f);
    wake_all(&p->opened);
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
        pipe_put(p);
        return -ENOMEM;
    }
    p->users++;
    join(p, ends[0]);
    join(p, ends[1]);
    return 0;
}

// ---- FIFOs -----------------------------------------------------------------------------------------------------

// The pipe of a FIFO, with one more user; NULL: no memory.
static struct pipe *pipe_of(struct vnode *vn)
{
    struct pipe *fresh = vn->pipe ? NULL : pipe_alloc();
    if (vn->pipe) {  // perhaps since a moment ago
        kfree(fresh);
        vn->pipe->users++;
    } else if (fresh) {
        fresh->vnode = vn;
        vn->pipe = fresh;
    }
    return vn->pipe;
}

static const struct file_ops *ops_for(int flags)
{
    switch (flags & O_ACCMODE) {
    case O_RDONLY: return &reader_ops;
    case O_WRONLY: return &writer_ops;
    default: return &both_ops;
    }
}

// One that only reads waits for a writer, one that only writes for a reader: one that has come since will do.
static int wait_for_partner(struct pipe *p, const struct file *f, uint64_t readers, uint64_t writers)
{
    int error = 0;
    while (!error && !file_writable(f) && !p->writers && p->writers_opened == writers)
        error = sleep_interruptible(&p->opened);
    while (!error && !file_readable(f) && !p->readers && p->readers_opened == readers)
        error = sleep_interruptible(&p->opened);
    return error;
}

static const struct vnode_ops pipefs_ops;

struct file *fifo_open(struct vnode *vn, int flags, int *error)
{
    struct pipe *p = pipe_of(vn);
    struct file *f = p ? file_alloc(ops_for(flags), flags) : NULL;
    bool waits = !(flags & O_NONBLOCK) && vn->ops != &pipefs_ops;
    *error = f ? 0 : -ENOMEM;
    if (f && !waits && vn->ops != &pipefs_ops && !file_readable(f) && !p->readers)
        *error = -ENXIO;
    if (*error) {
        kfree(f);
        if (p)
            pipe_put(p);
        vnode_release(vn);
        return NULL;
    }
    uint64_t readers = p->readers_opened, writers = p->writers_opened;
    f->vnode = vn;
    f->pos = p->writers ? UINT64_MAX : writers;
    join(p, f);
    if (waits)
        *error = wait_for_partner(p, f, readers, writers);
    if (!*error)
        return f;
    file_drop(f);
    return NULL;
}

// ---- pipefs: what /proc/PID/fd leads to ------------------------------------------------------------------------

static void pipefs_drop(struct vnode *vnode)
{
    struct pipe *p = vnode->pipe;
    p->vnode = NULL;
    pipe_put(p);
}

static const struct vnode_ops pipefs_ops = {.drop = pipefs_drop};
static struct fs pipefs = {.name = "pipefs", .dev = 0x000e, .block_size = PAGE_SIZE};

int pipe_vnode(struct file *f, struct vnode **vnode)
{
    struct pipe *p = pipe_behind(f);
    if (!p)
        return -ENXIO;
    struct vnode *fresh = p->vnode ? NULL : vnode_create(&pipefs, pa_of(p));
    if (!p->vnode && !fresh)
        return -ENOMEM;
    if (fresh && !p->vnode) {
        fresh->ops = &pipefs_ops;
        fresh->mode = S_IFIFO | 0600;
        fresh->pipe = p;
        p->vnode = fresh;
        p->users++;
        *vnode = fresh;
        return 0;
    }
    if (fresh)
        vnode_release(fresh);
    vnode_hold(p->vnode);
    *vnode = p->vnode;
    return 0;
}

// ---- sizes -----------------------------------------------------------------------------------------------------

int64_t pipe_size(const struct file *f)
{
    const struct pipe *p = pipe_behind(f);
    return p ? (int64_t)p->size : -EBADF;
}

uint64_t pipe_pages(const struct file *f)
{
    const struct pipe *p = pipe_behind(f);
    uint64_t pages = 0;
    for (unsigned i = 0; p && i < PIPE_PAGES; i++)
        pages += p->page[i] != NULL;
    return (pages + 1) / 2;
}

int64_t pipe_set_size(struct file *f, uint64_t bytes)
{
    struct pipe *p = pipe_behind(f);
    uint64_t size = PAGE_SIZE;
    if (!p)
        return -EBADF;
    if (bytes > PIPE_SIZE)
        return -EPERM;
    while (size < bytes)
        size *= 2;
    int error = begin_copy(p);  // who fills it has seen how much room there is
    if (error != 0)
        return error;
    bool fits = filled(p) <= size;
    if (fits)
        p->size = size;
    end_copy(p, fits);
    return fits ? (int64_t)size : -EBUSY;
}

static struct pipe *pipe_behind(const struct file *f)
{
    return f->ops == &reader_ops || f->ops == &writer_ops || f->ops == &both_ops ? f->pipe : NULL;
}
