// SPDX-License-Identifier: Apache-2.0
//
// System calls on files and descriptors. The file system cannot create or remove names: what would is -EROFS.

#include "os/arch/csr.h"
#include "os/dev/blk.h"
#include "os/fs/vfs.h"
#include "os/kern/file.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

#define PATH_MAX 4096
#define AT_FDCWD (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR 0x200
#define AT_EMPTY_PATH 0x1000
#define IOV_MAX 1024
#define RW_MAX UINT64_C(0x7ffff000)  // bytes of one transfer, as Linux limits it

// ---- paths -----------------------------------------------------------------------------------------------------

char *path_from_user(uint64_t uva, int *error)
{
    char *path = kpage_alloc();
    if (path == NULL) {
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

// The directory that a relative path starts from; held. NULL means the root.
static int start_directory(int dirfd, const char *path, struct vnode **at)
{
    *at = NULL;
    if (path[0] == '/')
        return 0;
    if (dirfd == AT_FDCWD) {
        *at = current->cwd;
        if (*at != NULL)
            vnode_hold(*at);
        return 0;
    }
    struct file *f = fd_get(dirfd);
    if (f == NULL)
        return -EBADF;
    int error = f->vnode == NULL ? -ENOTDIR : 0;
    if (error == 0) {
        *at = f->vnode;
        vnode_hold(*at);
    }
    file_drop(f);
    return error;
}

static int lookup_kernel_path(int dirfd, const char *path, bool follow, struct vnode **found)
{
    struct vnode *at;
    if (path[0] == 0)
        return -ENOENT;
    int error = start_directory(dirfd, path, &at);
    if (error != 0)
        return error;
    error = vfs_lookup(at, path, follow, found);
    if (at != NULL)
        vnode_release(at);
    return error;
}

static int lookup_user_path(uint64_t dirfd, uint64_t uva, bool follow, struct vnode **found)
{
    int error;
    char *path = path_from_user(uva, &error);
    if (path == NULL)
        return error;
    error = lookup_kernel_path((int)dirfd, path, follow, found);
    kpage_free(path);
    return error;
}

// ---- opening ---------------------------------------------------------------------------------------------------

// May a file of this kind be opened so?
static int openable(const struct vnode *vn, int flags)
{
    uint32_t type = vn->mode & S_IFMT;
    bool writes = (flags & O_ACCMODE) != O_RDONLY;
    if (type == S_IFLNK)
        return -ELOOP;
    if ((flags & O_DIRECTORY) != 0 && type != S_IFDIR)
        return -ENOTDIR;
    if (type == S_IFDIR && (writes || (flags & O_CREAT) != 0))
        return -EISDIR;
    if ((flags & O_CREAT) != 0 && (flags & O_EXCL) != 0)
        return -EEXIST;
    if (type == S_IFREG && (flags & O_TRUNC) != 0 && vn->size > 0)
        return -EROFS;
    return 0;
}

static int64_t open_path(int dirfd, const char *path, int flags)
{
    struct vnode *vn;
    int error = lookup_kernel_path(dirfd, path, (flags & O_NOFOLLOW) == 0, &vn);
    if (error != 0)
        return error == -ENOENT && (flags & O_CREAT) != 0 ? -EROFS : error;
    error = openable(vn, flags);
    if (error != 0) {
        vnode_release(vn);
        return error;
    }
    struct file *f = file_from_vnode(vn, flags & ~(O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC));
    return f == NULL ? -ENOMEM : fd_install(f, 0, (flags & O_CLOEXEC) != 0);
}

int64_t sys_openat(const uint64_t *a)
{
    int error;
    char *path = path_from_user(a[1], &error);
    if (path == NULL)
        return error;
    int64_t result = open_path((int)a[0], path, (int)a[2]);
    kpage_free(path);
    return result;
}

int64_t sys_close(const uint64_t *a) { return fd_close((int)a[0]); }

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
    error = fds[1] < 0 ? fds[1] : copy_to_user(current->space, a[0], fds, sizeof(fds));
    if (error != 0) {
        fd_close(fds[0]);
        fd_close(fds[1]);
    }
    return error;
}

static int64_t dup_at(int fd, int lowest, bool cloexec)
{
    struct file *f = fd_get(fd);
    return f == NULL ? -EBADF : fd_install(f, lowest, cloexec);
}

int64_t sys_dup(const uint64_t *a) { return dup_at((int)a[0], 0, false); }

int64_t sys_dup3(const uint64_t *a)
{
    int from = (int)a[0], to = (int)a[1];
    if (from == to || (a[2] & ~(uint64_t)O_CLOEXEC) != 0)
        return -EINVAL;
    if (to < 0 || to >= FILES_MAX)
        return -EBADF;
    struct file *f = fd_get(from);
    if (f == NULL)
        return -EBADF;
    fd_close(to);
    return fd_install(f, to, (a[2] & O_CLOEXEC) != 0);
}

enum { F_DUPFD = 0, F_GETFD = 1, F_SETFD = 2, F_GETFL = 3, F_SETFL = 4, F_DUPFD_CLOEXEC = 1030 };
#define FD_CLOEXEC 1

static int64_t set_cloexec(int fd, bool on)
{
    uint32_t bit = UINT32_C(1) << fd;
    if (on)
        current->files->close_on_exec |= bit;
    else
        current->files->close_on_exec &= ~bit;
    return 0;
}

static int64_t file_control(struct file *f, int fd, uint64_t command, uint64_t argument)
{
    const int changeable = O_APPEND | O_NONBLOCK;
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        return argument >= FILES_MAX ? -EINVAL : dup_at(fd, (int)argument, command == F_DUPFD_CLOEXEC);
    case F_GETFD: return (current->files->close_on_exec >> fd & 1) != 0 ? FD_CLOEXEC : 0;
    case F_SETFD: return set_cloexec(fd, (argument & FD_CLOEXEC) != 0);
    case F_GETFL: return f->flags;
    case F_SETFL: f->flags = (f->flags & ~changeable) | ((int)argument & changeable); return 0;
    default: return -EINVAL;
    }
}

