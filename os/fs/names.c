// SPDX-License-Identifier: Apache-2.0
// Making, linking, removing and renaming: what is the same for every file system. Each finds the directory, then, with
// the names of its file system held still, what the name leads to, checks, and lets the file system act.
#include "os/fs/alias.h"
#include "os/fs/fs.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

// ---- names that vnodes remember ----

static bool remembers(const struct vnode *vnode, const struct vnode *dir, const struct name *name)
{
    return vnode->parent == dir && vnode->name && strlen(vnode->name) == name->length &&
           memcmp(vnode->name, name->text, name->length) == 0;
}

// A damaged disk may have a directory below itself. It is not remembered there: each would hold the other for ever.
static bool lies_above(const struct vnode *vnode, const struct vnode *dir)
{
    while (dir && dir != vnode)
        dir = dir->parent;
    return dir;
}

static bool may_be_named(const struct vnode *dir, const struct vnode *vnode)
{
    return (!vnode->name || vnode->unlinked) && !lies_above(vnode, dir);
}

void vnode_named(struct vnode *dir, struct vnode *vnode, const struct name *name)
{
    if (!may_be_named(dir, vnode))
        return;
    char *copy = kmalloc(name->length + 1);
    if (!copy || !may_be_named(dir, vnode)) {
        kfree(copy);
        return;
    }
    memcpy(copy, name->text, name->length);
    copy[name->length] = 0;
    struct vnode *parent = vnode->parent;
    kfree(vnode->name);
    vnode->name = copy;
    vnode->parent = dir;
    vnode->unlinked = false;
    vnode_hold(dir);
    if (parent)
        vnode_release(parent);
}

void vnode_unnamed(struct vnode *dir, struct vnode *vnode, const struct name *name)
{
    alias_removed(dir, vnode, name);
    if (!remembers(vnode, dir, name))
        return;
    vnode->unlinked = true;
    if (vnode->links == 0)
        return;  // the name that it had is still told of it
    kfree(vnode->name);
    vnode->name = NULL;
    vnode->parent = NULL;
    vnode->unlinked = false;
    vnode_release(dir);
}

// ---- the place of a name ----

struct place {
    struct vnode *dir;  // held
    struct name name;
    bool slash;  // the path ended with one: only a directory will do
};

static int find_directory(struct vnode *at, const char *path, size_t length, struct vnode **dir)
{
    if (length == 0) {
        *dir = at ? at : vfs_root();
        vnode_hold(*dir);
        return 0;
    }
    char *text = kpage_alloc();
    if (!text)
        return -ENOMEM;
    memcpy(text, path, length);
    text[length] = 0;
    int error = vfs_lookup(at, text, true, dir);
    kpage_free(text);
    return error;
}

// Splits the path before its last name.
static int find_place(struct vnode *at, const char *path, struct place *place)
{
    size_t end = strlen(path), start;
    if (end == 0)
        return -ENOENT;
    if (end >= PAGE_SIZE)
        return -ENAMETOOLONG;
    place->slash = path[end - 1] == '/';
    while (end > 0 && path[end - 1] == '/')
        end--;
    for (start = end; start > 0 && path[start - 1] != '/';)
        start--;
    place->name = (struct name){path + start, end - start};
    if (place->name.length > 255)
        return -ENAMETOOLONG;
    int error = find_directory(at, path, start, &place->dir);
    if (error)
        return error;
    if ((place->dir->mode & S_IFMT) != S_IFDIR) {
        vnode_release(place->dir);
        return -ENOTDIR;
    }
    return 0;
}

static bool is_dots(const struct name *name)
{
    return name->length == 0 || (name->length == 1 && name->text[0] == '.') ||
           (name->length == 2 && memcmp(name->text, "..", 2) == 0);
}

// What the name leads to, held, or *found NULL. 0 or -errno.
static int look(const struct place *place, struct vnode **found)
{
    *found = NULL;
    int error = place->dir->ops->lookup(place->dir, place->name.text, place->name.length, found);
    return error == -ENOENT ? 0 : error;
}

