// SPDX-License-Identifier: Apache-2.0
// tmpfs: files that live in memory and swap. The bytes of a file are a SHARED object; directories are lists. Everything
// stays until its last name and its last holder are gone: a name holds its vnode.
#include "os/fs/fs.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/object.h"

#define TMPFS_MAGIC 0x01021994
#define FIRST_DEV 0x0100u

// One name of a directory. Positions of readdir are the numbers, which grow: what is removed moves nobody.
struct tmp_entry {
    struct list link;
    struct vnode *vnode;  // held
    uint64_t number;
    char name[];
};

// What a vnode of tmpfs has of its own.
struct node {
    struct list entries;  // directories, by number
    struct vnode *up;     // directories: the parent, not held; the root's is itself
    char *target;         // symbolic links: a page
};

struct tmpfs {
    struct fs fs;
    uint64_t last_ino, last_number;
    uint64_t pages, nodes;  // of files' bytes, in memory or in swap; files of all kinds
    struct tmpfs_limits limits;
};

static const struct vnode_ops directory_ops, file_ops, link_ops, other_ops;

static struct tmpfs *tmpfs_of(const struct vnode *vnode) { return vnode->fs->private; }
static struct node *node_of(const struct vnode *vnode) { return vnode->private; }
// ---- vnodes ----

static const struct vnode_ops *ops_for(uint32_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG: return &file_ops;
    case S_IFDIR: return &directory_ops;
    case S_IFLNK: return &link_ops;
    default: return &other_ops;
    }
}

static void drop(struct vnode *vnode)
{
    struct node *node = node_of(vnode);
    tmpfs_of(vnode)->nodes--;
    if (node->target)
        kpage_free(node->target);
    kfree(node);
}

static int set_target(struct vnode *vnode, const char *target)
{
    char *text = kpage_alloc();
    if (!text)
        return -ENOMEM;
    vnode->size = strlcpy(text, target, PAGE_SIZE);
    node_of(vnode)->target = text;
    return 0;
}

// What goes with the type; on failure the caller lets the vnode go.
static int equip(struct vnode *vnode, const struct node_kind *kind)
{
    switch (kind->mode & S_IFMT) {
    case S_IFREG: vnode->object = object_create_shared(0, vnode); return vnode->object ? 0 : -ENOMEM;
    case S_IFDIR: vnode->links = 2; return 0;
    case S_IFLNK: return set_target(vnode, kind->target);
    default: return 0;
    }
}

static int make(struct fs *fs, const struct node_kind *kind, struct vnode **made)
{
    struct tmpfs *t = fs->private;
    if (t->nodes >= t->limits.nodes)
        return -ENOSPC;
    struct node *node = kzalloc(sizeof *node);
    if (!node)
        return -ENOMEM;
    struct vnode *vnode = vnode_create(fs, ++t->last_ino);
    if (!vnode) {
        kfree(node);
        return -ENOMEM;
    }
    t->nodes++;
    list_init(&node->entries);
    vnode->private = node;
    vnode->ops = ops_for(kind->mode);
    vnode->mode = kind->mode;
    vnode->rdev = kind->rdev;
    vnode->atime = vnode->mtime = vnode->ctime = vnode->btime = vfs_now(fs);
    int error = equip(vnode, kind);
    if (error) {
        vnode->links = 0;
        vnode_release(vnode);
        return error;
    }
    *made = vnode;
    return 0;
}

// ---- directories ----

static struct tmp_entry *find(struct vnode *dir, const struct name *name)
{
    struct tmp_entry *entry;
    LIST_FOR_EACH(entry, &node_of(dir)->entries, link)
        if (strlen(entry->name) == name->length && memcmp(entry->name, name->text, name->length) == 0)
            return entry;
    return NULL;
}

static int lookup(struct vnode *dir, const char *name, size_t length, struct vnode **found)
{
    struct vnode *vnode;
    if (length == 2 && memcmp(name, "..", 2) == 0) {
        vnode = node_of(dir)->up;
    } else {
        struct tmp_entry *entry = find(dir, &(struct name){name, length});
        if (!entry)
            return -ENOENT;
        vnode = entry->vnode;
    }
    vnode_hold(vnode);
    *found = vnode;
    return 0;
}

static void describe(struct dirent *out, const struct vnode *vnode, const char *name, uint64_t next)
{
    out->ino = vnode->ino;
    out->next = next;
    out->type = (uint8_t)(vnode->mode >> 12);
    strlcpy(out->name, name, sizeof out->name);
}

