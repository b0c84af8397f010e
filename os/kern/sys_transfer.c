// SPDX-License-Identifier: Apache-2.0
// System calls that move bytes between files and memory, and that move the position in a file.

#include "os/fs/vfs.h"
#include "os/kern/file.h"
#include "os/kern/limits.h"
#include "os/kern/signal.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/kalloc.h"

#define IOV_MAX 1024
#define RW_MAX UINT64_C(0x7ffff000)  // bytes of one transfer, as Linux limits it

enum direction { READS, WRITES };

// A stream has no position: pipes, and devices that one waits for.
static bool is_stream(const struct file *f)
{
    return !f->ops->seekable || ((f->vnode->mode & S_IFMT) == S_IFCHR && f->vnode->ops->poll);
}

// The open file, held, if it may be used so; otherwise NULL and *error.
static inline struct file *fd_for(uint64_t fd, enum direction direction, int64_t *error)
{
    struct file *f = files_at(current->files, (int)fd);
    *error = -EBADF;
    if (!f)
        return NULL;
    bool directory = f->vnode && is_directory(f->vnode);
    if ((direction == READS ? file_readable(f) : file_writable(f)) && !directory)
        return file_hold(f);
    if (directory && direction == READS)
        *error = -EISDIR;
    return NULL;
}

// RLIMIT_FSIZE: up to it, and no byte behind it.
static int limit_write(const struct file *f, uint64_t pos, uint64_t *n)
{
    uint64_t most = task_rlimit(LIMIT_FSIZE), at = f->flags & O_APPEND ? f->vnode->size : pos;
    if (most == LIMIT_INFINITY || *n == 0)
        return 0;
    if (at >= most) {
        return file_too_big();
    }
    *n = MIN(*n, most - at);
    return 0;
}

static inline int64_t move(struct file *f, enum direction direction, uint64_t uva, uint64_t n, uint64_t pos)
{
    struct io io = {.space = current->space, .addr = uva};
    n = MIN(n, RW_MAX);
    if (direction == READS && f->vnode && n > 0)
        file_accessed(f);
    if (direction == WRITES && f->vnode && (f->vnode->mode & S_IFMT) == S_IFREG) {
        int error = limit_write(f, pos, &n);
        if (error)
            return error;
    }
    return direction == READS ? f->ops->read(f, &io, pos, n) : f->ops->write(f, &io, pos, n);
}

// At the file's own position, which moves on.
static inline int64_t move_on(struct file *f, enum direction direction, uint64_t uva, uint64_t n)
{
    int64_t done = move(f, direction, uva, n, f->pos);
    if (done > 0 && !is_stream(f))
        f->pos += (uint64_t)done;
    return done;
}

// Of its own in each direction: most calls come this way.
__attribute__((always_inline)) static inline int64_t transfer(const uint64_t *a, enum direction direction)
{
    int64_t result;
    struct file *f = fd_for(a[0], direction, &result);
    if (f) {
        result = move_on(f, direction, a[1], a[2]);
        file_drop(f);
    }
    return result;
}

// A read that need not sleep, so that the file need not be held: the bytes are in memory, and so is where they go. The
// number of bytes; -EAGAIN: not this one.
static inline int64_t read_at_once(const struct file *f, uint64_t uva, uint64_t n, uint64_t pos)
{
    return f && f->reads_pages ? vnode_read_at_once(f->vnode, current->space, uva, pos, n) : -EAGAIN;
}

int64_t sys_read(const uint64_t *a)
{
    struct file *f = files_at(current->files, (int)a[0]);
    int64_t done = f ? read_at_once(f, a[1], a[2], f->pos) : -EBADF;
    if (done < 0)
        return transfer(a, READS);
    f->pos += (uint64_t)done;
    return done;
}

int64_t sys_write(const uint64_t *a) { return transfer(a, WRITES); }

// /dev/mem's offsets are addresses, and may have any bit set.
static bool any_offset(const struct file *f) { return f->vnode && f->vnode->ops->any_offset; }

