// SPDX-License-Identifier: Apache-2.0
// Between the files of ext2: what lies on the disk (The Second Extended File System, D. Poirier; Linux's fs/ext2), and
// what each file does.
//
//   ext2.c         mounting, and what is checked there
//   ext2_alloc.c   bitmaps: blocks and inodes, taken and given back
//   ext2_map.c     where the pages of a file lie
//   ext2_dir.c     the entries of directories
//   ext2_inode.c   inodes to and from vnodes
//   ext2_names.c   files that come, go and change names
//
// All but file data is read and written through one vnode of the file system's own, `meta`, whose page N is block N: so
// a block is written alone, whatever its neighbours are. Nothing that the disk says is believed: numbers are checked
// where they are read, and -EUCLEAN is the answer to what cannot be.
//
// Locks: fs.names (vfs.h) guards directories; `lock` the bitmaps and the maps of files, while they change.
#ifndef FS_EXT2_H
#define FS_EXT2_H

#include "os/fs/fs.h"
#include "os/vm/frame.h"

#define EXT2_MAGIC 0xef53
#define EXT2_SUPERBLOCK_AT 1024
#define EXT2_ROOT_INO 2
#define EXT2_DIRECT 12
#define EXT2_LEVELS 3                   // of indirect blocks
#define EXT2_INCOMPAT_FILETYPE 0x2u     // entries say what they lead to
#define EXT2_RO_COMPAT_SPARSE 0x1u      // few copies of the superblock
#define EXT2_RO_COMPAT_LARGE_FILE 0x2u  // sizes have 64 bits
#define EXT2_INDEX_FLAG 0x1000u         // a directory has an index, which is wrong once we have written to it
#define EXT2_LINKS_MAX 32000

struct ext2_superblock {
    uint32_t inodes, blocks, reserved, free_blocks, free_inodes, first_block, log_block_size, log_fragment_size;
    uint32_t blocks_per_group, fragments_per_group, inodes_per_group, mtime, wtime;
    uint16_t mounts, max_mounts, magic, state, errors, minor;
    uint32_t checked, check_interval, creator, revision;
    uint16_t uid, gid;
    uint32_t first_inode;
    uint16_t inode_size, group;
    uint32_t compat, incompat, ro_compat;
};

struct ext2_group {
    uint32_t block_bitmap, inode_bitmap, inode_table;
    uint16_t free_blocks, free_inodes, directories, pad;
    uint32_t reserved[3];
};
_Static_assert(sizeof(struct ext2_group) == 32, "the layout on disk");

struct ext2_inode {
    uint16_t mode, uid;
    uint32_t size, atime, ctime, mtime, dtime;
    uint16_t gid, links;
    uint32_t sectors, flags, version;
    uint32_t block[EXT2_DIRECT + EXT2_LEVELS];
    uint32_t generation, file_acl, size_high, fragment;
    uint8_t fragment_number, fragment_size;
    uint16_t pad, uid_high, gid_high;
    uint32_t reserved;
};
_Static_assert(sizeof(struct ext2_inode) == 128, "the layout on disk");

// What large inodes have besides, behind the above: 32 bits more of each time. The high 30 are nanoseconds, the low two
// count on where the seconds' 32 bits, which have a sign, end.
struct ext2_extra {
    uint16_t size, checksum;  // bytes of this that are in use
    uint32_t ctime, mtime, atime;
    uint32_t crtime, crtime_more;
    uint32_t version_high, project;
};
_Static_assert(sizeof(struct ext2_extra) == 32, "the layout on disk");
#define EXT2_EXTRA_TIMES offsetof(struct ext2_extra, version_high)  // bytes, when all times are there

struct ext2_entry {
    uint32_t ino;
    uint16_t length;  // to the next entry
    uint8_t name_length, type;
    char name[];
};
#define EXT2_ENTRY_HEADER 8u