// Positions 0 and 1 are "." and ".."; an entry's is its number, which is above them.
static int readdir(struct vnode *dir, uint64_t position, struct dirent *out)
{
    struct tmp_entry *entry;
    if (position < 2) {
        describe(out, position ? node_of(dir)->up : dir, position ? ".." : ".", position + 1);
        return 1;
    }
    LIST_FOR_EACH(entry, &node_of(dir)->entries, link) {
        if (entry->number < position)
            continue;
        describe(out, entry->vnode, entry->name, entry->number + 1);
        return 1;
    }
    return 0;
}

static int add_entry(struct vnode *dir, const struct name *name, struct vnode *vnode)
{
    struct tmp_entry *entry = kzalloc(sizeof *entry + name->length + 1);
    if (!entry)
        return -ENOMEM;
    memcpy(entry->name, name->text, name->length);
    entry->vnode = vnode;
    entry->number = ++tmpfs_of(dir)->last_number;
    vnode_hold(vnode);
    list_push_back(&node_of(dir)->entries, &entry->link);
    vnode_modified(dir);
    return 0;
}

// The hold of the entry is the caller's from now on.
static void remove_entry(struct vnode *dir, struct tmp_entry *entry)
{
    list_remove(&entry->link);
    kfree(entry);
    vnode_modified(dir);
}

static int create(struct vnode *dir, const struct name *name, const struct node_kind *kind, struct vnode **made)
{
    struct vnode *vnode;
    int error = make(dir->fs, kind, &vnode);
    if (error)
        return error;
    if (is_directory(vnode))
        node_of(vnode)->up = dir;
    error = add_entry(dir, name, vnode);
    if (error) {
        vnode->links = 0;
        vnode_release(vnode);
        return error;
    }
    dir->links += is_directory(vnode);
    *made = vnode;
    return 0;
}

static int link(struct vnode *dir, const struct name *name, struct vnode *vnode)
{
    int error = add_entry(dir, name, vnode);
    if (error)
        return error;
    vnode->links++;
    vnode->ctime = vfs_now(vnode->fs);
    vnode_changed(vnode);
    return 0;
}

static bool is_full(const struct vnode *vnode) { return is_directory(vnode) && !list_empty(&node_of(vnode)->entries); }

// It has lost a name, whose hold goes; the caller has another.
static void lose_name(struct vnode *parent, struct vnode *victim)
{
    if (is_directory(victim)) {
        victim->links = 0;
        parent->links--;
    } else {
        victim->links--;
    }
    victim->ctime = vfs_now(victim->fs);
    vnode_changed(victim);
    vnode_release(victim);
}

static int unlink(struct vnode *dir, const struct name *name, struct vnode *victim)
{
    if (is_full(victim))
        return -ENOTEMPTY;
    remove_entry(dir, find(dir, name));
    lose_name(dir, victim);
    return 0;
}

static int rename(const struct renaming *r)
{
    if (r->over && is_full(r->over))
        return -ENOTEMPTY;
    int error = r->over ? 0 : add_entry(r->to, &r->as, r->moved);
    if (error)
        return error;
    if (r->over) {
        find(r->to, &r->as)->vnode = r->moved;  // with the hold that the old name had
        remove_entry(r->from, find(r->from, &r->name));
    } else {
        remove_entry(r->from, find(r->from, &r->name));
        vnode_release(r->moved);
    }
    if (is_directory(r->moved)) {
        r->from->links--;
        r->to->links++;
        node_of(r->moved)->up = r->to;
    }
    if (r->over)
        lose_name(r->to, r->over);
    return 0;
}

static int64_t readlink(struct vnode *vnode, char *to, size_t size)
{
    size_t n = MIN(size, vnode->size);
    memcpy(to, node_of(vnode)->target, n);
    return (int64_t)n;
}

// ---- space ----

static int charge(struct vnode *vnode, int pages)
{
    struct tmpfs *t = tmpfs_of(vnode);
    if (pages > 0 && t->pages >= t->limits.pages)
        return -ENOSPC;
    t->pages += (uint64_t)pages;
    vnode->blocks += (uint64_t)pages * (PAGE_SIZE / 512);
    return 0;
}

static const struct vnode_ops directory_ops = {.lookup = lookup,
                                               .readdir = readdir,
                                               .create = create,
                                               .link = link,
                                               .unlink = unlink,
                                               .rename = rename,
                                               .drop = drop};
