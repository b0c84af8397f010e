// SPDX-License-Identifier: Apache-2.0
// System calls that open files and look after descriptors.

#include "os/dev/blk.h"
#include "os/fs/alias.h"
#include "os/fs/fs.h"
#include "os/kern/file.h"
#include "os/kern/sys.h"
#include "os/kern/sys_path.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/kalloc.h"
#include "os/vm/object.h"

// May a file of this kind be opened so?
static int openable(const struct vnode *vn, int flags)
{
    uint32_t type = vn->mode & S_IFMT;
    bool writes = (flags & O_ACCMODE) != O_RDONLY;
    if ((flags & O_CREAT) != 0 && (flags & O_EXCL) != 0)
        return -EEXIST;
    if (type == S_IFLNK)
        return -ELOOP;
    if ((flags & O_DIRECTORY) != 0 && type != S_IFDIR)
        return -ENOTDIR;
    if (type == S_IFDIR && (writes || (flags & O_CREAT) != 0))
        return -EISDIR;
    if (type == S_IFREG && (writes || (flags & O_TRUNC) != 0) && vn->fs->read_only)
        return -EROFS;
    return 0;
}

// A vnode on its way to become an open file, and the name by which it was found: both held.
struct found {
    struct vnode *vn;
    struct alias *alias;
};

static int create(int dirfd, const char *path, uint32_t mode, struct found *made)
{
    struct vnode *at;
    const struct node_kind kind = {.mode = S_IFREG | (mode & 07777 & ~current->workdir->umask)};
    int error = start_directory(dirfd, path, &at);
    if (error)
        return error;
    error = vfs_create(at, path, &kind, &made->vn, &made->alias);
    if (at)
        vnode_release(at);
    return error;
}

static int find(int dirfd, const char *path, bool follow, struct found *found)
{
    return lookup_kernel_path(dirfd, path, follow, &found->vn, &found->alias);
}

// The file that is there, if it may be opened so, or a new one.
static int find_or_create(int dirfd, const char *path, int flags, uint32_t mode, struct found *found)
{
    bool creates = (flags & O_CREAT) != 0, exclusive = creates && (flags & O_EXCL) != 0;
    int error = find(dirfd, path, (flags & O_NOFOLLOW) == 0 && !exclusive, found);
    if (error == -ENOENT && creates) {
        error = create(dirfd, path, mode, found);
        if (error != -EEXIST || exclusive)
            return error;
        error = find(dirfd, path, (flags & O_NOFOLLOW) == 0, found);  // somebody was faster
    }
    if (error)
        return error;
    struct vnode *vn = found->vn;
    error = openable(vn, flags);
    if (!error && (flags & O_TRUNC) != 0 && (vn->mode & S_IFMT) == S_IFREG && !vn->ops->write)
        error = truncate_vnode(vn, 0);
    if (error) {
        alias_put(found->alias);
        vnode_release(vn);
    }
    return error;
}

static struct file *open_vnode(struct vnode *vn, int flags, int *error)
{
    if (vn->ops->open)
        return vn->ops->open(vn, flags, error);
    return (vn->mode & S_IFMT) == S_IFIFO ? fifo_open(vn, flags, error) : file_from_vnode(vn, flags, error);
}

static int64_t open_path(int dirfd, const char *path, int flags, uint32_t mode)
{
    struct found found;
    int error = find_or_create(dirfd, path, flags, mode, &found);
    if (error)
        return error;
    struct file *f = open_vnode(found.vn, flags & ~(O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC), &error);
    if (!f) {
        alias_put(found.alias);
        return error;
    }
    f->alias = found.alias;
    return fd_install(f, 0, (flags & O_CLOEXEC) != 0);
}

int64_t sys_openat(const uint64_t *a)
{
    int error;
    char *path = path_from_user(a[1], &error);
    if (!path)
        return error;
    int64_t result = open_path((int)a[0], path, (int)a[2], (uint32_t)a[3]);
    kpage_free(path);
    return result;
}

int64_t sys_close(const uint64_t *a) { return fd_close((int)a[0]); }

#define CLOSE_RANGE_UNSHARE 2u
#define CLOSE_RANGE_CLOEXEC 4u

int64_t sys_close_range(const uint64_t *a)
{
    uint64_t first = (uint32_t)a[0], last = (uint32_t)a[1];
    if (first > last || (a[2] & ~(uint64_t)(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) != 0)
        return -EINVAL;
    int error = (a[2] & CLOSE_RANGE_UNSHARE) != 0 ? files_unshare() : 0;
    if (error != 0)
        return error;
    for (uint64_t fd = first; fd <= MIN(last, FILES_MAX - 1); fd++) {
        if (!files_at(current->files, (int)fd))
            continue;
        if ((a[2] & CLOSE_RANGE_CLOEXEC) != 0)
            fd_set_cloexec((int)fd, true);
        else
            fd_close((int)fd);
    }
    return 0;
}

int64_t sys_eventfd2(const uint64_t *a)
{
    int flags = (int)a[1];
    if ((flags & ~(O_CLOEXEC | O_NONBLOCK | EFD_SEMAPHORE)) != 0)
        return -EINVAL;
    struct file *f = eventfd_create((uint32_t)a[0], flags);
    return !f ? -ENOMEM : fd_install(f, 0, (flags & O_CLOEXEC) != 0);
}

int64_t sys_pipe2(const uint64_t *a)
{
    struct file *ends[2];
    int fds[2], flags = (int)a[1];
    bool cloexec = (flags & O_CLOEXEC) != 0;
    if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0)
        return -EINVAL;
    int error = pipe_create(ends, flags);
    if (error != 0)
        return error;
    fds[0] = fd_install(ends[0], 0, cloexec);
    if (fds[0] < 0) {
        file_drop(ends[1]);
        return fds[0];
    }
    fds[1] = fd_install(ends[1], 0, cloexec);
    error = fds[1] < 0 ? fds[1] : copy_to_user(current->space, a[0], fds, sizeof fds);
    if (error != 0) {
        fd_close(fds[0]);
        fd_close(fds[1]);
    }
    return error;
}

