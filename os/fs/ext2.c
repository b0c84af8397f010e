// SPDX-License-Identifier: Apache-2.0
// ext2 (revision 1, features none or filetype, sparse superblocks and large files; block sizes 1024 to 4096):
// reading, and writing existing blocks in place. Nothing is allocated: files neither grow nor appear. Metadata is
// read through the page cache of the device, file data through the page cache of the file.
#include "os/dev/blk.h"
#include "os/fs/fs.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/frame.h"
#include "os/vm/kalloc.h"

#define SUPERBLOCK_AT 1024
#define MAGIC 0xef53
#define INCOMPAT_KNOWN 0x2u  // filetype
#define ROOT_INO 2
#define DIRECT 12
#define LEVELS 3  // of indirect blocks

struct superblock {
    uint32_t inodes, blocks, reserved, free_blocks, free_inodes, first_block, log_block_size, log_fragment_size;
    uint32_t blocks_per_group, fragments_per_group, inodes_per_group, mtime, wtime;
    uint16_t mounts, max_mounts, magic, state, errors, minor;
    uint32_t checked, check_interval, creator, revision;
    uint16_t uid, gid;
    uint32_t first_inode;
    uint16_t inode_size, group;
    uint32_t compat, incompat, ro_compat;
};

struct group {
    uint32_t block_bitmap, inode_bitmap, inode_table;
    uint32_t counts[5];
};

struct inode {
    uint16_t mode, uid;
    uint32_t size, atime, ctime, mtime, dtime;
    uint16_t gid, links;
    uint32_t sectors, flags, version;
    uint32_t block[DIRECT + LEVELS];
    uint32_t generation, file_acl, size_high;
};

struct entry {
    uint32_t ino;
    uint16_t length;  // to the next entry
    uint8_t name_length, type;
    char name[];
};
#define ENTRY_HEADER 8

struct ext2 {
    struct fs fs;
    struct vnode *device;  // held for ever
    uint32_t block_size, inode_size, inodes_per_group, inodes, blocks;
    uint64_t groups_at;  // byte offset of the group descriptors
};

static struct ext2 *ext2_of(const struct vnode *vnode) { return vnode->fs->private; }

static int read_device(struct ext2 *e, void *to, uint64_t at, size_t n)
{
    int64_t got = vnode_read_kernel(e->device, to, at, n);
    return got == (int64_t)n ? 0 : got < 0 ? (int)got : -EIO;
}

// ---- where a file's blocks lie ----

// Block `index` of the file, as a block number of the device; 0: a hole. 0 or -errno.
static int map_block(struct vnode *vnode, uint64_t index, uint32_t *block)
{
    struct ext2 *e = ext2_of(vnode);
    const uint32_t *map = vnode->private;
    const uint64_t fan = e->block_size / sizeof(uint32_t);
    if (index < DIRECT) {
        *block = map[index];
        return *block < e->blocks ? 0 : -EIO;
    }
    index -= DIRECT;
    uint64_t span = fan;  // blocks that the tree of this level maps
    unsigned level = 0;
    while (index >= span) {
        if (++level == LEVELS)
            return -EIO;
        index -= span;
        span *= fan;
    }
    *block = map[DIRECT + level];
    while (*block && span > 1) {
        if (*block >= e->blocks)
            return -EIO;
        span /= fan;
        uint64_t at = (uint64_t)*block * e->block_size + index / span * sizeof(uint32_t);
        int error = read_device(e, block, at, sizeof *block);
        if (error)
            return error;
        index %= span;
    }
    return *block < e->blocks ? 0 : -EIO;
}

// How many blocks from `index` on, at most `most`, lie next to each other on the device (or are holes together).
static int map_run(struct vnode *vnode, uint64_t index, unsigned most, uint32_t *first, unsigned *count)
{
    int error = map_block(vnode, index, first);
    for (*count = 1; !error && *count < most; ++*count) {
        uint32_t next = 0;
        error = map_block(vnode, index + *count, &next);
        if (next != (*first ? *first + *count : 0))
            break;
    }
    return error;
}

static unsigned blocks_in_page(const struct vnode *vnode, uint64_t index)
{
    uint32_t size = ext2_of(vnode)->block_size;
    uint64_t bytes = MIN(PAGE_SIZE, vnode->size - (index << PAGE_SHIFT));
    return (unsigned)((bytes + size - 1) / size);
}

