// SPDX-License-Identifier: Apache-2.0
// Open files, file tables, and the file operations of vnodes.

#include "os/dev/blk.h"
#include "os/kern/file.h"

#include "os/fs/alias.h"
#include "os/fs/vfs.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/object.h"

// ---- files -----------------------------------------------------------------------------------------------------

struct file *file_alloc(const struct file_ops *ops, int flags)
{
    struct file *f = kzalloc(sizeof *f);
    if (f) {
        f->ops = ops;
        f->refs = 1;
        f->flags = flags;
    }
    return f;
}

void file_end(struct file *f)
{
    alias_put(f->alias);
    f->ops->release(f);
    kfree(f);
}

// ---- vnodes as files -------------------------------------------------------------------------------------------

static int64_t vnode_file_read(struct file *f, struct io *io, uint64_t pos, size_t n)
{
    return vnode_read(f->vnode, io, pos, n);
}

static int64_t vnode_file_write(struct file *f, struct io *io, uint64_t pos, size_t n)
{
    struct vnode *vn = f->vnode;
    uint64_t at;
    if ((f->flags & O_APPEND) == 0 || (vn->mode & S_IFMT) != S_IFREG || vn->ops->write)
        return vnode_write(vn, io, pos, n);
    int64_t done = vnode_append(vn, io, &at, n);
    if (done > 0)
        f->pos = at;
    return done;
}

int file_describe(const struct file *f, char *to, size_t size)
{
    return f->alias ? alias_describe(f->alias, to, size) : vfs_describe(f->vnode, to, size);
}

int file_too_big(void)
{
    struct siginfo info = {.signo = SIGXFSZ, .code = SI_USER, .pid = current->process->pid};
    signal_send(current, &info);
    return -EFBIG;
}

// An error of write-back, whoever met it, that has not been told to who has this file.
static int untold_error(struct file *f, int error)
{
    struct object *object = f->vnode->object;
    if (!object || object->error_count == f->errors_seen)
        return error;
    f->errors_seen = object->error_count;
    object->error_told = true;
    return object->error;
}

int file_sync(struct file *f)
{
    struct vnode *vn = f->vnode;
    if (!vn)
        return -EINVAL;
    int error = untold_error(f, vnode_sync(vn)), rest = 0;
    if ((vn->mode & S_IFMT) == S_IFBLK)
        rest = blk_flush(devfs_disk(vn->rdev));
    else if (vn->fs->sync)
        rest = vn->fs->sync(vn->fs);  // its inode and its map are in what the file system keeps of all
    return error ? error : rest;
}

int file_sync_pages(struct file *f, uint64_t first, uint64_t end)
{
    struct object *object = f->vnode->object;
    return object ? untold_error(f, object_write_back(object, first, end)) : 0;
}

void stat_vnode(const struct vnode *vn, struct stat *st)
{
    *st = (struct stat){
        .dev = vn->fs->dev,
        .ino = vn->ino,
        .mode = vn->mode,
        .links = vn->links,
        .uid = vn->uid,
        .gid = vn->gid,
        .rdev = vn->rdev,
        .size = (int64_t)vn->size,
        .block_size = (int32_t)vn->fs->block_size,
        .blocks = (int64_t)vn->blocks,
        .atime = vn->atime.sec,
        .atime_ns = vn->atime.nsec,
        .mtime = vn->mtime.sec,
        .mtime_ns = vn->mtime.nsec,
        .ctime = vn->ctime.sec,
        .ctime_ns = vn->ctime.nsec,
    };
}

static int vnode_file_stat(struct file *f, struct stat *st)
{
    stat_vnode(f->vnode, st);
    return 0;
}

static int vnode_file_ready(struct file *f)
{
    return f->vnode->ops->poll ? f->vnode->ops->poll(f->vnode) : POLLIN | POLLOUT;
}

static bool is_written(const struct file *f)
{
    return file_writable(f) && f->vnode && (f->vnode->mode & S_IFMT) == S_IFREG;
}

static void vnode_file_release(struct file *f)
{
    if (is_written(f))
        vnode_put_write(f->vnode);
    vnode_release(f->vnode);
}

static const struct file_ops vnode_file_ops = {
    .seekable = true,
    .read = vnode_file_read,
    .write = vnode_file_write,
    .stat = vnode_file_stat,
    .ready = vnode_file_ready,
    .release = vnode_file_release,
};

struct file *file_from_vnode(struct vnode *vn, int flags, int *error)
{
    struct file *f = file_alloc(&vnode_file_ops, flags);
    *error = f ? 0 : -ENOMEM;
    if (f)
        f->vnode = vn;
    if (f && is_written(f))
        *error = vnode_get_write(vn);
    if (*error) {
        kfree(f);
        vnode_release(vn);
        return NULL;
    }
    f->reads_pages = (vn->mode & S_IFMT) == S_IFREG && !vn->ops->read && file_readable(f) && !(flags & O_NOATIME);
    if (vn->object)  // an error that nobody has been told of is told to this one, too
        f->errors_seen = vn->object->error_count - !vn->object->error_told;
    return f;
}

// ---- tables ----------------------------------------------------------------------------------------------------

struct files *files_create(void)
{
    struct files *files = kzalloc(sizeof *files);
    if (files)
        files->refs = 1;
    return files;
}

struct files *files_hold(struct files *files)
{
    files->refs++;
    return files;
}

uint64_t files_pages(const struct files *files)
{
    uint64_t pages = 0;
    for (int fd = 0; fd < files->top; fd++) {
        const struct file *f = files_at(files, fd);
        pages += f ? pipe_pages(f) : 0;
    }
    return pages;
}

