// SPDX-License-Identifier: Apache-2.0
// The name by which a file was opened: /proc tells it of the open file and of its mappings. A file may have several; a
// vnode itself remembers only one. An alias lives while open files have it, and hears when its name moves or goes.
// Lock: the kernel itself; `vnode` and `parent` are held.
#ifndef FS_ALIAS_H
#define FS_ALIAS_H

#include "os/fs/vfs.h"

struct alias {
    struct alias *next;  // of the same vnode
    struct vnode *vnode, *parent;
    unsigned refs;  // open files
    bool gone;      // the name does not lead to the vnode any more
    size_t length;
    char *text;
};

// The vnode's alias for that name, with one more reference. NULL: no memory, and then nobody misses it. May sleep
struct alias *alias_get(struct vnode *dir, struct vnode *vnode, const struct name *name);
void alias_put(struct alias *alias);  // NULL is nothing. May sleep
// Its path from the root, with " (deleted)" where it is gone: bytes or -errno.
int alias_describe(const struct alias *alias, char *to, size_t size);

// What became of a name of the vnode. May sleep
void alias_removed(struct vnode *dir, struct vnode *vnode, const struct name *name);
void alias_moved(struct vnode *from, struct vnode *vnode, const struct name *name, struct vnode *to,
                 const struct name *as);

#endif
