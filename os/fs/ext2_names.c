// SPDX-License-Identifier: Apache-2.0
// Files of ext2 that come, go and change names. Order: what a name will lead to is whole before the name, and a name is
// gone before what it led to is given back.
#include "os/fs/ext2.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"

static void add_links(struct vnode *vnode, int by)
{
    vnode->links = (uint32_t)MAX(0, (int64_t)vnode->links + by);
    vnode->ctime = vfs_now(vnode->fs);
    vnode_changed(vnode);
}

static int write_target(struct vnode *link, const char *target)
{
    size_t length = strlen(target);
    if (length < sizeof ext2_inode_of(link)->block) {
        memcpy(ext2_inode_of(link)->block, target, length);
        link->size = length;
        return 0;
    }
    return length < ext2_of(link)->block_size ? vnode_extend(link, target, length) : -ENAMETOOLONG;
}

static int fill(struct vnode *dir, struct vnode *made, const struct node_kind *kind)
{
    switch (kind->mode & S_IFMT) {
    case S_IFDIR: made->links = 2; return ext2_directory_begin(made, dir->ino);
    case S_IFLNK: return write_target(made, kind->target);
    default: return 0;
    }
}

int ext2_create(struct vnode *dir, const struct name *name, const struct node_kind *kind, struct vnode **made)
{
    struct vnode *vnode;
    bool directory = (kind->mode & S_IFMT) == S_IFDIR;
    if (directory && dir->links >= EXT2_LINKS_MAX)
        return -EMLINK;
    int error = ext2_make(dir, kind, &vnode);
    if (error)
        return error;
    error = fill(dir, vnode, kind);
    if (!error)
        error = ext2_store(vnode);
    if (!error)
        error = ext2_entry_add(dir, name, vnode);
    if (error) {
        vnode->links = 0;
        vnode_release(vnode);
        return error;
    }
    if (directory)
        add_links(dir, 1);
    *made = vnode;
    return ext2_store(dir);
}

int ext2_link(struct vnode *dir, const struct name *name, struct vnode *vnode)
{
    if (vnode->links >= EXT2_LINKS_MAX)
        return -EMLINK;
    add_links(vnode, 1);
    int error = ext2_store(vnode);
    if (!error)
        error = ext2_entry_add(dir, name, vnode);
    if (error)
        add_links(vnode, -1);
    return error ? error : ext2_store(dir);
}

// It has lost a name; a directory has lost its only one.
static int lose_name(struct vnode *parent, struct vnode *victim)
{
    if (is_directory(victim)) {
        add_links(victim, -(int)victim->links);
        add_links(parent, -1);
    } else {
        add_links(victim, -1);
    }
    return ext2_store(victim);
}

int ext2_unlink(struct vnode *dir, const struct name *name, struct vnode *victim)
{
    if (is_directory(victim)) {
        int empty = ext2_directory_empty(victim);
        if (empty <= 0)
            return empty ? empty : -ENOTEMPTY;
    }
    int error = ext2_entry_remove(dir, name);
    if (!error)
        error = lose_name(dir, victim);
    return error ? error : ext2_store(dir);
}

static int check_target(const struct renaming *r)
{
    if (r->over && is_directory(r->over)) {
        int empty = ext2_directory_empty(r->over);
        if (empty <= 0)
            return empty ? empty : -ENOTEMPTY;
    }
    if (is_directory(r->moved) && r->from != r->to && !r->over && r->to->links >= EXT2_LINKS_MAX)
        return -EMLINK;
    return 0;
}

static int change_parent(const struct renaming *r)
{
    int error = ext2_entry_turn(r->moved, &(struct name){"..", 2}, r->to);
    if (error)
        return error;
    add_links(r->from, -1);
    add_links(r->to, 1);
    return ext2_store(r->moved);
}

int ext2_rename(const struct renaming *r)
{
    int error = check_target(r);
    if (!error)
        error = r->over ? ext2_entry_turn(r->to, &r->as, r->moved) : ext2_entry_add(r->to, &r->as, r->moved);
    if (!error)
        error = ext2_entry_remove(r->from, &r->name);
    if (!error && is_directory(r->moved) && r->from != r->to)
        error = change_parent(r);
    if (!error && r->over)
        error = lose_name(r->to, r->over);
    r->moved->ctime = vfs_now(r->moved->fs);
    vnode_changed(r->moved);
    if (!error)
        error = ext2_store(r->from);
    return error ? error : ext2_store(r->to);
}
