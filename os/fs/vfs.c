// SPDX-License-Identifier: Apache-2.0
// Path resolution and mounts.
#include "os/fs/vfs.h"

#include "os/fs/alias.h"
#include "os/fs/fs.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

#define LINKS_MAX 8           // symbolic links followed in one look-up
#define PATH_BYTES PAGE_SIZE  // of a path, and of what is left of it with a link's text in front

struct lock vfs_mounting = {NULL, WAITQ_INIT(vfs_mounting.waiters)};

static struct fs *root_fs;
static struct fs *mounts;  // all but the root, by fs.next

struct vnode *vfs_root(void) { return root_fs->root; }

// ---- mounts ----

static struct fs *mounted_on(const struct vnode *vnode)
{
    for (struct fs *fs = mounts; fs; fs = fs->next)
        if (fs->covered == vnode)
            return fs;
    return NULL;
}

// What is seen where the vnode is: of several mounts on one place the last.
static struct vnode *down_mounts(struct vnode *vnode)
{
    for (struct fs *fs; (fs = mounted_on(vnode));)
        vnode = fs->root;
    return vnode;
}

struct fs *vfs_mounted(unsigned index)
{
    struct fs *fs = root_fs;
    while (fs && index-- > 0)
        fs = fs == root_fs ? mounts : fs->next;
    return fs;
}

bool vfs_uses(const struct blk *device)
{
    struct fs *fs;
    for (unsigned i = 0; (fs = vfs_mounted(i)); i++)
        if (fs->device == device)
            return true;
    return false;
}

int vfs_mount(struct vnode *at, const char *path, struct fs *fs)
{
    struct vnode *over;
    int error = vfs_lookup(at, path, true, &over);
    if (error)
        return error;
    error = (over->mode & S_IFMT) != S_IFDIR ? -ENOTDIR : over == vfs_root() ? -EBUSY : 0;
    if (error) {
        vnode_release(over);
        return error;
    }
    lock_init(&fs->names);
    fs->covered = over;
    fs->next = mounts;
    mounts = fs;
    return 0;
}

static void forget_mount(struct fs *fs)
{
    struct fs **at = &mounts;
    while (*at != fs)
        at = &(*at)->next;
    *at = fs->next;
}

static int unmount(struct fs *fs)
{
    if (!fs->unmounted || fs == root_fs)
        return -EBUSY;
    int error = vfs_sync_fs(fs);
    if (vnode_drop_all(fs, fs->own))
        return -EBUSY;
    forget_mount(fs);
    vnode_release(fs->covered);
    fs->unmounted(fs);
    return error;
}

static int unmount_at(struct vnode *at, const char *path)
{
    struct vnode *root;
    int error = vfs_lookup(at, path, true, &root);
    if (error)
        return error;
    struct fs *fs = root->fs;
    bool whole = root == fs->root;
    vnode_release(root);  // which the file system holds, too
    return whole ? unmount(fs) : -EINVAL;
}

int vfs_unmount(struct vnode *at, const char *path)
{
    int error = lock_take_killable(&vfs_mounting);
    if (error)
        return error;
    error = unmount_at(at, path);
    lock_drop(&vfs_mounting);
    return error;
}

// Where the directory is there.
static void mount_memory(const char *path)
{
    int error;
    struct tmpfs_limits limits;
    tmpfs_options("", &limits);
    struct fs *fs = tmpfs_make("tmpfs", &limits, &error);
    if (fs && vfs_mount(NULL, path, fs))
        fs->unmounted(fs);
}

int vfs_mount_root(struct blk *device)
{
    int error;
    struct fs *fs = ext2_mount(device, &error);
    if (!fs)
        return error;
    lock_init(&fs->names);
    strlcpy(fs->source, "/dev/root", sizeof fs->source);
    root_fs = fs;
    vfs_mount(NULL, "/dev", devfs_get());
    vfs_mount(NULL, "/proc", procfs_get());
    mount_memory("/tmp");
    mount_memory("/dev/shm");
    return 0;
}

// ---- one step ----

static int step_up(struct vnode *dir, struct vnode **found)
{
    while (dir == dir->fs->root && dir->fs->covered)
        dir = dir->fs->covered;
    if (dir->ops->lookup && dir != root_fs->root)
        return dir->ops->lookup(dir, "..", 2, found);
    vnode_hold(dir);
    *found = dir;
    return 0;
}

// `alias`: as in vfs_lookup_named, made while the name cannot move.
static int step_down(struct vnode *dir, const char *name, size_t length, struct vnode **found, struct alias **alias)
{
    struct vnode *vnode;
    struct fs *fs = dir->fs;
    if (lock_take_killable(&fs->names))
        return -EINTR;
    int error = dir->ops->lookup(dir, name, length, &vnode);
    if (!error && alias && (vnode->mode & S_IFMT) != S_IFDIR)
        *alias = alias_get(dir, vnode, &(struct name){name, length});
    lock_drop(&fs->names);
    if (error)
        return error;
    vnode_named(dir, vnode, &(struct name){name, length});
    *found = down_mounts(vnode);
    if (*found != vnode) {
        vnode_hold(*found);
        vnode_release(vnode);
    }
    return 0;
}

