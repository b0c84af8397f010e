// SPDX-License-Identifier: Apache-2.0
// System calls on names: what a path leads to, and what stands in a directory. Those that change names are sys_tree.c.

#include "os/kern/sys_path.h"

#include "os/fs/vfs.h"
#include "os/kern/file.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

#define PATH_MAX 4096

// ---- paths -----------------------------------------------------------------------------------------------------

char *path_from_user(uint64_t uva, int *error)
{
    char *path = kpage_alloc();
    if (!path) {
        *error = -ENOMEM;
        return NULL;
    }
    int64_t length = copy_string_from_user(path, current->space, uva, PATH_MAX);
    if (length < 0) {
        *error = (int)length;
        kpage_free(path);
        return NULL;
    }
    return path;
}

int start_directory(int dirfd, const char *path, struct vnode **at)
{
    *at = NULL;
    if (path[0] == '/')
        return 0;
    if (dirfd == AT_FDCWD) {
        *at = current->workdir->cwd;
        if (*at)
            vnode_hold(*at);
        return 0;
    }
    struct file *f = fd_get(dirfd);
    if (!f)
        return -EBADF;
    int error = !f->vnode ? -ENOTDIR : 0;
    if (error == 0) {
        *at = f->vnode;
        vnode_hold(*at);
    }
    file_drop(f);
    return error;
}

int lookup_kernel_path(int dirfd, const char *path, bool follow, struct vnode **found, struct alias **alias)
{
    struct vnode *at;
    if (path[0] == 0)
        return -ENOENT;
    int error = start_directory(dirfd, path, &at);
    if (error != 0)
        return error;
    error = vfs_lookup_named(at, path, follow, found, alias);
    if (at)
        vnode_release(at);
    return error;
}

int lookup_user_path(uint64_t dirfd, uint64_t uva, bool follow, struct vnode **found)
{
    int error;
    char *path = path_from_user(uva, &error);
    if (!path)
        return error;
    error = lookup_kernel_path((int)dirfd, path, follow, found, NULL);
    kpage_free(path);
    return error;
}

int lookup_at(uint64_t dirfd, uint64_t uva, bool follow, bool empty, struct vnode **found)
{
    char first;
    if (!empty || copy_from_user(&first, current->space, uva, 1) != 0 || first != 0)
        return lookup_user_path(dirfd, uva, follow, found);
    if ((int)dirfd == AT_FDCWD) {
        *found = current->workdir->cwd ? current->workdir->cwd : vfs_root();
        vnode_hold(*found);
        return 0;
    }
    struct file *f = fd_get((int)dirfd);
    int error = !f ? -EBADF : !f->vnode ? -EINVAL : 0;
    if (!error) {
        *found = f->vnode;
        vnode_hold(*found);
    }
    if (f)
        file_drop(f);
    return error;
}

// ---- names -----------------------------------------------------------------------------------------------------

static int64_t stat_to_user(const struct stat *st, uint64_t uva)
{
    return copy_to_user(current->space, uva, st, sizeof *st);
}

int64_t sys_fstat(const uint64_t *a)
{
    struct stat st;
    struct file *f = fd_get((int)a[0]);
    if (!f)
        return -EBADF;
    int64_t result = f->ops->stat(f, &st);
    file_drop(f);
    return result != 0 ? result : stat_to_user(&st, a[1]);
}

int64_t sys_newfstatat(const uint64_t *a)
{
    char first;
    struct vnode *vn;
    struct stat st;
    if ((a[3] & AT_EMPTY_PATH) != 0 && copy_from_user(&first, current->space, a[1], 1) == 0 && first == 0) {
        uint64_t fstat_arguments[2] = {a[0], a[2]};
        return sys_fstat(fstat_arguments);
    }
    int error = lookup_user_path(a[0], a[1], (a[3] & AT_SYMLINK_NOFOLLOW) == 0, &vn);
    if (error != 0)
        return error;
    stat_vnode(vn, &st);
    vnode_release(vn);
    return stat_to_user(&st, a[2]);
}