static const struct vnode_ops file_ops = {.charge = charge, .drop = drop};
static const struct vnode_ops link_ops = {.readlink = readlink, .drop = drop};
static const struct vnode_ops other_ops = {.drop = drop};

// ---- mounting ----

static int load(struct fs *fs, uint64_t ino, struct vnode *vnode)
{
    (void)fs, (void)ino, (void)vnode;
    return -ENOENT;  // what there is, is in memory
}

static void count(struct fs *fs, struct space_count *count)
{
    struct tmpfs *t = fs->private;
    *count = (struct space_count){.magic = TMPFS_MAGIC,
                                  .blocks = t->limits.pages,
                                  .free_blocks = t->limits.pages - t->pages,
                                  .files = t->limits.nodes,
                                  .free_files = t->limits.nodes - t->nodes};
}

// Is this the name by which the vnode was first found, and for which it holds the directory?
static bool holds_directory(const struct tmp_entry *entry, const struct vnode *dir)
{
    const struct vnode *vnode = entry->vnode;
    return vnode->parent == dir && strcmp(vnode->name, entry->name) == 0;
}

// A name holds what it leads to; what it leads to, one directory that has it.
static bool own(const struct vnode *vnode)
{
    uint32_t holds = vnode->links;
    struct tmp_entry *entry;
    if (is_directory(vnode)) {
        holds = 1;
        LIST_FOR_EACH(entry, &node_of(vnode)->entries, link)
            holds += holds_directory(entry, vnode);
    }
    return vnode->refs <= holds;
}

// Every name below the root goes, the deepest first; nobody holds a file. However deep directories lie in each other.
static void empty(struct vnode *root)
{
    struct vnode *dir = root;
    for (;;) {
        if (list_empty(&node_of(dir)->entries)) {
            if (dir == root)
                return;
            dir = node_of(dir)->up;
            continue;
        }
        struct tmp_entry *entry = LIST_ENTRY(node_of(dir)->entries.next, struct tmp_entry, link);
        struct vnode *vnode = entry->vnode;
        if (is_directory(vnode) && !list_empty(&node_of(vnode)->entries)) {
            dir = vnode;
            continue;
        }
        remove_entry(dir, entry);
        lose_name(dir, vnode);
    }
}

static void unmounted(struct fs *fs)
{
    empty(fs->root);
    fs->root->links = 0;
    vnode_release(fs->root);
    kfree(fs->private);
}

struct fs *tmpfs_make(const char *source, const struct tmpfs_limits *limits, int *error)
{
    static uint32_t next_dev = FIRST_DEV;
    struct tmpfs *t = kzalloc(sizeof *t);
    *error = -ENOMEM;
    if (!t)
        return NULL;
    t->limits = *limits;
    t->last_number = 1;
    t->fs = (struct fs){.name = "tmpfs",
                        .access = ACCESS_RELATIVE,
                        .dev = next_dev++,
                        .block_size = PAGE_SIZE,
                        .keeps_vnodes = true,
                        .time_min = INT64_MIN,
                        .time_max = INT64_MAX,
                        .size_max = INT64_MAX & ~(uint64_t)(PAGE_SIZE - 1),
                        .load = load,
                        .count = count,
                        .own = own,
                        .unmounted = unmounted,
                        .private = t};
    strlcpy(t->fs.source, source, sizeof t->fs.source);
    lock_init(&t->fs.names);
    *error = make(&t->fs, &(struct node_kind){.mode = S_IFDIR | limits->mode}, &t->fs.root);
    if (*error) {
        kfree(t);
        return NULL;
    }
    node_of(t->fs.root)->up = t->fs.root;
    return &t->fs;
}

struct vnode *tmpfs_anonymous(const char *name, int *error)
{
    static const struct tmpfs_limits none = {UINT64_MAX, UINT64_MAX, 0};
    static struct fs *fs;
    struct vnode *vnode;
    if (!fs)
        fs = tmpfs_make("none", &none, error);
    if (!fs)
        return NULL;
    *error = make(fs, &(struct node_kind){.mode = S_IFREG | 0777}, &vnode);
    if (*error)
        return NULL;
    vnode->links = 0;
    vnode->unlinked = true;
    vnode->name = kmalloc(strlen(name) + 1);
    if (vnode->name)
        strlcpy(vnode->name, name, strlen(name) + 1);
    return vnode;
}
