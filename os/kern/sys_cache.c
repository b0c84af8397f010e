// SPDX-License-Identifier: Apache-2.0
// System calls on the page cache of an open file: what reaches the device when, and what is wanted in memory.

#include "os/fs/vfs.h"
#include "os/kern/file.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/object.h"

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
    int64_t result = file_sync(f);
    file_drop(f);
    return result;
}

// The pages that have a byte of [offset, offset + length).
struct span {
    uint64_t first, end;
};

static int span_make(uint64_t offset, uint64_t length, struct span *span)
{
    uint64_t end;
    if ((int64_t)offset < 0 || (int64_t)length < 0)
        return -EINVAL;
    bool to_the_end = length == 0 || __builtin_add_overflow(offset, length, &end) || (int64_t)end < 0;
    span->first = offset >> PAGE_SHIFT;
    span->end = to_the_end ? UINT64_MAX : page_up(end) >> PAGE_SHIFT;
    return 0;
}

static bool has_cache(const struct vnode *vn)
{
    uint32_t type = vn->mode & S_IFMT;
    return type == S_IFREG || type == S_IFBLK;
}

// ---- sync_file_range -------------------------------------------------------------------------------------------

enum { RANGE_WAIT_BEFORE = 1, RANGE_WRITE = 2, RANGE_WAIT_AFTER = 4 };

// Writing waits for its end, and for what was under way: so each flag is kept, and the bytes alone are written.
static int64_t sync_range(struct file *f, const uint64_t *a)
{
    struct span span;
    if ((a[3] & ~(uint64_t)(RANGE_WAIT_BEFORE | RANGE_WRITE | RANGE_WAIT_AFTER)) != 0)
        return -EINVAL;
    int error = span_make(a[1], a[2], &span);
    if (error != 0)
        return error;
    if (!f->vnode || (!has_cache(f->vnode) && (f->vnode->mode & S_IFMT) != S_IFDIR))
        return -ESPIPE;
    if (!f->vnode->object || a[3] == 0)
        return 0;
    return file_sync_pages(f, span.first, span.end);
}

int64_t sys_sync_file_range(const uint64_t *a)
{
    struct file *f = fd_get((int)a[0]);
    if (!f)
        return -EBADF;
    int64_t result = sync_range(f, a);
    file_drop(f);
    return result;
}

// ---- fadvise64 -------------------------------------------------------------------------------------------------

enum { ADVICE_NORMAL, ADVICE_RANDOM, ADVICE_SEQUENTIAL, ADVICE_WILLNEED, ADVICE_DONTNEED, ADVICE_NOREUSE };

// There is no read-ahead of files that the other kinds of advice could change.
static int64_t advise(struct file *f, const uint64_t *a)
{
    struct span span;
    if (!f->vnode)
        return -ESPIPE;
    if (a[3] > ADVICE_NOREUSE || span_make(a[1], a[2], &span) != 0)
        return -EINVAL;
    struct object *object = has_cache(f->vnode) ? vnode_object(f->vnode) : NULL;
    if (!object)
        return 0;
    if (a[3] == ADVICE_WILLNEED)
        return object_bring_in(object, span.first, span.end);
    if (a[3] != ADVICE_DONTNEED)
        return 0;
    object_write_back(object, span.first, span.end);  // its errors are fsync's to tell
    // A page that is not wholly in the range stays; the last of the file is.
    bool within = a[2] != 0 && a[1] + a[2] < f->vnode->size && (a[1] + a[2]) % PAGE_SIZE != 0;
    object_let_go(object, page_up(a[1]) >> PAGE_SHIFT, within ? span.end - 1 : span.end);
    return 0;
}

int64_t sys_fadvise64(const uint64_t *a)
{
    struct file *f = fd_get((int)a[0]);
    if (!f)
        return -EBADF;
    int64_t result = advise(f, a);
    file_drop(f);
    return result;
}