int64_t sys_fcntl(const uint64_t *a)
{
    struct file *f = fd_get((int)a[0]);
    if (f == NULL)
        return -EBADF;
    int64_t result = file_control(f, (int)a[0], a[1], a[2]);
    file_drop(f);
    return result;
}

#define BLKGETSIZE64 0x80081272u

// ioctl(2) on block devices: how long they are. All else is the device's own.
static int64_t vnode_ioctl(struct vnode *vn, uint32_t request, uint64_t argument)
{
    if ((vn->mode & S_IFMT) == S_IFBLK && request == BLKGETSIZE64)
        return copy_to_user(current->space, argument, &vn->size, sizeof(vn->size));
    return vn->ops->ioctl != NULL ? vn->ops->ioctl(vn, request, argument, current->space) : -ENOTTY;
}

int64_t sys_ioctl(const uint64_t *a)
{
    struct file *f = fd_get((int)a[0]);
    if (f == NULL)
        return -EBADF;
    int64_t result = f->vnode == NULL ? -ENOTTY : vnode_ioctl(f->vnode, (uint32_t)a[1], a[2]);
    file_drop(f);
    return result;
}

// ---- reading and writing ---------------------------------------------------------------------------------------

enum direction { READS, WRITES };

// A stream has no position: pipes, and devices that one waits for.
static bool is_stream(const struct file *f)
{
    return !f->ops->seekable || ((f->vnode->mode & S_IFMT) == S_IFCHR && f->vnode->ops->poll != NULL);
}

