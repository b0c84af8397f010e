// SPDX-License-Identifier: Apache-2.0
// ext2 (revisions 0 and 1, features none or filetype, sparse superblocks and large files; blocks of 1 to 4 KiB):
// mounting, and the blocks of metadata.
#include "os/fs/ext2.h"

#include "os/dev/blk.h"
#include "os/lib/errno.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/object.h"

#define META_INO 0  // no inode has this number

// ---- blocks of metadata ----

static int read_meta(struct vnode *meta, uint64_t block, void *page)
{
    struct ext2 *e = ext2_of(meta);
    return blk_read(e->disk, block * (e->block_size / SECTOR_SIZE), page, e->block_size);
}

static int write_meta(struct vnode *meta, uint64_t block, const void *page)
{
    struct ext2 *e = ext2_of(meta);
    return blk_write(e->disk, block * (e->block_size / SECTOR_SIZE), page, e->block_size);
}

// Where a block is a page, neighbours on the device are neighbours here.
static int write_metas(struct vnode *meta, uint64_t block, void *const pages[], unsigned count)
{
    struct ext2 *e = ext2_of(meta);
    int error = 0;
    if (e->block_size == PAGE_SIZE)
        return blk_write_pages(e->disk, block * SECTORS_A_PAGE, pages, count);
    for (unsigned i = 0; i < count && !error; i++)
        error = write_meta(meta, block + i, pages[i]);
    return error;
}

static const struct vnode_ops meta_ops = {.write_pages = write_metas, .read_page = read_meta, .write_page = write_meta};

int ext2_block(struct ext2 *e, uint32_t block, struct frame **frame)
{
    if (block == 0 && e->first_block > 0)
        return -EUCLEAN;
    return block < e->blocks ? vnode_page(e->meta, block, frame) : -EUCLEAN;
}

#define INSIST 8  // times, each with all the patience that reclaim has

int ext2_block_surely(struct ext2 *e, uint32_t block, struct frame **frame)
{
    int error = -ENOMEM;
    for (unsigned tries = 0; error == -ENOMEM && tries < INSIST; tries++)
        error = ext2_block(e, block, frame);
    return error;
}

int ext2_block_new(struct ext2 *e, uint32_t block, struct frame **frame)
{
    bool fresh;
    struct object *object = vnode_object(e->meta);
    int error = object ? object_get_blank(object, block, frame, &fresh) : -ENOMEM;
    if (error)
        return error;
    memset(frame_kva(*frame), 0, PAGE_SIZE);
    if (fresh)
        frame_unlock(*frame);
    ext2_block_changed(*frame);
    return 0;
}

void ext2_block_forget(struct ext2 *e, uint32_t block)
{
    if (e->meta->object)
        object_drop_page(e->meta->object, block);
}

void ext2_block_changed(struct frame *frame)
{
    if (frame->object)
        object_set_dirty(frame);
}

static int superblock(struct ext2 *e, struct frame **frame, struct ext2_superblock **sb)
{
    int error = ext2_block_surely(e, EXT2_SUPERBLOCK_AT / e->block_size, frame);
    if (!error)
        *sb = (struct ext2_superblock *)((char *)frame_kva(*frame) + EXT2_SUPERBLOCK_AT % e->block_size);
    return error;
}

int ext2_superblock_change(struct ext2 *e, int blocks, int inodes)
{
    struct frame *frame;
    struct ext2_superblock *sb;
    int error = superblock(e, &frame, &sb);
    if (error)
        return error;
    sb->free_blocks += (uint32_t)blocks;
    sb->free_inodes += (uint32_t)inodes;
    sb->wtime = (uint32_t)vfs_now(&e->fs).sec;
    ext2_block_changed(frame);
    frame_release(frame);
    return 0;
}

int ext2_group(struct ext2 *e, uint32_t group, struct frame **frame, struct ext2_group **descriptor)
{
    const uint32_t in_block = e->block_size / (uint32_t)sizeof **descriptor;
    if (group >= e->groups)
        return -EUCLEAN;
    int error = ext2_block_surely(e, e->first_block + 1 + group / in_block, frame);
    if (!error)
        *descriptor = (struct ext2_group *)frame_kva(*frame) + group % in_block;
    return error;
}

