// SPDX-License-Identifier: Apache-2.0
// Inodes of ext2, to and from vnodes.
#include "os/fs/ext2.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/object.h"

#define XATTR_MAGIC 0xea020000u

static void drop(struct vnode *vnode) { kfree(vnode->private); }

static int64_t readlink(struct vnode *link, char *to, size_t size)
{
    size_t n = MIN(size, link->size);
    if (!ext2_fast_link(link))
        return vnode_read_kernel(link, to, 0, n);
    n = MIN(n, sizeof ext2_inode_of(link)->block);
    memcpy(to, ext2_inode_of(link)->block, n);
    return (int64_t)n;
}

static const struct vnode_ops file_ops = {.read_page = ext2_read_page,
                                          .write_page = ext2_write_page,
                                          .write_pages = ext2_write_pages,
                                          .back_page = ext2_back_page,
                                          .bmap = ext2_bmap,
                                          .resize = ext2_resize,
                                          .store = ext2_store,
                                          .gone = ext2_gone,
                                          .drop = drop};
static const struct vnode_ops directory_ops = {.lookup = ext2_lookup,
                                               .readdir = ext2_readdir,
                                               .create = ext2_create,
                                               .link = ext2_link,
                                               .unlink = ext2_unlink,
                                               .rename = ext2_rename,
                                               .read_page = ext2_read_page,
                                               .write_page = ext2_write_page,
                                               .write_pages = ext2_write_pages,
                                               .back_page = ext2_back_page,
                                               .resize = ext2_resize,
                                               .store = ext2_store,
                                               .gone = ext2_gone,
                                               .drop = drop};
static const struct vnode_ops link_ops = {.readlink = readlink,
                                          .read_page = ext2_read_page,
                                          .write_page = ext2_write_page,
                                          .write_pages = ext2_write_pages,
                                          .back_page = ext2_back_page,
                                          .resize = ext2_resize,
                                          .store = ext2_store,
                                          .gone = ext2_gone,
                                          .drop = drop};
static const struct vnode_ops other_ops = {.store = ext2_store, .gone = ext2_gone, .drop = drop};

static const struct vnode_ops *ops_for(uint32_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG: return &file_ops;
    case S_IFDIR: return &directory_ops;
    case S_IFLNK: return &link_ops;
    default: return &other_ops;
    }
}

// The text of a link lies where block numbers would, when it has no block besides that of its attributes.
bool ext2_fast_link(const struct vnode *link)
{
    uint64_t attributes = ext2_inode_of(link)->file_acl ? ext2_of(link)->block_size / 512 : 0;
    return link->blocks <= attributes;
}

// Where an inode lies: its block, held.
static int inode_at(struct ext2 *e, uint64_t ino, struct frame **frame, struct ext2_inode **inode)
{
    struct frame *descriptor;
    struct ext2_group *g;
    if (ino == 0 || ino > e->inodes)
        return -EUCLEAN;
    uint64_t index = (ino - 1) % e->inodes_per_group, at = index * e->inode_size;
    int error = ext2_group(e, (uint32_t)((ino - 1) / e->inodes_per_group), &descriptor, &g);
    if (error)
        return error;
    uint32_t block = g->inode_table + (uint32_t)(at / e->block_size);
    frame_release(descriptor);
    error = ext2_block_surely(e, block, frame);
    if (!error)
        *inode = (struct ext2_inode *)((char *)frame_kva(*frame) + at % e->block_size);
    return error;
}

// ---- from the disk ----

static bool believable(const struct ext2 *e, const struct vnode *vnode)
{
    uint64_t device = (uint64_t)e->blocks * e->block_size;
    switch (vnode->mode & S_IFMT) {
    case S_IFREG: return vnode->size <= e->fs.size_max;
    case S_IFDIR: return vnode->size <= device && vnode->size % e->block_size == 0;
    case S_IFLNK: return vnode->size > 0 && vnode->size < PAGE_SIZE;
    case S_IFCHR:
    case S_IFBLK:
    case S_IFIFO:
    case 0140000: return true;  // sockets
    default: return false;
    }
}

