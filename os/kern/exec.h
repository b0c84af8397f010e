// SPDX-License-Identifier: Apache-2.0
// execve(2) and execveat(2): a new space from an ELF executable.

#ifndef OS_KERN_EXEC_H
#define OS_KERN_EXEC_H

#include "os/lib/types.h"

struct file;
struct space;
struct vnode;

// What to run. All of it is the caller's, until exec returns.
struct exec_target {
    struct vnode *at;  // where a relative path starts; NULL: the working directory
    const char *path;  // a symbolic link at its end is followed if `follow`, else it is -ELOOP
    bool follow;
    struct file *file;  // this file, whatever the path is; or NULL
    const char *name;   // what the program is told that it is, and the interpreter of a script is given to open
    bool unreachable;   // which the interpreter could not: -ENOENT, if it is a script
};

// argv and envp: arrays of string pointers, ended by NULL; user addresses of `from`, or kernel addresses when from is
// NULL. Either may be 0: no strings. On success the running task is the new program when it next returns to user mode;
// on failure (a negative errno) nothing has changed. May sleep.
int exec(const struct exec_target *target, struct space *from, uint64_t argv, uint64_t envp);

#endif