static bool mounted_on(const struct vnode *vnode)
{
    struct fs *fs;
    for (unsigned i = 0; (fs = vfs_mounted(i)); i++)
        if (fs->covered == vnode)
            return true;
    return false;
}

// May names change in this directory?
static int may_change(const struct vnode *dir)
{
    if (dir->fs->read_only || !dir->ops->create)
        return -EROFS;
    return dir->links == 0 ? -ENOENT : 0;  // it was removed
}

// ---- create ----

static int create_at(const struct place *place, const struct node_kind *kind, struct vnode **made)
{
    struct vnode *there;
    int error = look(place, &there);
    if (error)
        return error;
    if (there) {
        vnode_release(there);
        return -EEXIST;
    }
    error = may_change(place->dir);
    if (error)
        return error;
    if (place->slash && (kind->mode & S_IFMT) != S_IFDIR)
        return -ENOENT;
    return place->dir->ops->create(place->dir, &place->name, kind, made);
}

int vfs_create(struct vnode *at, const char *path, const struct node_kind *kind, struct vnode **made,
               struct alias **alias)
{
    struct place place;
    int error = find_place(at, path, &place);
    if (error)
        return error;
    if (is_dots(&place.name)) {
        vnode_release(place.dir);
        return -EEXIST;
    }
    error = lock_take_killable(&place.dir->fs->names);
    if (!error) {
        error = create_at(&place, kind, made);
        if (!error && alias)
            *alias = alias_get(place.dir, *made, &place.name);
        lock_drop(&place.dir->fs->names);
    }
    if (!error)
        vnode_named(place.dir, *made, &place.name);
    vnode_release(place.dir);
    return error;
}

// ---- link ----

static int link_at(const struct place *place, struct vnode *vnode)
{
    struct vnode *there;
    int error = look(place, &there);
    if (error)
        return error;
    if (there) {
        vnode_release(there);
        return -EEXIST;
    }
    error = may_change(place->dir);
    if (error)
        return error;
    if (vnode->links == 0 || place->slash)
        return -ENOENT;
    return place->dir->ops->link ? place->dir->ops->link(place->dir, &place->name, vnode) : -EPERM;
}

int vfs_link(struct vnode *vnode, struct vnode *at, const char *path)
{
    struct place place;
    int error = find_place(at, path, &place);
    if (error)
        return error;
    if (is_dots(&place.name))
        error = -EEXIST;
    else if (is_directory(vnode))
        error = -EPERM;
    else if (place.dir->fs != vnode->fs)
        error = -EXDEV;
    if (!error)
        error = lock_take_killable(&place.dir->fs->names);
    if (!error) {
        error = link_at(&place, vnode);
        lock_drop(&place.dir->fs->names);
    }
    vnode_release(place.dir);
    return error;
}

// ---- unlink, rmdir ----

static int unlink_at(const struct place *place, bool directory, struct vnode **victim)
{
    int error = look(place, victim);
    if (error)
        return error;
    if (!*victim)
        return -ENOENT;
    error = may_change(place->dir);
    if (error)
        return error;
    if (is_directory(*victim) != directory)
        return directory ? -ENOTDIR : -EISDIR;
    if (place->slash && !directory)
        return -ENOTDIR;
    if (mounted_on(*victim))
        return -EBUSY;
    if ((*victim)->swapping)
        return -EPERM;
    return place->dir->ops->unlink(place->dir, &place->name, *victim);
}

int vfs_unlink(struct vnode *at, const char *path, bool directory)
{
    struct place place;
    struct vnode *victim = NULL;
    int error = find_place(at, path, &place);
    if (error)
        return error;
    if (is_dots(&place.name)) {
        bool parent = place.name.length == 2;
        error = !directory ? -EISDIR : place.name.length == 0 ? -EBUSY : parent ? -ENOTEMPTY : -EINVAL;
    } else if (!(error = lock_take_killable(&place.dir->fs->names))) {
        error = unlink_at(&place, directory, &victim);
        lock_drop(&place.dir->fs->names);
    }
    if (!error)
        vnode_unnamed(place.dir, victim, &place.name);
    if (victim)
        vnode_release(victim);
    vnode_release(place.dir);
    return error;
}

