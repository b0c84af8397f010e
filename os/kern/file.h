// SPDX-License-Identifier: Apache-2.0
// Open files and tables of them. A struct file is what open, pipe2 and dup share: a position, the open flags and what
// lies behind: a vnode (os/fs) or one end of a pipe. It lives while `refs` is above 0: each slot of a file table
// counts one, and so does each system call that may sleep while it uses it.

#ifndef OS_KERN_FILE_H
#define OS_KERN_FILE_H

#include "os/lib/types.h"

struct io;
struct vnode;
struct pipe;
struct file;

#define O_ACCMODE 3
#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_TRUNC 01000
#define O_APPEND 02000
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
    int flags;            // O_*
    uint64_t pos;         // bytes
    struct vnode *vnode;  // NULL for pipes
    struct pipe *pipe;    // NULL for vnodes
};

struct file *file_alloc(const struct file_ops *ops, int flags);  // refs = 1; NULL: no memory. May sleep
struct file *file_hold(struct file *f);
void file_drop(struct file *f);
// Takes over the caller's hold on vn, on failure too.
struct file *file_from_vnode(struct vnode *vn, int flags);
void stat_vnode(const struct vnode *vn, struct stat *st);

bool file_readable(const struct file *f);
bool file_writable(const struct file *f);

// Both ends of a new pipe. 0 or -ENOMEM. May sleep.
int pipe_create(struct file *ends[2], int flags);

#define FILES_MAX 32

// The descriptors of one process, which owns them.
struct files {
    struct file *slot[FILES_MAX];
    uint32_t close_on_exec;  // one bit a slot
};

struct files *files_create(void);
struct files *files_copy(const struct files *from);
void files_destroy(struct files *files);
void files_close_on_exec(struct files *files);

// Of the running task.
struct file *fd_get(int fd);  // held; NULL if not open
int fd_install(struct file *f, int lowest,
               bool cloexec);  // takes over the hold, on failure too; a descriptor or -EMFILE
int fd_close(int fd);

#endif
