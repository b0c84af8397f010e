// SPDX-License-Identifier: Apache-2.0
// System calls that change the tree of names: make, link, rename, remove; and modes, owners and times of files.

#include "os/arch/csr.h"
#include "os/dev/blk.h"
#include "os/fs/fs.h"
#include "os/kern/file.h"
#include "os/kern/limits.h"
#include "os/kern/sys.h"
#include "os/kern/sys_path.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/swap.h"

#define AT_REMOVEDIR 0x200
#define MODE_BITS 07777u

// A path of the user's and the directory it starts from, both held.
struct user_path {
    struct vnode *at;
    char *text;
};

static int get_path(uint64_t dirfd, uint64_t uva, struct user_path *p)
{
    int error;
    *p = (struct user_path){NULL, path_from_user(uva, &error)};
    if (!p->text)
        return error;
    error = start_directory((int)dirfd, p->text, &p->at);
    if (error)
        kpage_free(p->text);
    return error;
}

static void put_path(struct user_path *p)
{
    if (p->at)
        vnode_release(p->at);
    kpage_free(p->text);
}

// ---- make ----

static int64_t make(uint64_t dirfd, uint64_t uva, const struct node_kind *kind)
{
    struct user_path p;
    struct vnode *made;
    int error = get_path(dirfd, uva, &p);
    if (error)
        return error;
    error = vfs_create(p.at, p.text, kind, &made, NULL);
    put_path(&p);
    if (!error)
        vnode_release(made);
    return error;
}

static uint32_t new_mode(uint64_t mode) { return (uint32_t)mode & MODE_BITS & ~current->workdir->umask; }

int64_t sys_mkdirat(const uint64_t *a)
{
    return make(a[0], a[1], &(struct node_kind){.mode = S_IFDIR | new_mode(a[2])});
}

int64_t sys_mknodat(const uint64_t *a)
{
    uint32_t type = (uint32_t)a[2] & S_IFMT, mode = new_mode(a[2]);
    switch (type) {
    case 0: type = S_IFREG; break;
    case S_IFREG:
    case S_IFIFO: break;
    case S_IFCHR:
    case S_IFBLK: return -EPERM;  // devices are where devfs puts them
    default: return -EINVAL;
    }
    return make(a[0], a[1], &(struct node_kind){.mode = type | mode});
}

int64_t sys_symlinkat(const uint64_t *a)
{
    int error;
    char *target = path_from_user(a[0], &error);
    if (!target)
        return error;
    int64_t result = -ENOENT;
    if (target[0])
        result = make(a[1], a[2], &(struct node_kind){.mode = S_IFLNK | 0777, .target = target});
    kpage_free(target);
    return result;
}