struct ext2 {
    struct fs fs;
    struct blk *disk;
    struct vnode *meta;
    uint32_t block_size, inode_size, inodes_per_group, blocks_per_group, inodes, blocks, groups;
    uint32_t first_block, first_inode, table_blocks;  // of each group's inode table
    bool filetype;
    struct lock lock;
};

static inline bool ext2_has_extra(const struct ext2 *e)
{
    return e->inode_size >= sizeof(struct ext2_inode) + sizeof(struct ext2_extra);
}
static inline struct ext2 *ext2_of(const struct vnode *vnode) { return vnode->fs->private; }
// A vnode's inode as it is, or will be, on the disk; block numbers in it are always current.
static inline struct ext2_inode *ext2_inode_of(const struct vnode *vnode) { return vnode->private; }

// Block of metadata, held; released by frame_release. 0, -EUCLEAN: there is no such block; -EIO, -ENOMEM. May sleep.
int ext2_block(struct ext2 *e, uint32_t block, struct frame **frame);
// The same, more patiently, for what gives back or notes down what has been done: a moment's lack of memory shall not
// leave blocks and inodes that nobody has.
int ext2_block_surely(struct ext2 *e, uint32_t block, struct frame **frame);
int ext2_block_new(struct ext2 *e, uint32_t block, struct frame **frame);  // the same, zeroed, whatever was there
void ext2_block_forget(struct ext2 *e, uint32_t block);                    // it is no metadata any more. May sleep
void ext2_block_changed(struct frame *frame);
int ext2_superblock_change(struct ext2 *e, int blocks, int inodes);  // added to the counts of free ones. May sleep
int ext2_group(struct ext2 *e, uint32_t group, struct frame **frame, struct ext2_group **descriptor);  // as ext2_block

// Under e->lock. A free block close to `goal`: 0, -ENOSPC, ... May sleep, as all below.
int ext2_block_take(struct ext2 *e, uint32_t goal, uint32_t *block);
int ext2_block_give(struct ext2 *e, uint32_t block);
int ext2_inode_take(struct ext2 *e, uint64_t near, bool directory, uint64_t *ino);
int ext2_inode_give(struct ext2 *e, uint64_t ino, bool directory);

int ext2_read_page(struct vnode *vnode, uint64_t index, void *page);
int ext2_write_page(struct vnode *vnode, uint64_t index, const void *page);
int ext2_write_pages(struct vnode *vnode, uint64_t index, void *const pages[], unsigned count);
int ext2_back_page(struct vnode *vnode, uint64_t index, uint64_t end);
int ext2_bmap(struct vnode *vnode, uint64_t index, uint64_t *sector);
int ext2_resize(struct vnode *vnode);
uint64_t ext2_size_max(const struct ext2 *e);

int ext2_load(struct fs *fs, uint64_t ino, struct vnode *vnode);
int ext2_store(struct vnode *vnode);
int ext2_gone(struct vnode *vnode);
// A new inode of that kind, its vnode held, links 1; not stored yet.
int ext2_make(struct vnode *dir, const struct node_kind *kind, struct vnode **made);
bool ext2_fast_link(const struct vnode *link);  // the text lies in the inode

int ext2_lookup(struct vnode *dir, const char *name, size_t length, struct vnode **found);
int ext2_readdir(struct vnode *dir, uint64_t position, struct dirent *out);
int ext2_entry_add(struct vnode *dir, const struct name *name, const struct vnode *vnode);
int ext2_entry_remove(struct vnode *dir, const struct name *name);
int ext2_entry_turn(struct vnode *dir, const struct name *name, const struct vnode *vnode);  // leads there from now on
int ext2_directory_empty(struct vnode *dir);                                                 // 1, 0 or -errno
int ext2_directory_begin(struct vnode *dir, uint64_t parent);                                // with "." and ".."

int ext2_create(struct vnode *dir, const struct name *name, const struct node_kind *kind, struct vnode **made);
int ext2_link(struct vnode *dir, const struct name *name, struct vnode *vnode);
int ext2_unlink(struct vnode *dir, const struct name *name, struct vnode *victim);
int ext2_rename(const struct renaming *r);

#endif
