// SPDX-License-Identifier: Apache-2.0
// Between exec.c and exec_stack.c: a program on its way into a new space.

#ifndef OS_KERN_EXEC_PARTS_H
#define OS_KERN_EXEC_PARTS_H

#include "os/kern/elf.h"
#include "os/kern/exec.h"
#include "os/kern/script.h"
#include "os/lib/types.h"

#define SEGMENTS_MAX 16
#define SCRIPTS_MAX 5  // programs that name another to run them, one after the other
#define AUX_MAX 26

// A file that is mapped: the program, or what links it.
struct image {
    struct file *file;    // nobody writes to it
    struct vnode *vnode;  // of the file
    struct elf_header header;
    struct elf_segment segments[SEGMENTS_MAX];
    char interpreter[128];  // path, empty if there is none
    uint64_t bias;          // added to every address of the file
};

// An array of string pointers, ended by NULL, in user memory of `from` or (NULL) in the kernel's.
struct strings {
    struct space *from;
    uint64_t vector;
    uint64_t count;
};

// Lives in a page of its own: it is too large for a kernel stack.
struct exec {
    const struct exec_target *target;
    struct strings scripts;  // what `#!` lines put before the arguments
    struct strings argv, envp;
    const char *prefix[2 * SCRIPTS_MAX + 2];  // those, from the end, closed by NULL
    char (*lines)[SCRIPT_LINE + 1];           // a page of them
    struct space *space;                      // the new one
    struct image program, interpreter;
    char *bounce;  // one page
    uint64_t sp;   // grows down while the stack is filled
    uint64_t execfn, random;
    uint64_t entry;
    uint64_t aux[AUX_MAX][2], aux_count;  // the auxiliary vector: type, value
};

// From the top of the new space's stack: the path, AT_RANDOM's bytes, environment and argument strings, the auxiliary
// vector, envp, argv, argc at sp. 0, -E2BIG, -EFAULT, ... May sleep.
int exec_fill_stack(struct exec *e);

#endif