static int read_page(struct vnode *vnode, uint64_t index, void *page)
{
    struct ext2 *e = ext2_of(vnode);
    struct blk *disk = e->device->private;
    unsigned total = blocks_in_page(vnode, index), count;
    uint64_t base = index * (PAGE_SIZE / e->block_size);
    uint64_t bytes = MIN(PAGE_SIZE, vnode->size - (index << PAGE_SHIFT));
    for (unsigned done = 0; done < total; done += count) {
        uint32_t first = 0;
        char *to = (char *)page + done * e->block_size;
        int error = map_run(vnode, base + done, total - done, &first, &count);
        if (error)
            return error;
        if (!first)
            memset(to, 0, count * e->block_size);
        else
            error = blk_read(disk, (uint64_t)first * (e->block_size / SECTOR_SIZE), to, count * e->block_size);
        if (error)
            return error;
    }
    memset((char *)page + bytes, 0, PAGE_SIZE - bytes);  // what lies behind the end of a file is no one's to see
    return 0;
}

static int write_page(struct vnode *vnode, uint64_t index, const void *page)
{
    struct ext2 *e = ext2_of(vnode);
    struct blk *disk = e->device->private;
    unsigned total = blocks_in_page(vnode, index), count;
    uint64_t base = index * (PAGE_SIZE / e->block_size);
    for (unsigned done = 0; done < total; done += count) {
        uint32_t first;
        int error = map_run(vnode, base + done, total - done, &first, &count);
        if (error)
            return error;
        if (!first)
            return -ENOSPC;
        error = blk_write(disk, (uint64_t)first * (e->block_size / SECTOR_SIZE),
                          (const char *)page + done * e->block_size, count * e->block_size);
        if (error)
            return error;
    }
    return 0;
}

// ---- directories and links ----

// The entry at `position`, its page held; NULL at the end, or with *error set.
static const struct entry *entry_at(struct vnode *dir, uint64_t position, struct frame **frame, int *error)
{
    *error = 0;
    if (position >= dir->size)
        return NULL;
    *error = vnode_page(dir, position >> PAGE_SHIFT, frame);
    if (*error)
        return NULL;
    uint64_t within = position & PAGE_MASK, room = PAGE_SIZE - within;
    const struct entry *entry = (const struct entry *)((char *)frame_kva(*frame) + within);
    bool sound = room >= ENTRY_HEADER && entry->length >= ENTRY_HEADER && entry->length % 4 == 0 &&
                 entry->length <= room && entry->name_length + ENTRY_HEADER <= entry->length;
    if (sound)
        return entry;
    frame_release(*frame);
    *error = -EIO;
    return NULL;
}

static bool entry_is(const struct entry *entry, const char *name, size_t length)
{
    return entry->ino && entry->name_length == length && memcmp(entry->name, name, length) == 0;
}

static int lookup(struct vnode *dir, const char *name, size_t length, struct vnode **found)
{
    struct frame *frame;
    const struct entry *entry;
    uint64_t position = 0;
    int error;
    while ((entry = entry_at(dir, position, &frame, &error))) {
        uint32_t ino = entry_is(entry, name, length) ? entry->ino : 0;
        position += entry->length;
        frame_release(frame);
        if (!ino)
            continue;
        *found = vnode_get(dir->fs, ino, &error);
        return *found ? 0 : error;
    }
    return error ? error : -ENOENT;
}

static int readdir(struct vnode *dir, uint64_t position, struct dirent *out)
{
    static const uint8_t types[] = {0,  S_IFREG >> 12, S_IFDIR >> 12, S_IFCHR >> 12, S_IFBLK >> 12, S_IFIFO >> 12,
                                    12, S_IFLNK >> 12};
    struct frame *frame;
    const struct entry *entry;
    int error;
    while ((entry = entry_at(dir, position, &frame, &error))) {
        position += entry->length;
        bool used = entry->ino != 0;
        out->ino = entry->ino;
        out->next = position;
        out->type = entry->type < COUNT(types) ? types[entry->type] : 0;
        memcpy(out->name, entry->name, entry->name_length);
        out->name[entry->name_length] = 0;
        frame_release(frame);
        if (used)
            return 1;
    }
    return error;
}