// The user is root: only execution needs a permission bit.
int64_t sys_faccessat(const uint64_t *a)
{
    struct vnode *vn;
    const uint64_t x_ok = 1, w_ok = 2;
    if (a[2] > 7)
        return -EINVAL;
    int error = lookup_user_path(a[0], a[1], true, &vn);
    if (error != 0)
        return error;
    if ((a[2] & x_ok) != 0 && (vn->mode & 0111) == 0)
        error = -EACCES;
    else if ((a[2] & w_ok) != 0 && vn->fs->read_only && ((vn->mode & S_IFMT) == S_IFREG || is_directory(vn)))
        error = -EROFS;
    vnode_release(vn);
    return error;
}

int64_t sys_faccessat2(const uint64_t *a) { return sys_faccessat(a); }

struct statx_time {
    int64_t sec;
    uint32_t nsec, pad;
};

// Linux's struct statx.
struct statx {
    uint32_t mask, block_size;
    uint64_t attributes;
    uint32_t links, uid, gid;
    uint16_t mode, pad;
    uint64_t ino, size, blocks, attributes_mask;
    struct statx_time atime, btime, ctime, mtime;
    uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
    uint64_t spare[14];
};
_Static_assert(sizeof(struct statx) == 256, "the layout user programs know");
#define STATX_BASIC 0x7ffu

#define STATX_BTIME 0x800u

static struct statx_time statx_time(int64_t sec, int64_t nsec)
{
    return (struct statx_time){.sec = sec, .nsec = (uint32_t)nsec};
}

// `vn` NULL: what it is about has no vnode.
static int64_t put_statx(const struct stat *st, const struct vnode *vn, uint64_t uva)
{
    bool born = vn && vn->fs->time_max && vn->btime.nsec != NSEC_UNKNOWN;
    struct statx x = {.mask = STATX_BASIC | (born ? STATX_BTIME : 0),
                      .block_size = (uint32_t)st->block_size,
                      .links = st->links,
                      .uid = st->uid,
                      .gid = st->gid,
                      .mode = (uint16_t)st->mode,
                      .ino = st->ino,
                      .size = (uint64_t)st->size,
                      .blocks = (uint64_t)st->blocks,
                      .atime = statx_time(st->atime, st->atime_ns),
                      .ctime = statx_time(st->ctime, st->ctime_ns),
                      .mtime = statx_time(st->mtime, st->mtime_ns),
                      .rdev_major = (uint32_t)(st->rdev >> 8),
                      .rdev_minor = (uint32_t)(st->rdev & 0xff),
                      .dev_major = (uint32_t)(st->dev >> 8),
                      .dev_minor = (uint32_t)(st->dev & 0xff)};
    if (born)
        x.btime = statx_time(vn->btime.sec, vn->btime.nsec);
    return copy_to_user(current->space, uva, &x, sizeof x);
}

int64_t sys_statx(const uint64_t *a)
{
    struct vnode *vn;
    struct stat st;
    char first;
    bool empty = (a[2] & AT_EMPTY_PATH) != 0 && copy_from_user(&first, current->space, a[1], 1) == 0 && first == 0;
    if (empty && (int)a[0] != AT_FDCWD) {
        struct file *f = fd_get((int)a[0]);
        if (!f)
            return -EBADF;
        int64_t error = f->ops->stat(f, &st);
        if (!error)
            error = put_statx(&st, f->vnode, a[4]);
        file_drop(f);
        return error;
    }
    int error = lookup_at(a[0], a[1], (a[2] & AT_SYMLINK_NOFOLLOW) == 0, empty, &vn);
    if (error)
        return error;
    stat_vnode(vn, &st);
    int64_t result = put_statx(&st, vn, a[4]);
    vnode_release(vn);
    return result;
}

static int64_t readlink_vnode(struct vnode *vn, uint64_t uva, uint64_t size)
{
    if ((vn->mode & S_IFMT) != S_IFLNK || !vn->ops->readlink || size == 0)
        return -EINVAL;
    char *text = kpage_alloc();
    if (!text)
        return -ENOMEM;
    int64_t length = vn->ops->readlink(vn, text, MIN(size, PATH_MAX));
    vnode_accessed(vn);
    if (length > 0 && copy_to_user(current->space, uva, text, (size_t)length) != 0)
        length = -EFAULT;
    kpage_free(text);
    return length;
}

