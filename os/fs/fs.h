// SPDX-License-Identifier: Apache-2.0
// Between the files of os/fs: the file systems that there are, and how one reads the device that it lies on.
#ifndef FS_FS_H
#define FS_FS_H

#include "os/fs/vfs.h"

struct fs *ext2_mount(struct blk *device, int *error);  // NULL: *error says why. May sleep
struct fs *devfs_get(void);
// What a tmpfs may have: pages of files' bytes and files, and the mode of its root.
struct tmpfs_limits {
    uint64_t pages, nodes;
    uint32_t mode;
};
// From mount options, "size=64k,nr_inodes=100,mode=755", or half of memory, and as many files as there is memory for. 0
// or -EINVAL.
int tmpfs_options(const char *text, struct tmpfs_limits *limits);
struct fs *tmpfs_make(const char *source, const struct tmpfs_limits *limits, int *error);  // NULL: *error. May sleep
struct vnode *tmpfs_anonymous(const char *name, int *error);  // a file without a path, held: memfd. May sleep
struct fs *procfs_get(void);

void mem_devices_add(void);  // /dev/mem, and /dev/kmem if it is wanted

struct vnode *vnode_create(struct fs *fs, uint64_t ino);  // held, listed, otherwise zero; NULL: no memory
struct vnode *devfs_block(struct blk *device);            // /dev/vdX: its object is the device's page cache

struct vnode *vnode_next(const struct vnode *vnode);  // of all vnodes; NULL: the first, and the end
// Every vnode of the file system that nobody holds leaves the cache. -EBUSY: one is held, besides the file system's
// own.
int vnode_drop_all(struct fs *fs, bool (*own)(const struct vnode *vnode));
// At the end of a file that users do not write: a directory, the text of a link. 0 or -errno. May sleep.
int vnode_extend(struct vnode *vnode, const void *bytes, size_t n);
// `name` in `dir` leads to this vnode from now on, or to nothing: for the paths that /proc and getcwd spell.
void vnode_named(struct vnode *dir, struct vnode *vnode, const struct name *name);
void vnode_unnamed(struct vnode *dir, struct vnode *vnode, const struct name *name);

// The page `index` of a vnode's page cache, held; released by frame_release. 0 or -errno. May sleep.
int vnode_page(struct vnode *vnode, uint64_t index, struct frame **frame);

#endif
