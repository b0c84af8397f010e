// SPDX-License-Identifier: Apache-2.0
// Where the blocks of a file lie: twelve numbers in the inode, then trees of one, two and three levels of blocks of
// numbers; 0 is a hole. Trees are followed by depth, so that a damaged one that leads to itself ends all the same.
#include "os/dev/blk.h"
#include "os/fs/ext2.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/object.h"

// The numbers that lead from the inode to a block of a file: which of the inode's, then which of each indirect block.
struct route {
    unsigned depth;  // indirect blocks on the way
    uint32_t at[EXT2_LEVELS + 1];
};

static uint32_t fan_of(const struct ext2 *e) { return e->block_size / (uint32_t)sizeof(uint32_t); }

static int find_route(const struct ext2 *e, uint64_t index, struct route *route)
{
    const uint64_t fan = fan_of(e);
    route->depth = 0;
    route->at[0] = (uint32_t)index;
    if (index < EXT2_DIRECT)
        return 0;
    index -= EXT2_DIRECT;
    uint64_t span = fan;
    for (route->depth = 1; index >= span; span *= fan) {
        index -= span;
        if (++route->depth > EXT2_LEVELS)
            return -EFBIG;
    }
    route->at[0] = EXT2_DIRECT + route->depth - 1;
    for (unsigned level = 1; level <= route->depth; level++) {
        span /= fan;
        route->at[level] = (uint32_t)(index / span);
        index %= span;
    }
    return 0;
}

uint64_t ext2_size_max(const struct ext2 *e)
{
    uint64_t fan = fan_of(e), blocks = EXT2_DIRECT + fan + fan * fan + fan * fan * fan;
    uint64_t counted = (UINT32_MAX - UINT64_C(0xffff)) / (e->block_size / SECTOR_SIZE);  // i_blocks has 32 bits
    return MIN(blocks, counted) * e->block_size;
}

static bool believable(const struct ext2 *e, uint32_t block) { return block < e->blocks; }

