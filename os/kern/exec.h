// SPDX-License-Identifier: Apache-2.0
// execve(2): a new space from an ELF executable.

#ifndef OS_KERN_EXEC_H
#define OS_KERN_EXEC_H

#include "os/lib/types.h"

struct space;

// argv and envp: arrays of string pointers, ended by NULL; user addresses of `from`, or kernel addresses when from is
// NULL. Either may be 0: no strings. On success the running task is the new program when it next returns to user mode;
// on failure (a negative errno) nothing has changed. May sleep.
int exec(const char *path, struct space *from, uint64_t argv, uint64_t envp);

#endif