int64_t sys_readlinkat(const uint64_t *a)
{
    struct vnode *vn;
    int error = lookup_user_path(a[0], a[1], false, &vn);
    if (error != 0)
        return error;
    int64_t result = readlink_vnode(vn, a[2], a[3]);
    vnode_release(vn);
    return result;
}

// Takes over the hold on vn, on failure too.
static int change_directory(struct vnode *vn)
{
    struct vnode *old = current->workdir->cwd;
    if ((vn->mode & S_IFMT) != S_IFDIR) {
        vnode_release(vn);
        return -ENOTDIR;
    }
    current->workdir->cwd = vn;
    if (old)
        vnode_release(old);
    return 0;
}

int64_t sys_chdir(const uint64_t *a)
{
    struct vnode *vn;
    int error = lookup_user_path((uint64_t)AT_FDCWD, a[0], true, &vn);
    if (error != 0)
        return error;
    return change_directory(vn);
}

int64_t sys_fchdir(const uint64_t *a)
{
    struct file *f = fd_get((int)a[0]);
    struct vnode *vn = f ? f->vnode : NULL;
    int64_t result = !f ? -EBADF : !vn ? -ENOTDIR : 0;
    if (vn) {
        vnode_hold(vn);
        result = change_directory(vn);
    }
    if (f)
        file_drop(f);
    return result;
}

int64_t sys_getcwd(const uint64_t *a)
{
    char *path = kpage_alloc();
    if (!path)
        return -ENOMEM;
    struct vnode *cwd = current->workdir->cwd ? current->workdir->cwd : vfs_root();
    vnode_hold(cwd);
    int64_t length = vfs_path_of(cwd, path, PATH_MAX);
    vnode_release(cwd);
    if (length >= 0 && (uint64_t)length + 1 > a[1])
        length = -ERANGE;
    if (length >= 0) {
        path[length++] = 0;
        if (copy_to_user(current->space, a[0], path, (size_t)length) != 0)
            length = -EFAULT;
    }
    kpage_free(path);
    return length;
}

// ---- directories -----------------------------------------------------------------------------------------------

// Linux's struct linux_dirent64, without its name.
struct user_dirent {
    uint64_t ino;
    int64_t next;
    uint16_t length;
    uint8_t type;
} __attribute__((packed));

static size_t dirent_bytes(const struct dirent *d)
{
    return ROUND_UP(sizeof(struct user_dirent) + strlen(d->name) + 1, 8);
}

static int put_dirent(uint64_t uva, const struct dirent *d)
{
    struct user_dirent u = {d->ino, (int64_t)d->next, (uint16_t)dirent_bytes(d), d->type};
    int error = copy_to_user(current->space, uva, &u, sizeof u);
    return error != 0 ? error : copy_to_user(current->space, uva + sizeof u, d->name, strlen(d->name) + 1);
}

// As many entries as fit into size bytes.
static int64_t list_directory(struct file *f, uint64_t uva, uint64_t size, struct dirent *entry)
{
    uint64_t used = 0;
    for (;;) {
        int got = f->vnode->ops->readdir(f->vnode, f->pos, entry);
        if (got <= 0)
            return used > 0 ? (int64_t)used : got;
        if (dirent_bytes(entry) > size - used)
            return used > 0 ? (int64_t)used : -EINVAL;
        if (put_dirent(uva + used, entry) != 0)
            return -EFAULT;
        used += dirent_bytes(entry);
        f->pos = entry->next;
        if (give_way() != 0)
            return (int64_t)used;
    }
}

int64_t sys_getdents64(const uint64_t *a)
{
    struct file *f = fd_get((int)a[0]);
    if (!f)
        return -EBADF;
    int64_t result = -ENOTDIR;
    struct dirent *entry = kmalloc(sizeof *entry);
    if (!entry)
        result = -ENOMEM;
    else if (f->vnode && f->vnode->ops->readdir)
        result = list_directory(f, a[1], a[2], entry);
    if (result >= 0)
        file_accessed(f);
    kfree(entry);
    file_drop(f);
    return result;
}
