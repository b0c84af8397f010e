// SPDX-License-Identifier: Apache-2.0
// ext2's bitmaps. A bit that is set is a block or inode in use; groups and the superblock count the free ones. All
// under e->lock.
#include "os/fs/ext2.h"
#include "os/lib/errno.h"
#include "os/vm/object.h"

#define NONE UINT32_MAX

static bool bit_set(const uint8_t *map, uint32_t bit) { return map[bit / 8] >> bit % 8 & 1; }

static void bit_put(uint8_t *map, uint32_t bit, bool set)
{
    uint8_t mask = (uint8_t)(1u << bit % 8);
    map[bit / 8] = set ? map[bit / 8] | mask : map[bit / 8] & (uint8_t)~mask;
}

// The first clear bit of [from, end), or NONE.
static uint32_t clear_bit(const uint8_t *map, uint32_t from, uint32_t end)
{
    for (uint32_t bit = from; bit < end; bit++) {
        if (bit % 8 == 0 && map[bit / 8] == 0xff)
            bit += 7;
        else if (!bit_set(map, bit))
            return bit;
    }
    return NONE;
}

static uint32_t blocks_in(const struct ext2 *e, uint32_t group)
{
    uint32_t before = e->first_block + group * e->blocks_per_group;
    return MIN(e->blocks_per_group, e->blocks - before);
}

// Does the file system itself lie there? A damaged bitmap may call such a block free.
static bool is_own(const struct ext2 *e, const struct ext2_group *g, uint32_t block)
{
    bool in_table = block >= g->inode_table && block - g->inode_table < e->table_blocks;
    return block == g->block_bitmap || block == g->inode_bitmap || in_table || block <= e->first_block;
}

// Changes one bit, if it is not so yet, and the counts with it.
struct change {
    uint32_t group, bit;
    bool set, inode, directory;
};

static int apply(struct ext2 *e, const struct change *c)
{
    struct frame *descriptor, *map;
    struct ext2_group *g;
    int error = ext2_group(e, c->group, &descriptor, &g);
    if (error)
        return error;
    error = ext2_block_surely(e, c->inode ? g->inode_bitmap : g->block_bitmap, &map);
    if (!error) {
        uint8_t *bits = frame_kva(map);
        uint16_t *free = c->inode ? &g->free_inodes : &g->free_blocks;
        if (bit_set(bits, c->bit) == c->set || (c->set && *free == 0)) {
            error = -EUCLEAN;
        } else {
            bit_put(bits, c->bit, c->set);
            *free = (uint16_t)(c->set ? *free - 1 : *free + 1);
            if (c->directory)
                g->directories = (uint16_t)(c->set ? g->directories + 1 : g->directories - 1);
            ext2_block_changed(map);
            ext2_block_changed(descriptor);
        }
        frame_release(map);
    }
    frame_release(descriptor);
    int by = c->set ? -1 : 1;
    return error ? error : ext2_superblock_change(e, c->inode ? 0 : by, c->inode ? by : 0);
}

// A clear bit of the group's map, from `from` on or else from the start; NONE: the group is full. 0 or -errno.
static int find_in_group(struct ext2 *e, uint32_t group, uint32_t from, bool inode, uint32_t *bit)
{
    struct frame *descriptor, *map;
    struct ext2_group *g;
    *bit = NONE;
    int error = ext2_group(e, group, &descriptor, &g);
    if (error)
        return error;
    bool full = (inode ? g->free_inodes : g->free_blocks) == 0;
    error = full ? 0 : ext2_block(e, inode ? g->inode_bitmap : g->block_bitmap, &map);
    if (!full && !error) {
        uint32_t end = inode ? e->inodes_per_group : blocks_in(e, group);
        *bit = clear_bit(frame_kva(map), from, end);
        if (*bit == NONE && from > 0)
            *bit = clear_bit(frame_kva(map), 0, from);
        frame_release(map);
        if (!inode && *bit != NONE && is_own(e, g, e->first_block + group * e->blocks_per_group + *bit))
            error = -EUCLEAN;
    }
    frame_release(descriptor);
    return error;
}

int ext2_block_take(struct ext2 *e, uint32_t goal, uint32_t *block)
{
    if (goal < e->first_block || goal >= e->blocks)
        goal = e->first_block;
    uint32_t home = (goal - e->first_block) / e->blocks_per_group;
    uint32_t from = (goal - e->first_block) % e->blocks_per_group, bit = NONE;
    for (uint32_t i = 0; i < e->groups; i++, from = 0) {
        uint32_t group = (home + i) % e->groups;
        int error = find_in_group(e, group, from, false, &bit);
        if (!error && bit != NONE)
            error = apply(e, &(struct change){group, bit, true, false, false});
        if (error)
            return error;
        if (bit == NONE)
            continue;
        *block = e->first_block + group * e->blocks_per_group + bit;
        return 0;
    }
    return -ENOSPC;
}

int ext2_block_give(struct ext2 *e, uint32_t block)
{
    struct frame *descriptor;
    struct ext2_group *g;
    if (block <= e->first_block || block >= e->blocks)
        return -EUCLEAN;
    uint32_t group = (block - e->first_block) / e->blocks_per_group;
    int error = ext2_group(e, group, &descriptor, &g);
    if (error)
        return error;
    bool own = is_own(e, g, block);
    frame_release(descriptor);
    if (own)
        return -EUCLEAN;
    ext2_block_forget(e, block);
    uint32_t bit = (block - e->first_block) % e->blocks_per_group;
    return apply(e, &(struct change){group, bit, false, false, false});
}

int ext2_inode_take(struct ext2 *e, uint64_t near, bool directory, uint64_t *ino)
{
    uint32_t home = (uint32_t)((near - 1) / e->inodes_per_group), bit = NONE;
    for (uint32_t i = 0; i < e->groups; i++) {
        uint32_t group = (home + i) % e->groups, from = group == 0 ? e->first_inode - 1 : 0;
        int error = find_in_group(e, group, from, true, &bit);
        if (!error && bit != NONE && bit < from)
            error = -EUCLEAN;  // a reserved inode is free
        if (!error && bit != NONE)
            error = apply(e, &(struct change){group, bit, true, true, directory});
        if (error)
            return error;
        if (bit == NONE)
            continue;
        *ino = (uint64_t)group * e->inodes_per_group + bit + 1;
        return 0;
    }
    return -ENOSPC;
}

int ext2_inode_give(struct ext2 *e, uint64_t ino, bool directory)
{
    uint32_t group = (uint32_t)((ino - 1) / e->inodes_per_group), bit = (uint32_t)((ino - 1) % e->inodes_per_group);
    return apply(e, &(struct change){group, bit, false, true, directory});
}