// The extra part of an inode on the disk, if the file system's inodes have one and this one uses it for its times.
static struct ext2_extra *extra_of(const struct ext2 *e, struct ext2_inode *inode)
{
    struct ext2_extra *extra = (struct ext2_extra *)(inode + 1);
    return ext2_has_extra(e) && extra->size >= EXT2_EXTRA_TIMES ? extra : NULL;
}

static struct file_time time_of(uint32_t seconds, uint32_t more)
{
    return (struct file_time){(int32_t)seconds + ((int64_t)(more & 3) << 32), MIN(more >> 2, 999999999u)};
}

// The 32 bits that go with the low ones of the seconds.
static uint32_t more_of(struct file_time time)
{
    return time.nsec << 2 | ((uint32_t)((uint64_t)(time.sec - (int32_t)time.sec) >> 32) & 3);
}

static void describe_times(struct vnode *vnode, const struct ext2_inode *inode, const struct ext2_extra *extra)
{
    vnode->atime = time_of(inode->atime, extra ? extra->atime : 0);
    vnode->mtime = time_of(inode->mtime, extra ? extra->mtime : 0);
    vnode->ctime = time_of(inode->ctime, extra ? extra->ctime : 0);
    vnode->btime = extra ? time_of(extra->crtime, extra->crtime_more) : (struct file_time){0, NSEC_UNKNOWN};
}

static void describe(struct vnode *vnode, const struct ext2_inode *inode)
{
    vnode->ops = ops_for(inode->mode);
    vnode->mode = inode->mode;
    vnode->links = inode->links;
    vnode->uid = inode->uid | (uint32_t)inode->uid_high << 16;
    vnode->gid = inode->gid | (uint32_t)inode->gid_high << 16;
    vnode->size = inode->size;
    if ((inode->mode & S_IFMT) == S_IFREG)
        vnode->size |= (uint64_t)inode->size_high << 32;
    if ((inode->mode & S_IFMT) == S_IFCHR || (inode->mode & S_IFMT) == S_IFBLK)
        vnode->rdev = inode->block[0];
    vnode->blocks = inode->sectors;
}

int ext2_load(struct fs *fs, uint64_t ino, struct vnode *vnode)
{
    struct frame *frame;
    struct ext2_inode *inode, *own = kmalloc(sizeof *own);
    if (!own)
        return -ENOMEM;
    vnode->private = own;
    vnode->ops = &other_ops;  // which free it
    int error = inode_at(fs->private, ino, &frame, &inode);
    if (error)
        return error;
    *own = *inode;
    describe_times(vnode, own, extra_of(fs->private, inode));
    frame_release(frame);
    describe(vnode, own);
    if (own->links == 0)
        return -ESTALE;
    return believable(fs->private, vnode) ? 0 : -EUCLEAN;
}

// ---- to the disk ----

static void put_down(const struct vnode *vnode, struct ext2_inode *inode)
{
    inode->mode = (uint16_t)vnode->mode;
    inode->links = (uint16_t)vnode->links;
    inode->uid = (uint16_t)vnode->uid;
    inode->uid_high = (uint16_t)(vnode->uid >> 16);
    inode->gid = (uint16_t)vnode->gid;
    inode->gid_high = (uint16_t)(vnode->gid >> 16);
    inode->size = (uint32_t)vnode->size;
    if ((vnode->mode & S_IFMT) == S_IFREG)
        inode->size_high = (uint32_t)(vnode->size >> 32);
    inode->sectors = (uint32_t)vnode->blocks;
    inode->atime = (uint32_t)vnode->atime.sec;
    inode->mtime = (uint32_t)vnode->mtime.sec;
    inode->ctime = (uint32_t)vnode->ctime.sec;
    if (vnode->rdev)
        inode->block[0] = vnode->rdev;
}

static void put_down_times(const struct vnode *vnode, struct ext2_extra *extra)
{
    extra->atime = more_of(vnode->atime);
    extra->mtime = more_of(vnode->mtime);
    extra->ctime = more_of(vnode->ctime);
    extra->crtime = (uint32_t)vnode->btime.sec;
    extra->crtime_more = more_of(vnode->btime);
}

