// SPDX-License-Identifier: Apache-2.0
// Open files and tables of them. A struct file is what open, pipe2 and dup share: a position, the open flags and what
// lies behind: a vnode (os/fs) or one end of a pipe. It lives while `refs` is above 0: each slot of a file table
// counts one, and so does each system call that may sleep while it uses it.

#ifndef OS_KERN_FILE_H
#define OS_KERN_FILE_H

#include "os/fs/vfs.h"
#include "os/kern/sched.h"
#include "os/lib/panic.h"

struct io;
struct vnode;
struct alias;
struct pipe;
struct eventfd;
struct file;

#define O_ACCMODE 3
#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_NOATIME 01000000
#define O_NONBLOCK 04000
#define O_DIRECTORY 0200000
#define O_NOFOLLOW 0400000
#define O_CLOEXEC 02000000

// Linux's asm-generic struct stat.
struct stat {
    uint64_t dev, ino;
    uint32_t mode, links, uid, gid;
    uint64_t rdev, pad0;
    int64_t size;
    int32_t block_size, pad1;
    int64_t blocks;
    int64_t atime, atime_ns, mtime, mtime_ns, ctime, ctime_ns;
    uint32_t unused[2];
};
_Static_assert(sizeof(struct stat) == 128, "the layout user programs know");

// poll(2)
#define POLLIN 1
#define POLLOUT 4
#define POLLERR 8
#define POLLHUP 16
#define POLLNVAL 32

// Results: bytes moved or a negative errno. All but ready may sleep.
struct file_ops {
    bool seekable;
    int64_t (*read)(struct file *f, struct io *io, uint64_t pos, size_t n);
    int64_t (*write)(struct file *f, struct io *io, uint64_t pos, size_t n);
    int (*stat)(struct file *f, struct stat *st);
    int (*ready)(struct file *f);  // POLL bits that hold now
    void (*release)(struct file *f);
};

struct file {
    const struct file_ops *ops;
    unsigned refs;
    int flags;             // O_*
    bool reads_pages;      // a regular file that may be read: its bytes are in its page cache, or come there
    uint64_t pos;          // bytes
    struct vnode *vnode;   // NULL for pipes
    struct alias *alias;   // the name by which it was opened; NULL: the vnode's own
    uint32_t errors_seen;  // of write-back, that a system call on this file has told of
    union {
        struct pipe *pipe;
        struct eventfd *eventfd;
    };
};

struct file *file_alloc(const struct file_ops *ops, int flags);  // refs = 1; NULL: no memory. May sleep
static inline struct file *file_hold(struct file *f)
{
    f->refs++;
    return f;
}

void file_end(struct file *f);  // nobody holds it any more. May sleep
static inline void file_drop(struct file *f)
{
    KASSERT(f->refs > 0);
    if (--f->refs == 0)
        file_end(f);
}

// Takes over the caller's hold on vn, on failure too: NULL, and *error is -ENOMEM or -ETXTBSY (vnode_get_write).
struct file *file_from_vnode(struct vnode *vn, int flags, int *error);
void stat_vnode(const struct vnode *vn, struct stat *st);

// Of a vnode: its name for /proc, with " (deleted)" where that is gone. Bytes or -errno.
int file_describe(const struct file *f, char *to, size_t size);
int file_too_big(void);  // the file would exceed RLIMIT_FSIZE: SIGXFSZ, and -EFBIG
// fsync, of all or of the pages [first, end): an error of write-back is told once for each open file. May sleep
// Its bytes or names are read, or mapped.
static inline void file_accessed(const struct file *f)
{
    if (f->vnode && !(f->flags & O_NOATIME))
        vnode_accessed(f->vnode);
}
// What fsync(2) promises: its bytes, its inode, its map, on the medium of the disk. 0, -EIO, -EINVAL, ... May sleep.
int file_sync(struct file *f);
int file_sync_pages(struct file *f, uint64_t first, uint64_t end);  // of a vnode

static inline bool file_readable(const struct file *f) { return (f->flags & O_ACCMODE) != O_WRONLY; }
static inline bool file_writable(const struct file *f) { return (f->flags & O_ACCMODE) != O_RDONLY; }

// Both ends of a new pipe. 0 or -ENOMEM. May sleep.
int pipe_create(struct file *ends[2], int flags);
// An end of a FIFO; waits for the other where fifo(7) says so. Takes over the hold on vn, on failure too: NULL, and
// *error. May sleep.
struct file *fifo_open(struct vnode *vn, int flags, int *error);
// What can be opened to have an end of the pipe behind a file: a vnode, held. 0, -ENXIO: no pipe; -ENOMEM. May sleep
int pipe_vnode(struct file *f, struct vnode **vnode);
int64_t pipe_size(const struct file *f);  // bytes that it takes; -EBADF: no pipe
int64_t pipe_set_size(struct file *f,
                      uint64_t bytes);  // rounded up; the new size, -EBADF, -EPERM, -EBUSY, -EINTR. May sleep
// Pages of kernel memory that an end stands for, in bytes waiting: half of the pipe's. 0: no pipe.
uint64_t pipe_pages(const struct file *f);

// A counter as a file, eventfd(2). NULL: no memory. May sleep.
#define EFD_SEMAPHORE 1
struct file *eventfd_create(uint32_t count, int flags);

#define FILES_MAX 1024  // of one table; a process may have up to its RLIMIT_NOFILE
#define FILES_IN_CHUNK 32

struct files_chunk {
    struct file *slot[FILES_IN_CHUNK];
};

// A table of descriptors, shared by CLONE_FILES. It grows by chunks and does not shrink. Whoever sleeps with a file
// holds that file: the table may change.
struct files {
    unsigned refs;                                          // tasks
    int top;                                                // no descriptor from here on was ever open
    struct files_chunk *chunk[FILES_MAX / FILES_IN_CHUNK];  // NULL: none of its descriptors was ever open
    uint32_t close_on_exec[FILES_MAX / FILES_IN_CHUNK];     // one bit a slot
};

struct files *files_create(void);                    // NULL: no memory. May sleep
struct files *files_copy(const struct files *from);  // NULL: no memory. May sleep
struct files *files_hold(struct files *files);
void files_release(struct files *files);          // may sleep
int files_unshare(void);                          // the running task's is its own: 0 or -ENOMEM. May sleep
void files_close_on_exec(struct files *files);    // may sleep
uint64_t files_pages(const struct files *files);  // of pipes: kernel memory that goes when the table does
// Not held; NULL: not open, or no descriptor.
static inline struct file *files_at(const struct files *files, int fd)
{
    if ((unsigned)fd >= FILES_MAX)
        return NULL;
    const struct files_chunk *chunk = files->chunk[(unsigned)fd / FILES_IN_CHUNK];
    return chunk ? chunk->slot[(unsigned)fd % FILES_IN_CHUNK] : NULL;
}

// Of the running task. Those that close may sleep.
struct file *fd_get(int fd);  // held; NULL if not open
// At the first free descriptor from `lowest` on. Takes over the hold, on failure too. A descriptor, -EMFILE, -ENOMEM.
int fd_install(struct file *f, int lowest, bool cloexec);
int fd_replace(struct file *f, int fd, bool cloexec);  // at this one, closing what is there. The same
int fd_close(int fd);
bool fd_cloexec(int fd);
void fd_set_cloexec(int fd, bool on);  // of an open one

// Something that poll looks at has changed (a pipe, a terminal): pollers look again. May be called by interrupts.
extern uint64_t poll_changes;  // so far, of any file
extern struct waitq pollers;
static inline void poll_notify(void)
{
    poll_changes++;
    wake_all(&pollers);
}

#endif
