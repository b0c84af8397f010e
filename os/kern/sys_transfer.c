// SPDX-License-Identifier: Apache-2.0
// System calls that move bytes between files and memory, and that move the position in a file.

#include "os/fs/vfs.h"
#include "os/kern/file.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"

#define IOV_MAX 1024
#define RW_MAX UINT64_C(0x7ffff000)  // bytes of one transfer, as Linux limits it

enum direction { READS, WRITES };

// A stream has no position: pipes, and devices that one waits for.
static bool is_stream(const struct file *f)
{
    return !f->ops->seekable || ((f->vnode->mode & S_IFMT) == S_IFCHR && f->vnode->ops->poll);
}

// The open file, held, if it may be used so; otherwise NULL and *error.
static struct file *fd_for(uint64_t fd, enum direction direction, int64_t *error)
{
    struct file *f = fd_get((int)fd);
    *error = -EBADF;
    if (!f)
        return NULL;
    bool directory = f->vnode && (f->vnode->mode & S_IFMT) == S_IFDIR;
    if ((direction == READS ? file_readable(f) : file_writable(f)) && !directory)
        return f;
    if (directory && direction == READS)
        *error = -EISDIR;
    file_drop(f);
    return NULL;
}

static int64_t move(struct file *f, enum direction direction, uint64_t uva, uint64_t n, uint64_t pos)
{
    struct io io = {.space = current->space, .addr = uva};
    n = MIN(n, RW_MAX);
    return direction == READS ? f->ops->read(f, &io, pos, n) : f->ops->write(f, &io, pos, n);
}

// At the file's own position, which moves on.
static int64_t move_on(struct file *f, enum direction direction, uint64_t uva, uint64_t n)
{
    if (direction == WRITES && (f->flags & O_APPEND) != 0 && f->vnode)
        f->pos = f->vnode->size;
    int64_t done = move(f, direction, uva, n, f->pos);
    if (done > 0 && !is_stream(f))
        f->pos += (uint64_t)done;
    return done;
}

static int64_t transfer(const uint64_t *a, enum direction direction)
{
    int64_t result;
    struct file *f = fd_for(a[0], direction, &result);
    if (f) {
        result = move_on(f, direction, a[1], a[2]);
        file_drop(f);
    }
    return result;
}

int64_t sys_read(const uint64_t *a) { return transfer(a, READS); }
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

int64_t sys_pread64(const uint64_t *a) { return transfer_at(a, READS); }
int64_t sys_pwrite64(const uint64_t *a) { return transfer_at(a, WRITES); }

struct iovec {
    uint64_t base, length;
};

static int64_t move_vector(struct file *f, enum direction direction, uint64_t vector, uint64_t count)
{
    int64_t total = 0;
    for (uint64_t i = 0; i < count; i++) {
        struct iovec v;
        if (copy_from_user(&v, current->space, vector + i * sizeof v, sizeof v) != 0)
            return total > 0 ? total : -EFAULT;
        if (v.length == 0)
            continue;
        int64_t done = move_on(f, direction, v.base, v.length);
        if (done < 0)
            return total > 0 ? total : done;
        total += done;
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
        result = move_vector(f, direction, a[1], a[2]);
        file_drop(f);
    }
    return result;
}

int64_t sys_readv(const uint64_t *a) { return transfer_vector(a, READS); }
int64_t sys_writev(const uint64_t *a) { return transfer_vector(a, WRITES); }

// Programs that call this fall back on read and write.
int64_t sys_sendfile(const uint64_t *a)
{
    (void)a;
    return -EINVAL;
}

enum { SEEK_SET = 0, SEEK_CUR = 1, SEEK_END = 2 };

static int64_t seek(struct file *f, int64_t offset, uint64_t whence)
{
    int64_t base;
    if (is_stream(f))
        return -ESPIPE;
    switch (whence) {
    case SEEK_SET: base = 0; break;
    case SEEK_CUR: base = (int64_t)f->pos; break;
    case SEEK_END: base = (int64_t)f->vnode->size; break;
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

int64_t sys_sync(const uint64_t *a)
{
    (void)a;
    vfs_sync();
    return 0;
}

int64_t sys_fsync(const uint64_t *a)
{
    struct file *f = fd_get((int)a[0]);
    if (!f)
        return -EBADF;
    int64_t result = !f->vnode ? -EINVAL : vnode_sync(f->vnode);
    file_drop(f);
    return result;
}

// A length cannot change; the one it has already may be asked for.
int64_t sys_ftruncate(const uint64_t *a)
{
    int64_t result;
    struct file *f = fd_for(a[0], WRITES, &result);
    if (f) {
        bool regular = f->vnode && (f->vnode->mode & S_IFMT) == S_IFREG;
        result = !regular ? -EINVAL : f->vnode->size == a[1] ? 0 : -EROFS;
        file_drop(f);
    }
    return result;
}
