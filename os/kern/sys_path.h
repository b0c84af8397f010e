// SPDX-License-Identifier: Apache-2.0
// Paths as system calls name them: relative to a directory's descriptor.

#ifndef OS_KERN_SYS_PATH_H
#define OS_KERN_SYS_PATH_H

#include <stdbool.h>

#include "os/lib/types.h"

struct alias;
struct vnode;

#define AT_FDCWD (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_SYMLINK_FOLLOW 0x400
#define AT_EMPTY_PATH 0x1000

// The directory that a relative path starts from, held; NULL means the root. 0, -EBADF or -ENOTDIR.
int start_directory(int dirfd, const char *path, struct vnode **at);
// As lookup_user_path; an empty path is the descriptor's own file, when `empty` allows it.
int lookup_at(uint64_t dirfd, uint64_t uva, bool follow, bool empty, struct vnode **found);
// What the path leads to, held, in *found; `follow`: through a symbolic link at its end. `alias` as in
// vfs_lookup_named, or NULL. 0 or a negative errno.
int lookup_kernel_path(int dirfd, const char *path, bool follow, struct vnode **found, struct alias **alias);
int truncate_vnode(struct vnode *vn, uint64_t size);  // without an open file: -ETXTBSY while it runs. May sleep
int lookup_user_path(uint64_t dirfd, uint64_t uva, bool follow, struct vnode **found);

#endif