// How many descriptors of the chunk have ever been open.
static int used_of_chunk(const struct files *files, int c)
{
    return MIN(files->top - c * FILES_IN_CHUNK, FILES_IN_CHUNK);
}

// The chunk's twin, its files held; `from` may change while memory for it is found, and does not afterwards.
static bool copy_chunk(struct files *to, const struct files *from, int c)
{
    struct files_chunk *chunk = kzalloc(sizeof *chunk);
    if (!chunk)
        return false;
    struct file **slot = chunk->slot, *const *original = from->chunk[c]->slot;
    int used = used_of_chunk(from, c);
    for (int i = 0; i < used; i++)
        if (original[i])
            slot[i] = file_hold(original[i]);
    to->chunk[c] = chunk;
    to->close_on_exec[c] = from->close_on_exec[c];
    to->top = c * FILES_IN_CHUNK + used;
    return true;
}

struct files *files_copy(const struct files *from)
{
    struct files *files = files_create();
    if (!files)
        return NULL;
    for (int c = 0; c * FILES_IN_CHUNK < from->top; c++)
        if (from->chunk[c] && !copy_chunk(files, from, c)) {
            files_release(files);
            return NULL;
        }
    return files;
}

static void close_slot(struct files *files, int fd)
{
    struct file *f = files_at(files, fd);
    if (!f)
        return;
    files->chunk[fd / FILES_IN_CHUNK]->slot[fd % FILES_IN_CHUNK] = NULL;
    files->close_on_exec[fd / FILES_IN_CHUNK] &= ~(UINT32_C(1) << fd % FILES_IN_CHUNK);
    file_drop(f);
}

static void release_chunk(struct files *files, int c)
{
    struct files_chunk *chunk = files->chunk[c];
    int used = used_of_chunk(files, c);
    for (int i = 0; i < used; i++)
        if (chunk->slot[i])
            file_drop(chunk->slot[i]);
    kfree(chunk);
}

void files_release(struct files *files)
{
    KASSERT(files->refs > 0);
    if (--files->refs > 0)
        return;
    for (int c = 0; c * FILES_IN_CHUNK < files->top; c++)
        if (files->chunk[c])
            release_chunk(files, c);
    kfree(files);
}

int files_unshare(void)
{
    struct files *shared = current->files;
    if (shared->refs == 1)
        return 0;
    struct files *own = files_copy(shared);
    if (!own)
        return -ENOMEM;
    current->files = own;
    files_release(shared);
    return 0;
}

void files_close_on_exec(struct files *files)
{
    for (int c = 0; c * FILES_IN_CHUNK < files->top; c++)
        while (files->close_on_exec[c] != 0)
            close_slot(files, c * FILES_IN_CHUNK + __builtin_ctz(files->close_on_exec[c]));
}

struct file *fd_get(int fd)
{
    struct file *f = files_at(current->files, fd);
    return f ? file_hold(f) : NULL;
}

static int limit_of_files(void) { return (int)MIN(task_rlimit(LIMIT_NOFILE), FILES_MAX); }

static int ensure_chunk(struct files *files, int c)
{
    if (files->chunk[c])
        return 0;
    struct files_chunk *chunk = kzalloc(sizeof *chunk);
    if (!chunk)
        return -ENOMEM;
    if (files->chunk[c])  // another thread was faster
        kfree(chunk);
    else
        files->chunk[c] = chunk;
    return 0;
}

static void put_at(struct files *files, int fd, struct file *f, bool cloexec)
{
    files->chunk[fd / FILES_IN_CHUNK]->slot[fd % FILES_IN_CHUNK] = f;
    files->top = MAX(files->top, fd + 1);
    fd_set_cloexec(fd, cloexec);
}

// A free descriptor in a chunk that exists, or a negative errno. May sleep, but not after it has found one.
static int find_free(struct files *files, int lowest)
{
    for (int fd = lowest; fd < limit_of_files(); fd++) {
        int error = ensure_chunk(files, fd / FILES_IN_CHUNK);
        if (error != 0)
            return error;
        if (!files_at(files, fd))
            return fd;
    }
    return -EMFILE;
}

int fd_install(struct file *f, int lowest, bool cloexec)
{
    int fd = find_free(current->files, lowest);
    if (fd < 0)
        file_drop(f);
    else
        put_at(current->files, fd, f, cloexec);
    return fd;
}

int fd_replace(struct file *f, int fd, bool cloexec)
{
    struct files *files = current->files;
    int error = fd < 0 || fd >= limit_of_files() ? -EBADF : ensure_chunk(files, fd / FILES_IN_CHUNK);
    if (error != 0) {
        file_drop(f);
        return error;
    }
    struct file *old = files_at(files, fd);
    put_at(files, fd, f, cloexec);
    if (old)
        file_drop(old);
    return fd;
}

int fd_close(int fd)
{
    if (!files_at(current->files, fd))
        return -EBADF;
    close_slot(current->files, fd);
    return 0;
}

bool fd_cloexec(int fd) { return (current->files->close_on_exec[fd / FILES_IN_CHUNK] >> fd % FILES_IN_CHUNK & 1) != 0; }

void fd_set_cloexec(int fd, bool on)
{
    uint32_t bit = UINT32_C(1) << fd % FILES_IN_CHUNK, *bits = &current->files->close_on_exec[fd / FILES_IN_CHUNK];
    *bits = on ? *bits | bit : *bits & ~bit;
}