int ext2_store(struct vnode *vnode)
{
    struct ext2 *e = ext2_of(vnode);
    struct frame *frame;
    struct ext2_inode *inode;
    if (e->fs.read_only)
        return 0;
    int error = inode_at(e, vnode->ino, &frame, &inode);
    if (error)
        return error;
    vnode->changed = false;
    put_down(vnode, ext2_inode_of(vnode));
    *inode = *ext2_inode_of(vnode);
    struct ext2_extra *extra = extra_of(e, inode);
    if (extra)
        put_down_times(vnode, extra);
    ext2_block_changed(frame);
    frame_release(frame);
    return 0;
}

// Attributes may be shared by files, which their block counts.
static int give_attributes(struct ext2 *e, struct ext2_inode *inode)
{
    struct frame *frame;
    uint32_t block = inode->file_acl;
    if (!block)
        return 0;
    int error = ext2_block_surely(e, block, &frame);
    if (error)
        return error;
    uint32_t *header = frame_kva(frame);  // magic, count of files
    bool last = header[1] <= 1;
    if (header[0] != XATTR_MAGIC)
        error = -EUCLEAN;
    else if (!last) {
        header[1]--;
        ext2_block_changed(frame);
    }
    frame_release(frame);
    inode->file_acl = 0;
    return error || !last ? error : ext2_block_give(e, block);
}

static int first_of(int error, int next) { return error ? error : next; }

int ext2_gone(struct vnode *vnode)
{
    struct ext2 *e = ext2_of(vnode);
    struct ext2_inode *inode = ext2_inode_of(vnode);
    int error = 0;
    bool maps = vnode->ops->read_page && !((vnode->mode & S_IFMT) == S_IFLNK && ext2_fast_link(vnode));
    if (e->fs.read_only)
        return -EROFS;
    if (maps)
        error = ext2_resize(vnode);
    lock_take(&e->lock);
    error = first_of(error, give_attributes(e, inode));
    vnode->blocks = 0;
    inode->dtime = (uint32_t)MAX((int64_t)e->inodes + 1,
                                 vfs_now(vnode->fs).sec);  // less would be a number of ext3's list of orphans
    error = first_of(error, ext2_store(vnode));
    error = first_of(error, ext2_inode_give(e, vnode->ino, is_directory(vnode)));
    lock_drop(&e->lock);
    return error;
}

// ---- new ----

// The bytes behind the part of an inode that is known here are zero. In use, it has a link, so that it can be loaded.
static int clear_on_disk(struct ext2 *e, uint64_t ino, bool in_use)
{
    struct frame *frame;
    struct ext2_inode *inode;
    int error = inode_at(e, ino, &frame, &inode);
    if (error)
        return error;
    uint32_t generation = inode->generation;
    memset(inode, 0, e->inode_size);
    inode->generation = generation + 1;
    inode->links = in_use;
    inode->mode = in_use ? S_IFIFO : 0;
    if (ext2_has_extra(e))
        ((struct ext2_extra *)(inode + 1))->size = sizeof(struct ext2_extra);
    ext2_block_changed(frame);
    frame_release(frame);
    return 0;
}

static void become(struct vnode *vnode, const struct node_kind *kind)
{
    vnode->ops = ops_for(kind->mode);
    vnode->mode = kind->mode;
    vnode->rdev = kind->rdev;
    vnode->atime = vnode->mtime = vnode->ctime = vnode->btime = vfs_now(vnode->fs);
    vnode_changed(vnode);
}

int ext2_make(struct vnode *dir, const struct node_kind *kind, struct vnode **made)
{
    struct ext2 *e = ext2_of(dir);
    bool directory = (kind->mode & S_IFMT) == S_IFDIR;
    uint64_t ino;
    lock_take(&e->lock);
    int error = ext2_inode_take(e, dir->ino, directory, &ino);
    if (!error) {
        error = clear_on_disk(e, ino, true);
        if (!error)
            *made = vnode_get(dir->fs, ino, &error);
        if (error) {
            clear_on_disk(e, ino, false);
            ext2_inode_give(e, ino, directory);
        }
    }
    lock_drop(&e->lock);
    if (!error)
        become(*made, kind);
    return error;
}
