// SPDX-License-Identifier: Apache-2.0
// Between the files of os/fs: the file systems that there are, and how one reads the device that it lies on.
#ifndef FS_FS_H
#define FS_FS_H

#include "os/fs/vfs.h"

struct fs *ext2_mount(struct blk *device, int *error);  // NULL: *error says why. May sleep
struct fs *devfs_get(void);
struct fs *procfs_get(void);

void mem_devices_add(void);  // /dev/mem, and /dev/kmem if it is wanted

struct vnode *vnode_create(struct fs *fs, uint64_t ino);  // held, listed, otherwise zero; NULL: no memory
struct vnode *devfs_block(struct blk *device);            // /dev/vdX: its object is the device's page cache

// The page `index` of a vnode's page cache, held; released by frame_release. 0 or -errno. May sleep.
int vnode_page(struct vnode *vnode, uint64_t index, struct frame **frame);

#endif