int64_t sys_linkat(const uint64_t *a)
{
    struct user_path p;
    struct vnode *vn;
    if ((a[4] & ~(uint64_t)(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) != 0)
        return -EINVAL;
    int error = lookup_at(a[0], a[1], (a[4] & AT_SYMLINK_FOLLOW) != 0, (a[4] & AT_EMPTY_PATH) != 0, &vn);
    if (error)
        return error;
    error = get_path(a[2], a[3], &p);
    if (!error) {
        error = vfs_link(vn, p.at, p.text);
        put_path(&p);
    }
    vnode_release(vn);
    return error;
}

// ---- rename, remove ----

#define RENAME_NOREPLACE 1

int64_t sys_renameat2(const uint64_t *a)
{
    struct user_path from, to;
    if ((a[4] & ~(uint64_t)RENAME_NOREPLACE) != 0)
        return -EINVAL;
    int error = get_path(a[0], a[1], &from);
    if (error)
        return error;
    error = get_path(a[2], a[3], &to);
    if (!error) {
        error = vfs_rename(from.at, from.text, to.at, to.text, (a[4] & RENAME_NOREPLACE) == 0);
        put_path(&to);
    }
    put_path(&from);
    return error;
}

int64_t sys_renameat(const uint64_t *a)
{
    const uint64_t arguments[] = {a[0], a[1], a[2], a[3], 0};
    return sys_renameat2(arguments);
}

int64_t sys_unlinkat(const uint64_t *a)
{
    struct user_path p;
    if ((a[2] & ~(uint64_t)AT_REMOVEDIR) != 0)
        return -EINVAL;
    int error = get_path(a[0], a[1], &p);
    if (error)
        return error;
    error = vfs_unlink(p.at, p.text, (a[2] & AT_REMOVEDIR) != 0);
    put_path(&p);
    return error;
}

// ---- modes, owners, times ----

static int changed(struct vnode *vn)
{
    vn->ctime = vfs_now(vn->fs);
    vnode_changed(vn);
    return 0;
}

static int change_mode(struct vnode *vn, uint64_t mode)
{
    if (vn->fs->read_only)
        return -EROFS;
    vn->mode = (vn->mode & S_IFMT) | ((uint32_t)mode & MODE_BITS);
    return changed(vn);
}

static int change_owner(struct vnode *vn, uint64_t uid, uint64_t gid)
{
    if (vn->fs->read_only)
        return -EROFS;
    if ((uint32_t)uid != UINT32_MAX)
        vn->uid = (uint32_t)uid;
    if ((uint32_t)gid != UINT32_MAX)
        vn->gid = (uint32_t)gid;
    return changed(vn);
}

// The vnode of an open file, held; NULL and *error otherwise.
static struct vnode *vnode_of(uint64_t fd, int64_t *error)
{
    struct file *f = fd_get((int)fd);
    *error = !f ? -EBADF : !f->vnode ? -EINVAL : 0;
    struct vnode *vn = f ? f->vnode : NULL;
    if (vn)
        vnode_hold(vn);
    if (f)
        file_drop(f);
    return vn;
}

int64_t sys_fchmod(const uint64_t *a)
{
    int64_t result;
    struct vnode *vn = vnode_of(a[0], &result);
    if (vn) {
        result = change_mode(vn, a[1]);
        vnode_release(vn);
    }
    return result;
}

int64_t sys_fchmodat(const uint64_t *a)
{
    struct vnode *vn;
    int error = lookup_user_path(a[0], a[1], true, &vn);
    if (error)
        return error;
    error = change_mode(vn, a[2]);
    vnode_release(vn);
    return error;
}

int64_t sys_fchown(const uint64_t *a)
{
    int64_t result;
    struct vnode *vn = vnode_of(a[0], &result);
    if (vn) {
        result = change_owner(vn, a[1], a[2]);
        vnode_release(vn);
    }
    return result;
}

int64_t sys_fchownat(const uint64_t *a)
{
    struct vnode *vn;
    int error = lookup_at(a[0], a[1], (a[4] & AT_SYMLINK_NOFOLLOW) == 0, (a[4] & AT_EMPTY_PATH) != 0, &vn);
    if (error)
        return error;
    error = change_owner(vn, a[2], a[3]);
    vnode_release(vn);
    return error;
}

#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe

static int set_time(const struct fs *fs, struct file_time *time, const struct timespec *to)
{
    if (to->nsec == UTIME_OMIT)
        return 0;
    if (to->nsec != UTIME_NOW && (to->nsec < 0 || to->nsec >= 1000000000))
        return -EINVAL;
    *time = to->nsec == UTIME_NOW ? vfs_now(fs) : vfs_time(fs, (struct file_time){to->sec, (uint32_t)to->nsec});
    return 0;
}

static int change_times(struct vnode *vn, const struct timespec times[2])
{
    struct file_time atime = vn->atime, mtime = vn->mtime;
    if (vn->fs->read_only)
        return -EROFS;
    int error = set_time(vn->fs, &atime, &times[0]);
    if (!error)
        error = set_time(vn->fs, &mtime, &times[1]);
    if (error)
        return error;
    vn->atime = atime;
    vn->mtime = mtime;
    return changed(vn);
}

int64_t sys_utimensat(const uint64_t *a)
{
    struct timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
    struct vnode *vn;
    int64_t error = a[2] ? copy_from_user(times, current->space, a[2], sizeof times) : 0;
    if (error || (times[0].nsec == UTIME_OMIT && times[1].nsec == UTIME_OMIT))
        return error;
    if (a[1])
        error = lookup_at(a[0], a[1], (a[3] & AT_SYMLINK_NOFOLLOW) == 0, (a[3] & AT_EMPTY_PATH) != 0, &vn);
    else
        vn = vnode_of(a[0], &error);
    if (error)
        return error;
    error = change_times(vn, times);
    vnode_release(vn);
    return error;
}

// ---- lengths ----

int truncate_vnode(struct vnode *vn, uint64_t size)
{
    int error = vnode_get_write(vn);
    if (error)
        return error;
    error = vnode_truncate(vn, size);
    vnode_put_write(vn);
    return error;
}

int64_t sys_truncate(const uint64_t *a)
{
    struct vnode *vn;
    if ((int64_t)a[1] < 0)
        return -EINVAL;
    int error = lookup_user_path((uint64_t)AT_FDCWD, a[0], true, &vn);
    if (error)
        return error;
    uint32_t type = vn->mode & S_IFMT;
    error = type == S_IFREG ? truncate_vnode(vn, a[1]) : type == S_IFDIR ? -EISDIR : -EINVAL;
    vnode_release(vn);
    return error;
}

static int64_t on_writable(uint64_t fd, int64_t (*act)(struct vnode *vn, const uint64_t *a), const uint64_t *a)
{
    struct file *f = fd_get((int)fd);
    if (!f)
        return -EBADF;
    int64_t result = -EINVAL;
    if (!file_writable(f))
        result = f->vnode && act == NULL ? -EINVAL : -EBADF;
    else if (f->vnode && (f->vnode->mode & S_IFMT) == S_IFREG)
        result = act(f->vnode, a);
    file_drop(f);
    return result;
}

static int64_t truncate_to(struct vnode *vn, const uint64_t *a)
{
    if ((int64_t)a[1] < 0)
        return -EINVAL;
    return a[1] > vn->size && a[1] > task_rlimit(LIMIT_FSIZE) ? file_too_big() : vnode_truncate(vn, a[1]);
}

int64_t sys_ftruncate(const uint64_t *a) { return on_writable(a[0], truncate_to, a); }

#define FALLOC_KEEP_SIZE 1

static int64_t allocate(struct vnode *vn, const uint64_t *a)
{
    if ((a[1] & ~(uint64_t)FALLOC_KEEP_SIZE) != 0)
        return -EOPNOTSUPP;
    if ((int64_t)a[2] < 0 || (int64_t)a[3] <= 0)
        return -EINVAL;
    if (a[2] + a[3] > vn->fs->size_max)
        return -EFBIG;
    return vnode_allocate(vn, a[2], a[3], (a[1] & FALLOC_KEEP_SIZE) != 0);
}

int64_t sys_fallocate(const uint64_t *a) { return on_writable(a[0], allocate, a); }

// ---- file systems ----

enum { ST_RDONLY = 1, ST_NOATIME = 1024, ST_NODIRATIME = 2048, ST_RELATIME = 4096 };

struct statfs {
    uint64_t type, block_size, blocks, free_blocks, available, files, free_files;
    uint32_t id[2];
    uint64_t name_max, fragment_size, flags, spare[4];
};
_Static_assert(sizeof(struct statfs) == 120, "the layout user programs know");

static int64_t put_statfs(struct vnode *vn, uint64_t uva)
{
    struct space_count count = {0};
    struct fs *fs = vn->fs;
    if (fs->count)
        fs->count(fs, &count);
    uint64_t flags = (fs->read_only ? ST_RDONLY : 0) | (fs->access == ACCESS_NEVER ? ST_NOATIME : 0) |
                     (fs->access == ACCESS_RELATIVE ? ST_RELATIME : 0) | (fs->access_of_files_only ? ST_NODIRATIME : 0);
    struct statfs s = {count.magic,
                       fs->block_size,
                       count.blocks,
                       count.free_blocks,
                       count.free_blocks,
                       count.files,
                       count.free_files,
                       {fs->dev, 0},
                       255,
                       fs->block_size,
                       flags,
                       {0}};
    return copy_to_user(current->space, uva, &s, sizeof s);
}

int64_t sys_statfs(const uint64_t *a)
{
    struct vnode *vn;
    int error = lookup_user_path((uint64_t)AT_FDCWD, a[0], true, &vn);
    if (error)
        return error;
    int64_t result = put_statfs(vn, a[1]);
    vnode_release(vn);
    return result;
}

int64_t sys_fstatfs(const uint64_t *a)
{
    int64_t result;
    struct vnode *vn = vnode_of(a[0], &result);
    if (vn) {
        result = put_statfs(vn, a[1]);
        vnode_release(vn);
    }
    return result;
}

int64_t sys_syncfs(const uint64_t *a)
{
    int64_t result;
    struct vnode *vn = vnode_of(a[0], &result);
    if (vn) {
        result = vfs_sync_fs(vn->fs);
        vnode_release(vn);
    }
    return result;
}

static struct fs *make_fs(const char *source, const char *type, const char *options, int *error)
{
    struct tmpfs_limits limits;
    if (strcmp(type, "tmpfs") == 0) {
        *error = tmpfs_options(options, &limits);
        return *error ? NULL : tmpfs_make(source, &limits, error);
    }
    struct blk *device = blk_find(source);
    *error = strcmp(type, "ext2") != 0               ? -ENODEV
             : !device                               ? -ENOENT
             : vfs_uses(device) || swap_uses(device) ? -EBUSY
                                                     : 0;
    return *error ? NULL : ext2_mount(device, error);
}

// The strings of mount(2): NULL is an empty one.
enum { MOUNT_SOURCE, MOUNT_TARGET, MOUNT_TYPE, MOUNT_OPTIONS, MOUNT_STRINGS };

static int get_strings(const uint64_t *a, char *strings[MOUNT_STRINGS])
{
    static const int arguments[MOUNT_STRINGS] = {0, 1, 2, 4};
    int error = 0;
    for (int i = 0; i < MOUNT_STRINGS && !error; i++) {
        uint64_t uva = a[arguments[i]];
        strings[i] = uva ? path_from_user(uva, &error) : kpage_alloc_zeroed();
        if (!strings[i] && !error)
            error = -ENOMEM;
    }
    return error;
}

enum {
    MS_RDONLY = 1,
    MS_REMOUNT = 1 << 5,
    MS_NOATIME = 1 << 10,
    MS_NODIRATIME = 1 << 11,
    MS_BIND = 1 << 12,
    MS_MOVE = 1 << 13,
    MS_STRICTATIME = 1 << 24,
};

// What is asked of a file system that was just made and that nobody has yet.
static void set_options(struct fs *fs, uint64_t flags)
{
    fs->read_only |= (flags & MS_RDONLY) != 0;
    fs->access = flags & MS_STRICTATIME ? ACCESS_ALWAYS : flags & MS_NOATIME ? ACCESS_NEVER : ACCESS_RELATIVE;
    fs->access_of_files_only = flags & MS_NODIRATIME;
}

// One at a time: a device that is looked at is in use before another looks.
static int mount_at(char *const strings[MOUNT_STRINGS], uint64_t flags)
{
    int error = lock_take_killable(&vfs_mounting);
    if (error)
        return error;
    struct fs *fs = make_fs(strings[MOUNT_SOURCE], strings[MOUNT_TYPE], strings[MOUNT_OPTIONS], &error);
    if (fs)
        set_options(fs, flags);
    if (fs && (error = vfs_mount(current->workdir->cwd, strings[MOUNT_TARGET], fs)))
        fs->unmounted(fs);
    lock_drop(&vfs_mounting);
    return error;
}

int64_t sys_mount(const uint64_t *a)
{
    char *strings[MOUNT_STRINGS] = {NULL};
    if ((a[3] & (MS_REMOUNT | MS_BIND | MS_MOVE)) != 0)
        return -EINVAL;  // they make no new one
    int error = get_strings(a, strings);
    if (!error)
        error = mount_at(strings, a[3]);
    for (int i = 0; i < MOUNT_STRINGS; i++)
        if (strings[i])
            kpage_free(strings[i]);
    return error;
}

int64_t sys_umount2(const uint64_t *a)
{
    struct user_path p;
    int error = get_path((uint64_t)AT_FDCWD, a[0], &p);
    if (error)
        return error;
    error = vfs_unmount(p.at, p.text);
    put_path(&p);
    return error;
}