static int64_t transfer_at(const uint64_t *a, enum direction direction)
{
    int64_t result;
    struct file *f = fd_for(a[0], direction, &result);
    if (f) {
        if (is_stream(f))
            result = -ESPIPE;
        else if ((int64_t)a[3] < 0 && !any_offset(f))
            result = -EINVAL;
        else
            result = move(f, direction, a[1], a[2], a[3]);
        file_drop(f);
    }
    return result;
}

int64_t sys_pread64(const uint64_t *a)
{
    int64_t done = read_at_once(files_at(current->files, (int)a[0]), a[1], a[2], a[3]);
    return done < 0 ? transfer_at(a, READS) : done;
}
int64_t sys_pwrite64(const uint64_t *a) { return transfer_at(a, WRITES); }

struct iovec {
    uint64_t base, length;
};

// At *pos, which moves on; NULL: at the file's own position.
static int64_t move_vector(struct file *f, enum direction direction, uint64_t vector, uint64_t count, uint64_t *pos)
{
    int64_t total = 0;
    for (uint64_t i = 0; i < count; i++) {
        struct iovec v;
        if (copy_from_user(&v, current->space, vector + i * sizeof v, sizeof v) != 0)
            return total > 0 ? total : -EFAULT;
        if (v.length == 0)
            continue;
        int64_t done = pos ? move(f, direction, v.base, v.length, *pos) : move_on(f, direction, v.base, v.length);
        if (done < 0)
            return total > 0 ? total : done;
        total += done;
        if (pos)
            *pos += (uint64_t)done;
        if ((uint64_t)done < v.length)
            break;
    }
    return total;
}

static int64_t transfer_vector(const uint64_t *a, enum direction direction)
{
    int64_t result;
    if (a[2] > IOV_MAX)
        return -EINVAL;
    struct file *f = fd_for(a[0], direction, &result);
    if (f) {
        result = move_vector(f, direction, a[1], a[2], NULL);
        file_drop(f);
    }
    return result;
}

int64_t sys_readv(const uint64_t *a) { return transfer_vector(a, READS); }
int64_t sys_writev(const uint64_t *a) { return transfer_vector(a, WRITES); }

// The offset is in one argument; the next is for machines of 32 bits.
static int64_t transfer_vector_at(const uint64_t *a, enum direction direction)
{
    int64_t result;
    if (a[2] > IOV_MAX)
        return -EINVAL;
    struct file *f = fd_for(a[0], direction, &result);
    if (f) {
        uint64_t pos = a[3];
        if (is_stream(f))
            result = -ESPIPE;
        else if ((int64_t)pos < 0 && !any_offset(f))
            result = -EINVAL;
        else
            result = move_vector(f, direction, a[1], a[2], &pos);
        file_drop(f);
    }
    return result;
}

int64_t sys_preadv(const uint64_t *a) { return transfer_vector_at(a, READS); }
int64_t sys_pwritev(const uint64_t *a) { return transfer_vector_at(a, WRITES); }

// With flags, of which none is known; offset -1 is the file's own position.
int64_t sys_preadv2(const uint64_t *a)
{
    return a[5] ? -EOPNOTSUPP : (int64_t)a[3] == -1 ? transfer_vector(a, READS) : transfer_vector_at(a, READS);
}

int64_t sys_pwritev2(const uint64_t *a)
{
    return a[5] ? -EOPNOTSUPP : (int64_t)a[3] == -1 ? transfer_vector(a, WRITES) : transfer_vector_at(a, WRITES);
}

// ---- from file to file ----