// Block `index` of the file, as a block number of the device; 0: a hole. 0 or -errno.
static int map_block(struct vnode *vnode, uint64_t index, uint32_t *block)
{
    struct ext2 *e = ext2_of(vnode);
    struct route route;
    int error = find_route(e, index, &route);
    if (error)
        return error;
    *block = ext2_inode_of(vnode)->block[route.at[0]];
    for (unsigned level = 1; level <= route.depth && *block; level++) {
        struct frame *frame;
        error = ext2_block(e, *block, &frame);
        if (error)
            return error;
        *block = ((const uint32_t *)frame_kva(frame))[route.at[level]];
        frame_release(frame);
    }
    return believable(e, *block) ? 0 : -EUCLEAN;
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

// ---- pages ----

static unsigned blocks_before(const struct vnode *vnode, uint64_t index, uint64_t end)
{
    uint32_t size = ext2_of(vnode)->block_size;
    uint64_t begin = index << PAGE_SHIFT, bytes = end > begin ? MIN(PAGE_SIZE, end - begin) : 0;
    return (unsigned)((bytes + size - 1) / size);
}

int ext2_read_page(struct vnode *vnode, uint64_t index, void *page)
{
    struct ext2 *e = ext2_of(vnode);
    uint64_t begin = index << PAGE_SHIFT, bytes = vnode->size > begin ? MIN(PAGE_SIZE, vnode->size - begin) : 0;
    unsigned total = blocks_before(vnode, index, vnode->size), count;
    for (unsigned done = 0; done < total; done += count) {
        uint32_t first = 0;
        char *to = (char *)page + done * e->block_size;
        int error = map_run(vnode, index * (PAGE_SIZE / e->block_size) + done, total - done, &first, &count);
        if (error)
            return error;
        if (!first)
            memset(to, 0, count * e->block_size);
        else
            error = blk_read(e->disk, (uint64_t)first * (e->block_size / SECTOR_SIZE), to, count * e->block_size);
        if (error)
            return error;
    }
    memset((char *)page + bytes, 0, PAGE_SIZE - bytes);  // what lies behind the end of a file is no one's to see
    return 0;
}

// Holes stay: they have been zeroes since the page was read, or a store would have filled them (ext2_back_page).
int ext2_write_page(struct vnode *vnode, uint64_t index, const void *page)
{
    struct ext2 *e = ext2_of(vnode);
    unsigned total = blocks_before(vnode, index, vnode->size), count;
    for (unsigned done = 0; done < total; done += count) {
        uint32_t first;
        int error = map_run(vnode, index * (PAGE_SIZE / e->block_size) + done, total - done, &first, &count);
        if (!error && first)
            error = blk_write(e->disk, (uint64_t)first * (e->block_size / SECTOR_SIZE),
                              (const char *)page + done * e->block_size, count * e->block_size);
        if (error)
            return error;
    }
    return 0;
}

int ext2_bmap(struct vnode *vnode, uint64_t index, uint64_t *sector)
{
    struct ext2 *e = ext2_of(vnode);
    unsigned want = PAGE_SIZE / e->block_size, count;
    uint32_t first;
    int error = map_run(vnode, index * want, want, &first, &count);
    if (error)
        return error;
    if (!first || count < want)
        return -EINVAL;
    *sector = (uint64_t)first * (e->block_size / SECTOR_SIZE);
    return 0;
}

// Pages that lie whole and side by side on the device, from the first on; 0: not even that one.
static unsigned pages_together(struct vnode *vnode, uint64_t index, unsigned most, uint64_t *sector)
{
    uint64_t next;
    unsigned count = 0;
    while (count < most && ext2_bmap(vnode, index + count, &next) == 0 &&
           (count == 0 || next == *sector + count * SECTORS_A_PAGE)) {
        *sector = count == 0 ? next : *sector;
        count++;
    }
    return count;
}

int ext2_write_pages(struct vnode *vnode, uint64_t index, void *const pages[], unsigned count)
{
    int error = 0;
    for (unsigned done = 0, n; done < count && !error; done += n) {
        uint64_t sector = 0;
        n = pages_together(vnode, index + done, count - done, &sector);
        if (n > 0) {
            error = blk_write_pages(ext2_of(vnode)->disk, sector, pages + done, n);
            continue;
        }
        error = ext2_write_page(vnode, index + done, pages[done]);
        n = 1;
    }
    return error;
}

// ---- filling holes, under e->lock ----

static void count_blocks(struct vnode *vnode, int by)
{
    int64_t sectors = (int64_t)by * (int64_t)(ext2_of(vnode)->block_size / SECTOR_SIZE);
    vnode->blocks = (uint64_t)MAX(0, (int64_t)vnode->blocks + sectors);
    vnode_changed(vnode);
}

// A block for *number, which is 0; zeroed when it will hold numbers itself.
static int take_block(struct vnode *vnode, uint32_t goal, bool indirect, uint32_t *number)
{
    struct ext2 *e = ext2_of(vnode);
    uint32_t block;
    struct frame *frame;
    int error = ext2_block_take(e, goal, &block);
    if (error)
        return error;
    if (indirect) {
        error = ext2_block_new(e, block, &frame);
        if (error) {
            ext2_block_give(e, block);
            return error;
        }
        frame_release(frame);
    } else {
        ext2_block_forget(e, block);  // stale, if it ever was metadata
    }
    *number = block;
    count_blocks(vnode, 1);
    return 0;
}

// The number in an indirect block: there, or made. 0 or -errno.
static int step_down(struct vnode *vnode, uint32_t block, uint32_t at, uint32_t goal, bool indirect, uint32_t *number)
{
    struct frame *frame;
    int error = ext2_block(ext2_of(vnode), block, &frame);
    if (error)
        return error;
    uint32_t *numbers = frame_kva(frame);
    if (!numbers[at]) {
        error = take_block(vnode, goal, indirect, &numbers[at]);
        if (!error)
            ext2_block_changed(frame);
    }
    *number = numbers[at];
    frame_release(frame);
    return error;
}

static int fill_hole(struct vnode *vnode, uint64_t index, uint32_t goal, uint32_t *block)
{
    struct route route;
    uint32_t *numbers = ext2_inode_of(vnode)->block;
    int error = find_route(ext2_of(vnode), index, &route);
    if (!error && !numbers[route.at[0]])
        error = take_block(vnode, goal, route.depth > 0, &numbers[route.at[0]]);
    *block = numbers[route.at[0]];
    for (unsigned level = 1; level <= route.depth && !error; level++)
        error = step_down(vnode, *block, route.at[level], goal, level < route.depth, block);
    return error;
}

// Behind the block before; for the first of a file, in the inode's group.
static uint32_t goal_for(struct vnode *vnode, uint64_t index)
{
    struct ext2 *e = ext2_of(vnode);
    uint32_t before = 0;
    if (index > 0 && map_block(vnode, index - 1, &before) == 0 && before)
        return before + 1;
    return e->first_block + (uint32_t)((vnode->ino - 1) / e->inodes_per_group) * e->blocks_per_group;
}

int ext2_back_page(struct vnode *vnode, uint64_t index, uint64_t end)
{
    struct ext2 *e = ext2_of(vnode);
    unsigned total = blocks_before(vnode, index, end);
    int error = 0;
    if (e->fs.read_only)
        return -EROFS;
    lock_take(&e->lock);
    for (unsigned i = 0; i < total && !error; i++) {
        uint64_t at = index * (PAGE_SIZE / e->block_size) + i;
        uint32_t block;
        error = map_block(vnode, at, &block);
        if (!error && !block)
            error = fill_hole(vnode, at, goal_for(vnode, at), &block);
    }
    lock_drop(&e->lock);
    return error;
}

// ---- giving back, under e->lock ----

struct cut {
    struct vnode *vnode;
    uint64_t keep;  // blocks from this one on go
    int error;      // the first
};

static void give(struct cut *cut, uint32_t *number)
{
    int error = believable(ext2_of(cut->vnode), *number) ? ext2_block_give(ext2_of(cut->vnode), *number) : -EUCLEAN;
    if (!cut->error)
        cut->error = error;
    *number = 0;
    count_blocks(cut->vnode, -1);
}

static void cut_block(struct cut *cut, uint32_t *number, uint64_t index)
{
    if (*number && index >= cut->keep && cut->error != -EUCLEAN)  // what is damaged so far may be so without end
        give(cut, number);
}

// The tree under *number maps the blocks [first, first + span), `depth` levels of numbers, at least one, above them.
static void cut_tree(struct cut *cut, uint32_t *number, unsigned depth, uint64_t first, uint64_t span)
{
    struct ext2 *e = ext2_of(cut->vnode);
    struct frame *frame;
    if (!*number || first + span <= cut->keep || cut->error == -EUCLEAN)
        return;
    int error = ext2_block_surely(e, *number, &frame);
    if (error) {
        cut->error = cut->error ? cut->error : error;
        return;  // what cannot be read stays as it is
    }
    uint32_t *numbers = frame_kva(frame);
    uint64_t below = span / fan_of(e);
    for (uint32_t i = 0; i < fan_of(e); i++)
        if (depth == 1)
            cut_block(cut, &numbers[i], first + i);
        else if (numbers[i])
            cut_tree(cut, &numbers[i], depth - 1, first + i * below, below);
    ext2_block_changed(frame);
    frame_release(frame);
    cut_block(cut, number, first);
}

int ext2_resize(struct vnode *vnode)
{
    struct ext2 *e = ext2_of(vnode);
    struct ext2_inode *inode = ext2_inode_of(vnode);
    struct cut cut = {vnode, (vnode->size + e->block_size - 1) / e->block_size, 0};
    uint64_t first = EXT2_DIRECT, span = fan_of(e);
    lock_take(&e->lock);
    for (unsigned i = 0; i < EXT2_DIRECT; i++)
        cut_block(&cut, &inode->block[i], i);
    for (unsigned depth = 1; depth <= EXT2_LEVELS; depth++, first += span, span *= fan_of(e))
        cut_tree(&cut, &inode->block[EXT2_DIRECT + depth - 1], depth, first, span);
    lock_drop(&e->lock);
    vnode_changed(vnode);
    return cut.error;
}