static int64_t dup_at(int fd, int lowest, bool cloexec)
{
    struct file *f = fd_get(fd);
    return !f ? -EBADF : fd_install(f, lowest, cloexec);
}

int64_t sys_dup(const uint64_t *a) { return dup_at((int)a[0], 0, false); }

int64_t sys_dup3(const uint64_t *a)
{
    int from = (int)a[0], to = (int)a[1];
    if (from == to || (a[2] & ~(uint64_t)O_CLOEXEC) != 0)
        return -EINVAL;
    struct file *f = fd_get(from);
    return !f ? -EBADF : fd_replace(f, to, (a[2] & O_CLOEXEC) != 0);
}

enum {
    F_DUPFD = 0,
    F_GETFD = 1,
    F_SETFD = 2,
    F_GETFL = 3,
    F_SETFL = 4,
    F_DUPFD_CLOEXEC = 1030,
    F_SETPIPE_SZ = 1031,
    F_GETPIPE_SZ = 1032
};
#define FD_CLOEXEC 1

static int64_t file_control(struct file *f, int fd, uint64_t command, uint64_t argument)
{
    const int changeable = O_APPEND | O_NONBLOCK;
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        return argument >= task_rlimit(LIMIT_NOFILE) ? -EINVAL : dup_at(fd, (int)argument, command == F_DUPFD_CLOEXEC);
    case F_GETFD: return fd_cloexec(fd) ? FD_CLOEXEC : 0;
    case F_SETFD: fd_set_cloexec(fd, (argument & FD_CLOEXEC) != 0); return 0;
    case F_GETFL: return f->flags;
    case F_SETFL: f->flags = (f->flags & ~changeable) | ((int)argument & changeable); return 0;
    case F_GETPIPE_SZ: return pipe_size(f);
    case F_SETPIPE_SZ: return pipe_set_size(f, (uint32_t)argument);
    default: return -EINVAL;
    }
}

int64_t sys_fcntl(const uint64_t *a)
{
    struct file *f = fd_get((int)a[0]);
    if (!f)
        return -EBADF;
    int64_t result = file_control(f, (int)a[0], a[1], a[2]);
    file_drop(f);
    return result;
}

// memfd_create(2); seals are not known.
#define MFD_CLOEXEC 1u
#define MFD_NAME_MAX 249

int64_t sys_memfd_create(const uint64_t *a)
{
    char name[MFD_NAME_MAX + 8] = "memfd:";
    int error;
    if ((a[1] & ~(uint64_t)(MFD_CLOEXEC | 8)) != 0)  // and MFD_NOEXEC_SEAL, which says nothing here
        return -EINVAL;
    int64_t length = copy_string_from_user(name + 6, current->space, a[0], MFD_NAME_MAX + 1);
    if (length < 0)
        return length == -ENAMETOOLONG ? -EINVAL : length;
    struct vnode *vn = tmpfs_anonymous(name, &error);
    if (!vn)
        return error;
    struct file *f = file_from_vnode(vn, O_RDWR, &error);
    return f ? fd_install(f, 0, (a[1] & MFD_CLOEXEC) != 0) : error;
}

#define BLKGETSIZE64 0x80081272u
#define BLKFLSBUF 0x1261u
#define FIBMAP 1u

// Which block of the device holds a block of the file (ioctl_fibmap).
static int64_t map_block(struct vnode *vn, uint64_t argument)
{
    uint32_t block;
    uint64_t sector, in_page = PAGE_SIZE / vn->fs->block_size;
    int error = copy_from_user(&block, current->space, argument, sizeof block);
    if (!error)
        error = vn->ops->bmap(vn, block / in_page, &sector);
    if (error && error != -EINVAL)
        return error;
    block = error ? 0 : (uint32_t)(sector * SECTOR_SIZE / vn->fs->block_size + block % in_page);
    return copy_to_user(current->space, argument, &block, sizeof block);
}

// What is cached of the device goes.
static int64_t flush_block_device(struct vnode *vn)
{
    int error = vnode_sync(vn);
    if (!error && vn->object)
        object_truncate(vn->object, 0);
    return error;
}

// ioctl(2) on block devices: how long they are. All else is the device's own.
static int64_t vnode_ioctl(struct vnode *vn, uint32_t request, uint64_t argument)
{
    if ((vn->mode & S_IFMT) == S_IFBLK && request == BLKGETSIZE64)
        return copy_to_user(current->space, argument, &vn->size, sizeof vn->size);
    if ((vn->mode & S_IFMT) == S_IFBLK && request == BLKFLSBUF)
        return flush_block_device(vn);
    if (vn->ops->bmap && request == FIBMAP)
        return map_block(vn, argument);
    return vn->ops->ioctl ? vn->ops->ioctl(vn, request, argument, current->space) : -ENOTTY;
}

int64_t sys_ioctl(const uint64_t *a)
{
    struct file *f = fd_get((int)a[0]);
    if (!f)
        return -EBADF;
    int64_t result = !f->vnode ? -ENOTTY : vnode_ioctl(f->vnode, (uint32_t)a[1], a[2]);
    file_drop(f);
    return result;
}
