// SPDX-License-Identifier: Apache-2.0
// Directories of ext2: a file of blocks, each filled by a chain of entries. An entry without an inode, and the bytes
// behind a name up to the next entry, are free. A change is made in the page, between two sleeps.
#include "os/fs/ext2.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/object.h"

#define TYPES 8

static const uint8_t types_of_disk[TYPES] = {
    0, S_IFREG >> 12, S_IFDIR >> 12, S_IFCHR >> 12, S_IFBLK >> 12, S_IFIFO >> 12, 12, S_IFLNK >> 12};

static uint8_t disk_type(const struct ext2 *e, uint32_t mode)
{
    uint8_t type = 0;
    while (e->filetype && type < TYPES - 1 && types_of_disk[type] != mode >> 12)
        type++;
    return types_of_disk[type] == mode >> 12 ? type : 0;
}

static uint32_t room_for(size_t name_length) { return (uint32_t)ROUND_UP(EXT2_ENTRY_HEADER + name_length, 4); }

static uint32_t bytes_used(const struct ext2_entry *entry) { return entry->ino ? room_for(entry->name_length) : 0; }

static struct ext2_entry *entry_after(struct ext2_entry *entry)
{
    return (struct ext2_entry *)((char *)entry + entry->length);
}

// An entry of a directory, in its page, which is held: good until the next sleep.
struct cursor {
    struct frame *frame;
    struct ext2_entry *entry, *before;  // before: in the same block, or NULL
    uint64_t position;                  // of the entry, bytes
};

static bool sound(const struct ext2_entry *entry, uint32_t room)
{
    return room >= EXT2_ENTRY_HEADER && entry->length >= EXT2_ENTRY_HEADER && entry->length % 4 == 0 &&
           entry->length <= room && entry->name_length + EXT2_ENTRY_HEADER <= entry->length;
}

// The block that begins at `position`: its entries in order, until `stop` says that one is it. 1: found, the page is
// held; 0: not here; or -errno.
static int scan_block(struct vnode *dir, uint64_t position, struct cursor *c,
                      bool (*stop)(const struct cursor *c, const void *what), const void *what)
{
    uint32_t size = ext2_of(dir)->block_size;
    int error = vnode_page(dir, position >> PAGE_SHIFT, &c->frame);
    if (error)
        return error;
    char *block = (char *)frame_kva(c->frame) + (position & PAGE_MASK);
    c->before = NULL;
    for (uint32_t at = 0; at < size; at += c->entry->length, c->before = c->entry) {
        c->entry = (struct ext2_entry *)(block + at);
        c->position = position + at;
        if (!sound(c->entry, size - at)) {
            error = -EUCLEAN;
            break;
        }
        if (stop(c, what))
            return 1;
    }
    frame_release(c->frame);
    return error;
}

static int scan(struct vnode *dir, uint64_t from, struct cursor *c,
                bool (*stop)(const struct cursor *c, const void *what), const void *what)
{
    uint32_t size = ext2_of(dir)->block_size;
    int found = 0;
    for (uint64_t at = from - from % size; at < dir->size && found == 0; at += size)
        found = scan_block(dir, at, c, stop, what);
    return found;
}

// ---- reading ----

static bool has_name(const struct cursor *c, const void *what)
{
    const struct name *name = what;
    return c->entry->ino && c->entry->name_length == name->length &&
           memcmp(c->entry->name, name->text, name->length) == 0;
}

static int find(struct vnode *dir, const struct name *name, struct cursor *c)
{
    int found = scan(dir, 0, c, has_name, name);
    return found > 0 ? 0 : found < 0 ? found : -ENOENT;
}

static const struct name up = {"..", 2};

static int find_ino(struct vnode *dir, const struct name *wanted, uint64_t *ino)
{
    struct cursor c;
    int error = find(dir, wanted, &c);
    if (error)
        return error;
    *ino = c.entry->ino;
    frame_release(c.frame);
    return 0;
}

// A directory has one name, in the directory that its ".." leads to: what else a damaged disk has is refused, so that
// directories are a tree, whose only way up is the way by which one came down.
static int check_parent(struct vnode *dir, struct vnode *child)
{
    uint64_t above = 0;
    if (!is_directory(child) || child->parent == dir)
        return 0;
    if (child == dir->fs->root)
        return -EIO;
    int error = find_ino(child, &up, &above);
    return error == -ENOENT || (!error && above != dir->ino) ? -EIO : error;
}

int ext2_lookup(struct vnode *dir, const char *name, size_t length, struct vnode **found)
{
    uint64_t ino;
    int error = find_ino(dir, &(struct name){name, length}, &ino);
    if (error)
        return error;
    struct vnode *vnode = vnode_get(dir->fs, ino, &error);
    if (!vnode)
        return error;
    if (length != up.length || memcmp(name, up.text, up.length) != 0)
        error = check_parent(dir, vnode);
    if (error) {
        vnode_release(vnode);
        return error;
    }
    *found = vnode;
    return 0;
}