// ---- rename ----

// The directory above, of which the caller gets the hold instead of that of `dir`. 0, or -errno with none.
static int go_up(struct vnode **dir)
{
    struct vnode *from = *dir, *up;
    int error = is_directory(from) ? from->ops->lookup(from, "..", 2, &up) : -EIO;
    vnode_release(from);
    if (!error)
        *dir = up;
    return error;
}

// Is `dir` the directory `top` or below it? 1, 0 or -errno. The way up of a damaged tree may lead to a file, or be a
// circle: then it comes by the place that was marked last, after 1, 2, 4, ... steps.
static int lies_below(struct vnode *dir, const struct vnode *top)
{
    uint64_t mark = dir->ino, steps = 0, next_mark = 1;
    vnode_hold(dir);
    while (dir != top && dir != dir->fs->root) {
        int error = go_up(&dir);
        if (error)
            return error;
        if (dir->ino == mark && dir != dir->fs->root) {
            vnode_release(dir);
            return -EIO;
        }
        if (++steps == next_mark) {
            mark = dir->ino;
            next_mark *= 2;
        }
    }
    int below = dir == top;
    vnode_release(dir);
    return below;
}

static int check_rename(const struct place *from, const struct place *to, const struct renaming *r, bool replace)
{
    if (!r->moved)
        return -ENOENT;
    int error = may_change(from->dir);
    if (!error)
        error = may_change(to->dir);
    if (error)
        return error;
    if (r->over && !replace)
        return -EEXIST;
    if ((from->slash || to->slash) && !is_directory(r->moved))
        return -ENOTDIR;
    if (r->over && r->over != r->moved && is_directory(r->over) != is_directory(r->moved))
        return is_directory(r->over) ? -EISDIR : -ENOTDIR;
    if (mounted_on(r->moved) || (r->over && mounted_on(r->over)))
        return -EBUSY;
    if (r->moved->swapping || (r->over && r->over->swapping))
        return -EPERM;
    int below = is_directory(r->moved) ? lies_below(to->dir, r->moved) : 0;
    return below > 0 ? -EINVAL : below;
}

static int rename_at(const struct place *from, const struct place *to, struct renaming *r, bool replace)
{
    int error = look(from, &r->moved);
    if (!error)
        error = look(to, &r->over);
    if (!error)
        error = check_rename(from, to, r, replace);
    if (error || r->moved == r->over)
        return error;
    return from->dir->ops->rename ? from->dir->ops->rename(r) : -EPERM;
}

static void note_renamed(const struct renaming *r)
{
    if (r->moved == r->over)
        return;
    if (r->over)
        vnode_unnamed(r->to, r->over, &r->as);
    alias_moved(r->from, r->moved, &r->name, r->to, &r->as);
    vnode_unnamed(r->from, r->moved, &r->name);
    vnode_named(r->to, r->moved, &r->as);
}

static int rename_between(const struct place *from, const struct place *to, bool replace)
{
    struct renaming r = {from->dir, to->dir, from->name, to->name, NULL, NULL};
    if (from->dir->fs != to->dir->fs)
        return -EXDEV;
    if (is_dots(&from->name) || is_dots(&to->name))
        return -EBUSY;
    if (lock_take_killable(&from->dir->fs->names))
        return -EINTR;
    int error = rename_at(from, to, &r, replace);
    lock_drop(&from->dir->fs->names);
    if (!error)
        note_renamed(&r);
    if (r.moved)
        vnode_release(r.moved);
    if (r.over)
        vnode_release(r.over);
    return error;
}

int vfs_rename(struct vnode *from, const char *path, struct vnode *to, const char *as, bool replace)
{
    struct place source, target;
    int error = find_place(from, path, &source);
    if (error)
        return error;
    error = find_place(to, as, &target);
    if (!error) {
        error = rename_between(&source, &target, replace);
        vnode_release(target.dir);
    }
    vnode_release(source.dir);
    return error;
}
