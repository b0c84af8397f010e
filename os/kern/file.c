// SPDX-License-Identifier: Apache-2.0
// Open files, file tables, and the file operations of vnodes.

#include "os/kern/file.h"

#include "os/fs/vfs.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

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

struct file *file_hold(struct file *f)
{
    f->refs++;
    return f;
}

void file_drop(struct file *f)
{
    KASSERT(f->refs > 0);
    if (--f->refs > 0)
        return;
    f->ops->release(f);
    kfree(f);
}

bool file_readable(const struct file *f) { return (f->flags & O_ACCMODE) != O_WRONLY; }
bool file_writable(const struct file *f) { return (f->flags & O_ACCMODE) != O_RDONLY; }

// ---- vnodes as files -------------------------------------------------------------------------------------------

static int64_t vnode_file_read(struct file *f, struct io *io, uint64_t pos, size_t n)
{
    return vnode_read(f->vnode, io, pos, n);
}

static int64_t vnode_file_write(struct file *f, struct io *io, uint64_t pos, size_t n)
{
    return vnode_write(f->vnode, io, pos, n);
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
        .atime = (int64_t)vn->atime,
        .mtime = (int64_t)vn->mtime,
        .ctime = (int64_t)vn->ctime,
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

static void vnode_file_release(struct file *f) { vnode_release(f->vnode); }

static const struct file_ops vnode_file_ops = {
    .seekable = true,
    .read = vnode_file_read,
    .write = vnode_file_write,
    .stat = vnode_file_stat,
    .ready = vnode_file_ready,
    .release = vnode_file_release,
};

struct file *file_from_vnode(struct vnode *vn, int flags)
{
    struct file *f = file_alloc(&vnode_file_ops, flags);
    if (!f)
        vnode_release(vn);
    else
        f->vnode = vn;
    return f;
}

// ---- tables ----------------------------------------------------------------------------------------------------

struct files *files_create(void) { return kzalloc(sizeof(struct files)); }

struct files *files_copy(const struct files *from)
{
    struct files *files = files_create();
    if (!files)
        return NULL;
    *files = *from;
    for (int fd = 0; fd < FILES_MAX; fd++)
        if (files->slot[fd])
            file_hold(files->slot[fd]);
    return files;
}

static void close_slot(struct files *files, int fd)
{
    struct file *f = files->slot[fd];
    files->slot[fd] = NULL;
    files->close_on_exec &= ~(UINT32_C(1) << fd);
    if (f)
        file_drop(f);
}

void files_destroy(struct files *files)
{
    for (int fd = 0; fd < FILES_MAX; fd++)
        close_slot(files, fd);
    kfree(files);
}

void files_close_on_exec(struct files *files)
{
    for (int fd = 0; fd < FILES_MAX; fd++)
        if ((files->close_on_exec >> fd & 1) != 0)
            close_slot(files, fd);
}

struct file *fd_get(int fd)
{
    if (fd < 0 || fd >= FILES_MAX || !current->files->slot[fd])
        return NULL;
    return file_hold(current->files->slot[fd]);
}

int fd_install(struct file *f, int lowest, bool cloexec)
{
    struct files *files = current->files;
    for (int fd = lowest; fd < FILES_MAX; fd++)
        if (!files->slot[fd]) {
            files->slot[fd] = f;
            if (cloexec)
                files->close_on_exec |= UINT32_C(1) << fd;
            return fd;
        }
    file_drop(f);
    return -EMFILE;
}

int fd_close(int fd)
{
    if (fd < 0 || fd >= FILES_MAX || !current->files->slot[fd])
        return -EBADF;
    close_slot(current->files, fd);
    return 0;
}
