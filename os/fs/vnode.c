// SPDX-License-Identifier: Apache-2.0
// The vnode cache.
#include "os/fs/fs.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/object.h"

#define IDLE_MAX 64  // vnodes that nobody holds and that are kept all the same

static struct list all_vnodes = LIST_INIT(all_vnodes);  // most recently found first
static unsigned idle_count;

// ---- the cache ----

static struct vnode *find(struct fs *fs, uint64_t ino)
{
    struct vnode *vnode;
    LIST_FOR_EACH(vnode, &all_vnodes, link)
        if (vnode->fs == fs && vnode->ino == ino && !vnode->going)
            return vnode;
    return NULL;
}

struct vnode *vnode_create(struct fs *fs, uint64_t ino)
{
    struct vnode *vnode = kzalloc(sizeof *vnode);
    if (!vnode)
        return NULL;
    vnode->fs = fs;
    vnode->ino = ino;
    vnode->refs = 1;
    vnode->links = 1;
    lock_init(&vnode->lock);
    list_push_front(&all_vnodes, &vnode->link);
    return vnode;
}

void vnode_hold(struct vnode *vnode)
{
    if (vnode->refs++ == 0)
        idle_count--;
}

int vnode_get_write(struct vnode *vnode)
{
    if (vnode->writers < 0)
        return -ETXTBSY;
    vnode->writers++;
    return 0;
}

int vnode_deny_write(struct vnode *vnode)
{
    if (vnode->writers > 0)
        return -ETXTBSY;
    vnode->writers--;
    return 0;
}

// What no name leads to gives back all that it has.
static void let_go(struct vnode *vnode)
{
    vnode->size = 0;
    if (vnode->object)
        object_truncate(vnode->object, 0);
    if (vnode->ops->gone)
        vnode->ops->gone(vnode);
}

// What leads to it by a name is written first. That sleeps: meanwhile others may have it, change it and let go of it,
// or take its last name.
static void write_last(struct vnode *vnode)
{
    int error = 0;
    while (vnode->refs == 1 && vnode->links > 0 && vnode_needs_writing(vnode) && !error)
        error = vnode_sync(vnode);
}

// Nobody holds it, and who holds it again while this sleeps is the one to come back here. Returns its parent, which it
// held, or NULL.
static struct vnode *vnode_destroy(struct vnode *vnode)
{
    vnode->refs++;
    write_last(vnode);
    if (vnode->refs == 1 && vnode->links == 0) {
        vnode->going = true;
        vnode_forget_dirty(vnode);
        let_go(vnode);
    }
    if (--vnode->refs > 0)
        return NULL;
    list_remove(&vnode->link);
    vnode_forget_dirty(vnode);
    struct vnode *parent = vnode->parent;
    if (vnode->object)
        object_destroy(vnode->object);
    if (vnode->ops && vnode->ops->drop)
        vnode->ops->drop(vnode);
    kfree(vnode->name);
    kfree(vnode);
    return parent;
}

// One in, one out: of the idle ones the oldest goes, when there are too many. Returns its parent, or NULL.
static struct vnode *trim_idle(void)
{
    for (struct list *l = all_vnodes.prev; idle_count > IDLE_MAX && l != &all_vnodes; l = l->prev) {
        struct vnode *vnode = LIST_ENTRY(l, struct vnode, link);
        if (vnode->refs > 0)
            continue;
        idle_count--;
        return vnode_destroy(vnode);
    }
    return NULL;
}

// The last holder has let go. Returns whom to let go of next, or NULL.
static struct vnode *unheld(struct vnode *vnode)
{
    if (!vnode->fs->keeps_vnodes || vnode->links == 0)
        return vnode_destroy(vnode);
    idle_count++;
    return trim_idle();
}

void vnode_release(struct vnode *vnode)
{
    while (vnode) {
        KASSERT(vnode->refs > 0);
        vnode = --vnode->refs == 0 ? unheld(vnode) : NULL;
    }
}

struct vnode *vnode_get(struct fs *fs, uint64_t ino, int *error)
{
    struct vnode *vnode = find(fs, ino);
    if (!vnode) {
        struct vnode *fresh = kzalloc(sizeof *fresh);
        *error = -ENOMEM;
        if (!fresh)
            return NULL;
        fresh->fs = fs;
        fresh->ino = ino;
        lock_init(&fresh->lock);
        *error = fs->load(fs, ino, fresh);
        vnode = find(fs, ino);  // loading may have slept
        if (*error || vnode) {
            if (fresh->ops && fresh->ops->drop)
                fresh->ops->drop(fresh);
            kfree(fresh);
            if (*error)
                return NULL;
        } else {
            vnode = fresh;
            vnode->refs = 1;
            list_push_front(&all_vnodes, &vnode->link);
            return vnode;
        }
    }
    vnode_hold(vnode);
    list_remove(&vnode->link);
    list_push_front(&all_vnodes, &vnode->link);
    return vnode;
}

// ---- all of them ----

struct vnode *vnode_next(const struct vnode *vnode)
{
    const struct list *next = vnode ? vnode->link.next : all_vnodes.next;
    return next == &all_vnodes ? NULL : LIST_ENTRY(next, struct vnode, link);
}

// The first of the file system's vnodes that nobody holds, or whether one is held that `own` does not tell of.
static struct vnode *next_idle(struct fs *fs, bool (*own)(const struct vnode *vnode), bool *busy)
{
    struct vnode *vnode, *idle = NULL;
    *busy = false;
    LIST_FOR_EACH(vnode, &all_vnodes, link) {
        if (vnode->fs != fs)
            continue;
        if (vnode->refs == 0)
            idle = vnode;
        else if (!own(vnode))
            *busy = true;
    }
    return idle;
}

int vnode_drop_all(struct fs *fs, bool (*own)(const struct vnode *vnode))
{
    bool busy;
    struct vnode *idle;
    while ((idle = next_idle(fs, own, &busy))) {
        idle_count--;
        vnode_release(vnode_destroy(idle));
    }
    return busy ? -EBUSY : 0;
}