// ---- what a mount checks ----

static const char *fault_of(const struct ext2_superblock *sb, const struct blk *device)
{
    if (sb->magic != EXT2_MAGIC)
        return "there is no ext2";
    if (sb->log_block_size > 2)
        return "its block size is not 1, 2 or 4 KiB";
    uint32_t block_size = 1024u << sb->log_block_size;
    uint64_t sectors = (uint64_t)sb->blocks * block_size / SECTOR_SIZE;
    if (sb->revision > 0 && sb->incompat & ~EXT2_INCOMPAT_FILETYPE)
        return "it has features that are not known here";
    uint32_t inode_size = sb->revision > 0 ? sb->inode_size : 128;
    if (inode_size < 128 || inode_size > block_size || (inode_size & (inode_size - 1)))
        return "its inodes have an impossible size";
    if (sb->first_block != (block_size == 1024) || sb->blocks <= sb->first_block + 1 || sectors > blk_sectors(device))
        return "its blocks are not those of the device";
    if (sb->blocks_per_group == 0 || sb->blocks_per_group > block_size * 8 || sb->inodes_per_group == 0 ||
        sb->inodes_per_group > block_size * 8 || sb->inodes_per_group % (block_size / inode_size))
        return "its groups have an impossible size";
    uint64_t groups = ((uint64_t)sb->blocks - sb->first_block + sb->blocks_per_group - 1) / sb->blocks_per_group;
    if (sb->inodes != groups * sb->inodes_per_group || sb->inodes < EXT2_ROOT_INO)
        return "its inodes do not fit its groups";
    if (sb->revision > 0 && (sb->first_inode < 3 || sb->first_inode > sb->inodes_per_group))
        return "its first inode is impossible";
    return NULL;
}

// Are a group's maps and table within the device, and the table within the group's part of it?
static bool group_sound(const struct ext2 *e, const struct ext2_group *g)
{
    return g->block_bitmap > e->first_block && g->block_bitmap < e->blocks && g->inode_bitmap > e->first_block &&
           g->inode_bitmap < e->blocks && g->inode_table > e->first_block && g->inode_table < e->blocks &&
           e->blocks - g->inode_table >= e->table_blocks;
}

static int check_groups(struct ext2 *e)
{
    for (uint32_t group = 0; group < e->groups; group++) {
        struct frame *frame;
        struct ext2_group *g;
        int error = ext2_group(e, group, &frame, &g);
        if (error)
            return error;
        bool good = group_sound(e, g);
        frame_release(frame);
        if (!good)
            return -EUCLEAN;
    }
    return 0;
}

// ---- mounting ----

static void count(struct fs *fs, struct space_count *count)
{
    struct ext2 *e = fs->private;
    struct frame *frame;
    struct ext2_superblock *sb;
    *count = (struct space_count){.magic = EXT2_MAGIC, .blocks = e->blocks, .files = e->inodes};
    if (superblock(e, &frame, &sb))
        return;
    count->free_blocks = sb->free_blocks;
    count->free_files = sb->free_inodes;
    frame_release(frame);
}

static int sync(struct fs *fs)
{
    struct ext2 *e = fs->private;
    int error = vnode_sync(e->meta), flushed = blk_flush(e->disk);
    return error ? error : flushed;
}

static bool own(const struct vnode *vnode)
{
    const struct ext2 *e = ext2_of(vnode);
    return vnode == e->meta || (vnode == e->fs.root && vnode->refs == 1);
}

static void unmounted(struct fs *fs)
{
    struct ext2 *e = fs->private;
    fs->keeps_vnodes = false;  // so that they go with their last hold
    if (fs->root)
        vnode_release(fs->root);
    if (e->meta)
        vnode_release(e->meta);
    kfree(e);
}