// The vnode called name[0, length) in `dir`, held.
static int step(struct vnode *dir, const char *name, size_t length, struct vnode **found, struct alias **alias)
{
    if ((dir->mode & S_IFMT) != S_IFDIR)
        return -ENOTDIR;
    if (length > 255)
        return -ENAMETOOLONG;
    if (length == 2 && memcmp(name, "..", 2) == 0)
        return step_up(dir, found);
    if (length == 1 && name[0] == '.') {
        vnode_hold(dir);
        *found = dir;
        return 0;
    }
    return step_down(dir, name, length, found, alias);
}

// ---- the walk ----

struct walk {
    struct vnode *at;  // held
    const char *rest;  // what is left of the path
    char *text;        // page that `rest` lies in once a link was met, or NULL
    unsigned links;
    bool named;           // the alias of what is found last is wanted
    struct alias *alias;  // which is this, or NULL
};

// The link's text takes the place of its name in what is left of the path.
static int follow_link(struct walk *w, struct vnode *link)
{
    if (++w->links > LINKS_MAX)
        return -ELOOP;
    if (!link->ops->readlink)
        return -EINVAL;
    char *text = kpage_alloc();
    if (!text)
        return -ENOMEM;
    int64_t length = link->ops->readlink(link, text, PATH_BYTES - 1);
    vnode_accessed(link);
    if (length >= 0 && (uint64_t)length + strlen(w->rest) + 2 > PATH_BYTES)
        length = -ENAMETOOLONG;
    if (length < 0) {
        kpage_free(text);
        return (int)length;
    }
    text[length] = '/';
    strlcpy(text + length + 1, w->rest, PATH_BYTES - (size_t)length - 1);
    if (!w->rest[0])
        text[length] = 0;
    if (w->text)
        kpage_free(w->text);
    w->text = text;
    w->rest = text;
    if (text[0] != '/')
        return 0;
    vnode_release(w->at);
    w->at = vfs_root();
    vnode_hold(w->at);
    return 0;
}

// Takes one name off the path. 1: there was one; 0: the path is at its end; or -errno.
static int walk_step(struct walk *w, bool follow)
{
    while (*w->rest == '/')
        w->rest++;
    if (!*w->rest)
        return 0;
    const char *name = w->rest;
    while (*w->rest && *w->rest != '/')
        w->rest++;
    size_t length = (size_t)(w->rest - name);
    bool last = !*w->rest;

    struct vnode *next;
    int error = step(w->at, name, length, &next, last && w->named ? &w->alias : NULL);
    if (error)
        return error;
    bool link = (next->mode & S_IFMT) == S_IFLNK && (!last || follow);
    if (link) {
        alias_put(w->alias);  // wanted is that of what it leads to
        w->alias = NULL;
    }
    if (link && !next->ops->follow) {
        error = follow_link(w, next);
        vnode_release(next);
        return error ? error : 1;
    }
    if (link) {
        struct vnode *to = NULL;
        error = ++w->links > LINKS_MAX ? -ELOOP : next->ops->follow(next, &to);
        vnode_release(next);
        if (error)
            return error;
        next = to;
    }
    vnode_release(w->at);
    w->at = next;
    return last ? 0 : 1;
}

int vfs_lookup(struct vnode *at, const char *path, bool follow, struct vnode **found)
{
    return vfs_lookup_named(at, path, follow, found, NULL);
}

int vfs_lookup_named(struct vnode *at, const char *path, bool follow, struct vnode **found, struct alias **alias)
{
    if (!*path)
        return -ENOENT;
    struct walk w = {.at = *path == '/' || !at ? vfs_root() : at, .rest = path, .named = alias};
    vnode_hold(w.at);
    int more;
    do
        more = walk_step(&w, follow);
    while (more > 0);
    bool wants_directory = w.rest[0] == 0 && w.rest > path && w.rest[-1] == '/' && !w.text;
    if (more == 0 && wants_directory && (w.at->mode & S_IFMT) != S_IFDIR)
        more = -ENOTDIR;
    if (w.text)
        kpage_free(w.text);
    if (more < 0) {
        alias_put(w.alias);
        vnode_release(w.at);
        return more;
    }
    if (alias)
        *alias = w.alias;
    *found = w.at;
    return 0;
}

// ---- the way back ----

// Written from the end of `to` towards its beginning, then moved there.
int vfs_path_of(struct vnode *vnode, char *to, size_t size)
{
    size_t at = size - 1;
    to[at] = 0;
    for (;;) {
        while (vnode == vnode->fs->root && vnode->fs->covered)
            vnode = vnode->fs->covered;
        if (!vnode->parent)
            break;
        size_t length = strlen(vnode->name);
        if (length + 1 > at)
            return -ERANGE;
        at -= length;
        memcpy(to + at, vnode->name, length);
        to[--at] = '/';
        vnode = vnode->parent;
    }
    if (vnode->name && vnode->unlinked) {  // it never had a place
        size_t length = MIN(strlen(vnode->name), at - 1);
        at -= length;
        memcpy(to + at, vnode->name, length);
        to[--at] = '/';
        vnode = vfs_root();
    }
    if (vnode != vfs_root())
        return -ENOENT;
    if (at == size - 1 && at > 0)
        to[--at] = '/';
    size_t length = size - 1 - at;
    memmove(to, to + at, length + 1);
    return (int)length;
}

int vfs_describe(struct vnode *vnode, char *to, size_t size)
{
    static const char gone[] = " (deleted)";
    int length = vfs_path_of(vnode, to, size);
    if (length < 0 || vnode->links > 0 || (size_t)length + sizeof gone > size)
        return length;
    memcpy(to + length, gone, sizeof gone);
    return length + (int)sizeof gone - 1;
}