// Short targets lie in the inode where block numbers would be.
static int64_t readlink(struct vnode *link, char *to, size_t size)
{
    size_t n = MIN(size, link->size);
    if (link->blocks != 0)
        return vnode_read_kernel(link, to, 0, n);
    n = MIN(n, (DIRECT + LEVELS) * sizeof(uint32_t));
    memcpy(to, link->private, n);
    return (int64_t)n;
}

// ---- inodes ----

static void drop(struct vnode *vnode) { kfree(vnode->private); }

static const struct vnode_ops file_ops = {.read_page = read_page, .write_page = write_page, .drop = drop};
static const struct vnode_ops directory_ops = {
    .lookup = lookup, .readdir = readdir, .read_page = read_page, .drop = drop};
static const struct vnode_ops link_ops = {.readlink = readlink, .read_page = read_page, .drop = drop};
static const struct vnode_ops other_ops = {.drop = drop};

static const struct vnode_ops *ops_for(uint32_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG: return &file_ops;
    case S_IFDIR: return &directory_ops;
    case S_IFLNK: return &link_ops;
    default: return &other_ops;
    }
}

static int read_inode(struct ext2 *e, uint64_t ino, struct inode *inode)
{
    if (ino == 0 || ino > e->inodes)
        return -EIO;
    struct group group;
    uint64_t number = (ino - 1) / e->inodes_per_group, index = (ino - 1) % e->inodes_per_group;
    int error = read_device(e, &group, e->groups_at + number * sizeof group, sizeof group);
    if (error)
        return error;
    uint64_t at = (uint64_t)group.inode_table * e->block_size + index * e->inode_size;
    return read_device(e, inode, at, sizeof *inode);
}

static int load(struct fs *fs, uint64_t ino, struct vnode *vnode)
{
    struct inode inode;
    int error = read_inode(fs->private, ino, &inode);
    if (error)
        return error;
    vnode->ops = ops_for(inode.mode);
    vnode->mode = inode.mode;
    vnode->links = inode.links;
    vnode->uid = inode.uid;
    vnode->gid = inode.gid;
    vnode->size = inode.size;
    if ((inode.mode & S_IFMT) == S_IFREG)
        vnode->size |= (uint64_t)inode.size_high << 32;
    vnode->blocks = inode.sectors;
    vnode->atime = inode.atime;
    vnode->mtime = inode.mtime;
    vnode->ctime = inode.ctime;
    vnode->private = kmalloc(sizeof inode.block);
    if (!vnode->private)
        return -ENOMEM;
    memcpy(vnode->private, inode.block, sizeof inode.block);
    return 0;
}

// ---- mounting ----

static int check(const struct superblock *sb, const struct blk *device)
{
    if (sb->magic != MAGIC || sb->log_block_size > 2 || sb->inodes_per_group == 0)
        return -EINVAL;
    if (sb->revision > 0 && (sb->incompat & ~INCOMPAT_KNOWN || sb->inode_size < 128 || sb->inode_size > 1024))
        return -EINVAL;
    uint64_t sectors = (uint64_t)sb->blocks * (1024u << sb->log_block_size) / SECTOR_SIZE;
    return sectors <= blk_sectors(device) ? 0 : -EINVAL;
}

static void describe(struct ext2 *e, const struct superblock *sb, const struct vnode *device)
{
    e->block_size = 1024u << sb->log_block_size;
    e->inode_size = sb->revision > 0 ? sb->inode_size : 128;
    e->inodes_per_group = sb->inodes_per_group;
    e->inodes = sb->inodes;
    e->blocks = sb->blocks;
    e->groups_at = (uint64_t)(sb->first_block + 1) * e->block_size;
    e->fs = (struct fs){.name = "ext2",
                        .dev = device->rdev,
                        .block_size = e->block_size,
                        .keeps_vnodes = true,
                        .load = load,
                        .private = e};
}

struct fs *ext2_mount(struct blk *device, int *error)
{
    struct superblock sb;
    struct ext2 *e = kzalloc(sizeof *e);
    *error = -ENOMEM;
    if (!e)
        return NULL;
    e->device = devfs_block(device);
    *error = read_device(e, &sb, SUPERBLOCK_AT, sizeof sb);
    if (!*error)
        *error = check(&sb, device);
    if (!*error) {
        describe(e, &sb, e->device);
        e->fs.root = vnode_get(&e->fs, ROOT_INO, error);
        if (e->fs.root)
            return &e->fs;
    }
    kfree(e);
    return NULL;
}