static void describe(struct ext2 *e, const struct ext2_superblock *sb, struct blk *disk)
{
    e->disk = disk;
    e->block_size = 1024u << sb->log_block_size;
    e->inode_size = sb->revision > 0 ? sb->inode_size : 128;
    e->inodes_per_group = sb->inodes_per_group;
    e->blocks_per_group = sb->blocks_per_group;
    e->inodes = sb->inodes;
    e->blocks = sb->blocks;
    e->groups = sb->inodes / sb->inodes_per_group;
    e->first_block = sb->first_block;
    e->first_inode = sb->revision > 0 ? sb->first_inode : 11;
    e->table_blocks = sb->inodes_per_group * e->inode_size / e->block_size;
    e->filetype = sb->revision > 0 && sb->incompat & EXT2_INCOMPAT_FILETYPE;
    lock_init(&e->lock);
    lock_init(&e->fs.names);
    bool known = sb->revision == 0 || !(sb->ro_compat & ~(EXT2_RO_COMPAT_SPARSE | EXT2_RO_COMPAT_LARGE_FILE));
    e->fs.read_only = blk_read_only(disk) || !known;
    e->fs.size_max = ext2_size_max(e);
    e->fs.whole_seconds = !ext2_has_extra(e);
    e->fs.time_min = INT32_MIN;
    e->fs.time_max = INT32_MAX + (e->fs.whole_seconds ? INT64_C(0) : INT64_C(3) << 32);
    if (sb->revision == 0 || !(sb->ro_compat & EXT2_RO_COMPAT_LARGE_FILE))
        e->fs.size_max = MIN(e->fs.size_max, INT32_MAX);
    snprintf(e->fs.source, sizeof e->fs.source, "/dev/%s", blk_name(disk));
}

// With the superblock known to be sound.
static int start(struct ext2 *e)
{
    int error = -ENOMEM;
    e->meta = vnode_create(&e->fs, META_INO);
    if (!e->meta)
        return error;
    e->meta->mode = S_IFBLK;
    e->meta->ops = &meta_ops;
    e->meta->size = (uint64_t)e->blocks << PAGE_SHIFT;  // page N is block N
    error = check_groups(e);
    if (error)
        return error;
    e->fs.root = vnode_get(&e->fs, EXT2_ROOT_INO, &error);
    if (e->fs.root && (e->fs.root->mode & S_IFMT) != S_IFDIR)
        error = -EUCLEAN;
    return error;
}

static int read_superblock(struct blk *device, struct ext2_superblock *sb)
{
    char *sectors = kmalloc(1024);
    if (!sectors)
        return -ENOMEM;
    int error = blk_read(device, EXT2_SUPERBLOCK_AT / SECTOR_SIZE, sectors, 1024);
    memcpy(sb, sectors, sizeof *sb);
    kfree(sectors);
    return error;
}

struct fs *ext2_mount(struct blk *device, int *error)
{
    struct ext2_superblock sb;
    *error = read_superblock(device, &sb);
    if (*error)
        return NULL;
    const char *fault = fault_of(&sb, device);
    if (fault) {
        kprintf("ext2: %s: %s\n", blk_name(device), fault);
        *error = -EINVAL;
        return NULL;
    }
    struct ext2 *e = kzalloc(sizeof *e);
    *error = -ENOMEM;
    if (!e)
        return NULL;
    e->fs = (struct fs){.name = "ext2",
                        .dev = devfs_block(device)->rdev,
                        .block_size = 1024u << sb.log_block_size,
                        .keeps_vnodes = true,
                        .access = ACCESS_RELATIVE,
                        .load = ext2_load,
                        .sync = sync,
                        .count = count,
                        .own = own,
                        .unmounted = unmounted,
                        .device = device,
                        .private = e};
    describe(e, &sb, device);
    *error = start(e);
    if (!*error)
        return &e->fs;
    kprintf("ext2: %s: %s: error %d\n", blk_name(device), *error == -EUCLEAN ? "damaged" : "cannot be read", -*error);
    unmounted(&e->fs);
    return NULL;
}