static bool is_from(const struct cursor *c, const void *what)
{
    const uint64_t *position = what;
    return c->position >= *position && c->entry->ino;
}

// Entries may have gone or come where the last one was: the block is read from its beginning.
int ext2_readdir(struct vnode *dir, uint64_t position, struct dirent *out)
{
    struct cursor c;
    int found = scan(dir, position, &c, is_from, &position);
    if (found <= 0)
        return found;
    out->ino = c.entry->ino;
    out->next = c.position + c.entry->length;
    out->type = c.entry->type < TYPES ? types_of_disk[c.entry->type] : 0;
    memcpy(out->name, c.entry->name, c.entry->name_length);
    out->name[c.entry->name_length] = 0;
    frame_release(c.frame);
    return 1;
}

static bool is_child(const struct cursor *c, const void *what)
{
    (void)what;
    const struct ext2_entry *entry = c->entry;
    bool dots =
        entry->name[0] == '.' && (entry->name_length == 1 || (entry->name_length == 2 && entry->name[1] == '.'));
    return entry->ino && !dots;
}

int ext2_directory_empty(struct vnode *dir)
{
    struct cursor c;
    int found = scan(dir, 0, &c, is_child, NULL);
    if (found > 0)
        frame_release(c.frame);
    return found < 0 ? found : !found;
}

// ---- writing ----

static void set_entry(struct ext2_entry *entry, const struct name *name, const struct vnode *vnode)
{
    entry->ino = (uint32_t)vnode->ino;
    entry->type = disk_type(ext2_of(vnode), vnode->mode);
    entry->name_length = (uint8_t)name->length;
    memcpy(entry->name, name->text, name->length);
}

// An index that the directory may have says no longer where its entries are.
static void changed(struct vnode *dir, struct cursor *c)
{
    object_set_dirty(c->frame);
    frame_release(c->frame);
    ext2_inode_of(dir)->flags &= ~EXT2_INDEX_FLAG;
    vnode_modified(dir);
}

static bool has_room(const struct cursor *c, const void *what)
{
    const struct name *name = what;
    return (uint32_t)c->entry->length - bytes_used(c->entry) >= room_for(name->length);
}

static int add_block(struct vnode *dir, const struct name *name, const struct vnode *vnode)
{
    uint32_t size = ext2_of(dir)->block_size;
    struct ext2_entry *block = kpage_alloc_zeroed();
    if (!block)
        return -ENOMEM;
    block->length = (uint16_t)size;
    set_entry(block, name, vnode);
    int error = vnode_extend(dir, block, size);
    kpage_free(block);
    ext2_inode_of(dir)->flags &= ~EXT2_INDEX_FLAG;
    return error;
}

int ext2_entry_add(struct vnode *dir, const struct name *name, const struct vnode *vnode)
{
    struct cursor c;
    int found = scan(dir, 0, &c, has_room, name);
    if (found <= 0)
        return found < 0 ? found : add_block(dir, name, vnode);
    uint32_t used = bytes_used(c.entry), length = c.entry->length;
    if (used > 0) {
        c.entry->length = (uint16_t)used;
        c.entry = entry_after(c.entry);
        c.entry->length = (uint16_t)(length - used);
    }
    set_entry(c.entry, name, vnode);
    changed(dir, &c);
    return 0;
}

int ext2_entry_remove(struct vnode *dir, const struct name *name)
{
    struct cursor c;
    int error = find(dir, name, &c);
    if (error)
        return error;
    c.entry->ino = 0;
    if (c.before)
        c.before->length = (uint16_t)(c.before->length + c.entry->length);
    changed(dir, &c);
    return 0;
}

int ext2_entry_turn(struct vnode *dir, const struct name *name, const struct vnode *vnode)
{
    struct cursor c;
    int error = find(dir, name, &c);
    if (error)
        return error;
    c.entry->ino = (uint32_t)vnode->ino;
    c.entry->type = disk_type(ext2_of(vnode), vnode->mode);
    changed(dir, &c);
    return 0;
}

int ext2_directory_begin(struct vnode *dir, uint64_t parent)
{
    struct ext2 *e = ext2_of(dir);
    struct ext2_entry *self = kpage_alloc_zeroed();
    if (!self)
        return -ENOMEM;
    set_entry(self, &(struct name){".", 1}, dir);
    self->length = (uint16_t)room_for(1);
    struct ext2_entry *above = entry_after(self);
    set_entry(above, &up, dir);
    above->ino = (uint32_t)parent;
    above->length = (uint16_t)(e->block_size - self->length);
    int error = vnode_extend(dir, self, e->block_size);
    kpage_free(self);
    return error;
}
