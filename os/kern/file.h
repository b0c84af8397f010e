// SPDX-License-Identifier: Apache-2.0
//
// Open files and tables of them. A struct file is what open, pipe2 and dup share: a position, the open flags and what
// lies behind: a vnode (os/fs) or one end of a pipe. It lives while `refs` is above 0: each slot of a file table
// counts one, and so does each system call that sleeps while it uses it.

#ifndef OS_KERN_FILE_H
#define OS_KERN_FILE_H

#include "os/lib/types.h"

struct vnode;
struct pipe;
struct file;
struct stat;

#define O_ACCMODE 3
#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_NOCTTY 0400
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_NONBLOCK 04000
#define O_DIRECTORY 0200000
#define O_NOFOLLOW 0400000
#define O_CLOEXEC 02000000

// uva is an address in the running task's space. Results: bytes moved or a negative errno; may sleep.
struct file_ops {
    ssize_t (*read)(struct file *f, uint64_t uva, size_t n, uint64_t *pos);
    ssize_t (*write)(struct file *f, uint64_t uva, size_t n, uint64_t *pos);
    int (*stat)(struct file *f, struct stat *st);
    int (*ready)(struct file *f, int events);  // poll(2): those of `events` that would not block
    void (*release)(struct file *f);
};

struct file {
    const struct file_ops *ops;
    unsigned refs;
    int flags;             // O_*
    uint64_t pos;          // bytes
    struct vnode *vnode;   // NULL for pipes
    struct pipe *pipe;     // NULL for vnodes
};

struct file *file_alloc(const struct file_ops *ops, int flags);  // refs = 1, or NULL
struct file *file_hold(struct file *f);
void file_drop(struct file *f);
extern const struct file_ops vnode_file_ops;
struct file *file_from_vnode(struct vnode *vn, int flags);       // takes over the caller's reference to vn

#define FILES_MAX 32

// The descriptors of a process. Owned by one task (shared by none yet).
struct files {
    struct file *slot[FILES_MAX];
    uint32_t close_on_exec;  // one bit a slot
};

struct files *files_create(void);
struct files *files_copy(const struct files *from);
void files_destroy(struct files *files);
void files_close_on_exec(struct files *files);

struct file *fd_get(int fd);                               // of the running task; NULL if not open. Not held
int fd_install(struct file *f, int lowest, bool cloexec);  // takes over the reference; a descriptor or -EMFILE
int fd_close(int fd);

int pipe_create(struct file *ends[2], int flags);

#endif