// Up to `n` bytes by way of a page. NULL for a position: the file's own.
static int64_t pump(struct file *in, uint64_t *in_pos, struct file *out, uint64_t *out_pos, uint64_t n)
{
    char *page = kpage_alloc();
    int64_t total = 0, got = 0, put = 0;
    if (!page)
        return -ENOMEM;
    file_accessed(in);
    while (n > 0) {
        struct io from = {NULL, (uint64_t)page}, to = from;
        uint64_t *source = in_pos ? in_pos : &in->pos, *target = out_pos ? out_pos : &out->pos;
        got = in->ops->read(in, &from, *source, MIN(n, PAGE_SIZE));
        if (got <= 0)
            break;
        put = out->ops->write(out, &to, *target, (size_t)got);
        if (put <= 0)
            break;
        *source += (uint64_t)put;
        *target += (uint64_t)put;
        total += put;
        n -= (uint64_t)put;
        if (put < got || give_way())
            break;
    }
    kpage_free(page);
    int64_t error = got < 0 ? got : put < 0 ? put : 0;
    return total > 0 ? total : error;
}

static int get_position(uint64_t uva, uint64_t *pos)
{
    int error = uva ? copy_from_user(pos, current->space, uva, sizeof *pos) : 0;
    return error ? error : uva && (int64_t)*pos < 0 ? -EINVAL : 0;
}

static int64_t copy_between(uint64_t in_fd, uint64_t in_at, uint64_t out_fd, uint64_t out_at, uint64_t n, bool regular)
{
    uint64_t in_pos, out_pos;
    int64_t result;
    int error = get_position(in_at, &in_pos);
    if (!error)
        error = get_position(out_at, &out_pos);
    if (error)
        return error;
    struct file *in = fd_for(in_fd, READS, &result);
    if (!in)
        return result;
    struct file *out = fd_for(out_fd, WRITES, &result);
    if (out) {
        bool files = in->vnode && !is_stream(in) && (!regular || (out->vnode && !is_stream(out)));
        result = !files ? -EINVAL : pump(in, in_at ? &in_pos : NULL, out, out_at ? &out_pos : NULL, MIN(n, RW_MAX));
        file_drop(out);
    }
    file_drop(in);
    if (result > 0 && in_at && copy_to_user(current->space, in_at, &in_pos, sizeof in_pos) != 0)
        return -EFAULT;
    if (result > 0 && out_at && copy_to_user(current->space, out_at, &out_pos, sizeof out_pos) != 0)
        return -EFAULT;
    return result;
}

int64_t sys_sendfile(const uint64_t *a) { return copy_between(a[1], a[2], a[0], 0, a[3], false); }

int64_t sys_copy_file_range(const uint64_t *a)
{
    return a[5] ? -EINVAL : copy_between(a[0], a[1], a[2], a[3], a[4], true);
}

// ---- positions ----

enum { SEEK_SET = 0, SEEK_CUR = 1, SEEK_END = 2, SEEK_DATA = 3, SEEK_HOLE = 4 };

// All of a file counts as data, and behind it is the one hole, as lseek(2) allows.
static int64_t seek_data(struct file *f, int64_t offset, bool hole)
{
    if (offset < 0 || (uint64_t)offset >= f->vnode->size)
        return -ENXIO;
    f->pos = hole ? f->vnode->size : (uint64_t)offset;
    return (int64_t)f->pos;
}

static int64_t seek(struct file *f, int64_t offset, uint64_t whence)
{
    int64_t base;
    if (is_stream(f))
        return -ESPIPE;
    switch (whence) {
    case SEEK_SET: base = 0; break;
    case SEEK_CUR: base = (int64_t)f->pos; break;
    case SEEK_END: base = (int64_t)f->vnode->size; break;
    case SEEK_DATA:
    case SEEK_HOLE: return seek_data(f, offset, whence == SEEK_HOLE);
    default: return -EINVAL;
    }
    int64_t pos;
    if ((__builtin_add_overflow(base, offset, &pos) || pos < 0) && !any_offset(f))
        return -EINVAL;
    f->pos = (uint64_t)pos;
    return pos;
}

int64_t sys_lseek(const uint64_t *a)
{
    struct file *f = fd_get((int)a[0]);
    if (!f)
        return -EBADF;
    int64_t result = seek(f, (int64_t)a[1], a[2]);
    file_drop(f);
    return result;
}
