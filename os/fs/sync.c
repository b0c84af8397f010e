// SPDX-License-Identifier: Apache-2.0
// Files reach their devices: the pages, then the inode, then what the file system keeps of all. An error stops nothing:
// the first is reported, the rest is written all the same.
#include "os/fs/fs.h"
#include "os/vm/object.h"

static int first_of(int error, int next) { return error ? error : next; }

int vnode_write_out(struct vnode *vnode)
{
    vnode_forget_dirty(vnode);  // what is dirty from here on is so anew
    int error = vnode->object ? object_write_back(vnode->object, 0, UINT64_MAX) : 0;
    if (!vnode->changed || !vnode->ops->store)
        return error;
    vnode->changed = false;
    int stored = vnode->ops->store(vnode);
    if (stored)
        vnode_changed(vnode);
    return first_of(error, stored);
}

int vnode_sync(struct vnode *vnode) { return vnode_write_out(vnode); }

bool vnode_needs_writing(const struct vnode *vnode)
{
    bool inode = vnode->changed && vnode->ops->store;
    return !vnode->going && (inode || (vnode->object && vnode->object->dirty > 0));
}

// Every vnode of `fs`, or of all (NULL), once: `pass` says which have been looked at.
static struct vnode *next_unwritten(const struct fs *fs, uint32_t pass)
{
    for (struct vnode *vnode = vnode_next(NULL); vnode; vnode = vnode_next(vnode))
        if ((!fs || vnode->fs == fs) && vnode->synced != pass && vnode_needs_writing(vnode))
            return vnode;
    return NULL;
}

static int sync_files(const struct fs *fs)
{
    static uint32_t passes;
    uint32_t pass = ++passes;
    int error = 0;
    struct vnode *vnode;
    while ((vnode = next_unwritten(fs, pass))) {
        vnode->synced = pass;
        vnode_hold(vnode);
        error = first_of(error, vnode_write_out(vnode));
        vnode_release(vnode);
    }
    return error;
}

int vfs_sync_fs(struct fs *fs)
{
    int error = sync_files(fs);
    return first_of(error, fs->sync ? fs->sync(fs) : 0);
}

int vfs_sync(void)
{
    struct fs *fs;
    lock_take(&vfs_mounting);
    int error = sync_files(NULL);
    for (unsigned i = 0; (fs = vfs_mounted(i)); i++)
        if (fs->sync)
            error = first_of(error, fs->sync(fs));
    lock_drop(&vfs_mounting);
    return error;
}

// ---- caches ----

static int64_t dropped;

int64_t vfs_dropped(void) { return dropped; }

int vfs_drop_caches(int64_t what)
{
    struct fs *fs;
    dropped = what;
    lock_take(&vfs_mounting);
    for (unsigned i = 0; what & 2 && (fs = vfs_mounted(i)); i++)
        if (fs->own)
            vnode_drop_all(fs, fs->own);  // those that are in use stay
    lock_drop(&vfs_mounting);
    if (what & 1)
        objects_let_go();
    return 0;
}