// The open file, held, if it may be used so; otherwise NULL and *error.
static struct file *fd_for(uint64_t fd, enum direction direction, int64_t *error)
{
    struct file *f = fd_get((int)fd);
    *error = -EBADF;
    if (f == NULL)
        return NULL;
    bool directory = f->vnode != NULL && (f->vnode->mode & S_IFMT) == S_IFDIR;
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
    if (direction == WRITES && (f->flags & O_APPEND) != 0 && f->vnode != NULL)
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
    if (f != NULL) {
        result = move_on(f, direction, a[1], a[2]);
        file_drop(f);
    }
    return result;
}

int64_t sys_read(const uint64_t *a) { return transfer(a, READS); }
int64_t sys_write(const uint64_t *a) { return transfer(a, WRITES); }

static int64_t transfer_at(const uint64_t *a, enum direction direction)
{
    int64_t result;
    if ((int64_t)a[3] < 0)
        return -EINVAL;
    struct file *f = fd_for(a[0], direction, &result);
    if (f != NULL) {
        result = is_stream(f) ? -ESPIPE : move(f, direction, a[1], a[2], a[3]);
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
        if (copy_from_user(&v, current->space, vector + i * sizeof(v), sizeof(v)) != 0)
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
    if (f != NULL) {
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
    if (__builtin_add_overflow(base, offset, &pos) || pos < 0)
        return -EINVAL;
    f->pos = (uint64_t)pos;
    return pos;
}

int64_t sys_lseek(const uint64_t *a)
{
    struct file *f = fd_get((int)a[0]);
    if (f == NULL)
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
    if (f == NULL)
        return -EBADF;
    int64_t result = f->vnode == NULL ? -EINVAL : vnode_sync(f->vnode);
    file_drop(f);
    return result;
}

// A length cannot change; the one it has already may be asked for.
int64_t sys_ftruncate(const uint64_t *a)
{
    int64_t result;
    struct file *f = fd_for(a[0], WRITES, &result);
    if (f != NULL) {
        bool regular = f->vnode != NULL && (f->vnode->mode & S_IFMT) == S_IFREG;
        result = !regular ? -EINVAL : f->vnode->size == a[1] ? 0 : -EROFS;
        file_drop(f);
    }
    return result;
}

// ---- names -----------------------------------------------------------------------------------------------------

static int64_t stat_to_user(const struct stat *st, uint64_t uva)
{
    return copy_to_user(current->space, uva, st, sizeof(*st));
}

int64_t sys_fstat(const uint64_t *a)
{
    struct stat st;
    struct file *f = fd_get((int)a[0]);
    if (f == NULL)
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
    const uint64_t x_ok = 1;
    if (a[2] > 7)
        return -EINVAL;
    int error = lookup_user_path(a[0], a[1], true, &vn);
    if (error != 0)
        return error;
    if ((a[2] & x_ok) != 0 && (vn->mode & 0111) == 0)
        error = -EACCES;
    vnode_release(vn);
    return error;
}

static int64_t readlink_vnode(struct vnode *vn, uint64_t uva, uint64_t size)
{
    if ((vn->mode & S_IFMT) != S_IFLNK || vn->ops->readlink == NULL || size == 0)
        return -EINVAL;
    char *text = kpage_alloc();
    if (text == NULL)
        return -ENOMEM;
    int64_t length = vn->ops->readlink(vn, text, MIN(size, PATH_MAX));
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

// Neither can succeed: the name is there, or the file system is not for writing.
int64_t sys_mkdirat(const uint64_t *a)
{
    struct vnode *vn;
    int error = lookup_user_path(a[0], a[1], false, &vn);
    if (error != 0)
        return error == -ENOENT ? -EROFS : error;
    vnode_release(vn);
    return -EEXIST;
}

int64_t sys_unlinkat(const uint64_t *a)
{
    struct vnode *vn;
    int error = lookup_user_path(a[0], a[1], false, &vn);
    if (error != 0)
        return error;
    bool directory = (vn->mode & S_IFMT) == S_IFDIR;
    vnode_release(vn);
    if (directory != ((a[2] & AT_REMOVEDIR) != 0))
        return directory ? -EISDIR : -ENOTDIR;
    return -EROFS;
}

int64_t sys_chdir(const uint64_t *a)
{
    struct vnode *vn;
    int error = lookup_user_path((uint64_t)AT_FDCWD, a[0], true, &vn);
    if (error != 0)
        return error;
    if ((vn->mode & S_IFMT) != S_IFDIR) {
        vnode_release(vn);
        return -ENOTDIR;
    }
    if (current->cwd != NULL)
        vnode_release(current->cwd);
    current->cwd = vn;
    return 0;
}

int64_t sys_getcwd(const uint64_t *a)
{
    char *path = kpage_alloc();
    if (path == NULL)
        return -ENOMEM;
    int64_t length = vfs_path_of(current->cwd != NULL ? current->cwd : vfs_root(), path, PATH_MAX);
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

static size_t dirent_bytes(const struct dirent *d) { return ROUND_UP(sizeof(struct user_dirent) + strlen(d->name) + 1, 8); }

static int put_dirent(uint64_t uva, const struct dirent *d)
{
    struct user_dirent u = {d->ino, (int64_t)d->next, (uint16_t)dirent_bytes(d), d->type};
    int error = copy_to_user(current->space, uva, &u, sizeof(u));
    return error != 0 ? error : copy_to_user(current->space, uva + sizeof(u), d->name, strlen(d->name) + 1);
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
    }
}

int64_t sys_getdents64(const uint64_t *a)
{
    struct file *f = fd_get((int)a[0]);
    if (f == NULL)
        return -EBADF;
    int64_t result = -ENOTDIR;
    struct dirent *entry = kmalloc(sizeof(*entry));
    if (entry == NULL)
        result = -ENOMEM;
    else if (f->vnode != NULL && f->vnode->ops->readdir != NULL)
        result = list_directory(f, a[1], a[2], entry);
    kfree(entry);
    file_drop(f);
    return result;
}

// ---- poll ------------------------------------------------------------------------------------------------------

struct pollfd {
    int32_t fd;
    int16_t events, revents;
};

static int16_t poll_one(const struct pollfd *p)
{
    if (p->fd < 0)
        return 0;
    struct file *f = fd_get(p->fd);
    if (f == NULL)
        return POLLNVAL;
    int ready = f->ops->ready(f) & (p->events | POLLERR | POLLHUP);
    file_drop(f);
    return (int16_t)ready;
}

// One look at every descriptor; how many have something to say.
static int64_t poll_once(uint64_t uva, uint64_t count)
{
    int64_t ready = 0;
    for (uint64_t i = 0; i < count; i++) {
        struct pollfd p;
        uint64_t at = uva + i * sizeof(p);
        if (copy_from_user(&p, current->space, at, sizeof(p)) != 0)
            return -EFAULT;
        p.revents = poll_one(&p);
        ready += p.revents != 0;
        if (copy_to_user(current->space, at, &p, sizeof(p)) != 0)
            return -EFAULT;
    }
    return ready;
}

// Looks again every hundredth of a second: no queue that one could sleep on is common to all kinds of files.
#define POLL_PERIOD_NS 10000000

int64_t sys_ppoll(const uint64_t *a)
{
    struct waitq nothing;
    struct timespec ts, step = {0, POLL_PERIOD_NS};
    uint64_t deadline = UINT64_MAX, period, ticks;
    if (a[1] > FILES_MAX)
        return -EINVAL;
    if (a[2] != 0) {
        if (copy_from_user(&ts, current->space, a[2], sizeof(ts)) != 0)
            return -EFAULT;
        if (!timespec_to_ticks(&ts, &ticks))
            return -EINVAL;
        deadline = time_now() + ticks;
    }
    timespec_to_ticks(&step, &period);
    waitq_init(&nothing);
    for (;;) {
        int64_t ready = poll_once(a[0], a[1]);
        uint64_t now = time_now();
        if (ready != 0 || now >= deadline)
            return ready;
        if (sleep_until(&nothing, MIN(deadline, now + period)) == -EINTR)
            return -EINTR;
    }
}
