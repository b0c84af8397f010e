// SPDX-License-Identifier: Apache-2.0
// Vnodes: what every file system looks like to the file layer and to exec. Paths are resolved here.
//
// A vnode stands for one file for as long as somebody holds it; (fs, ino) has at most one. Regular files are read and
// written through their VM object, which is the page cache.
//
// Locks, in the order in which they are taken: fs->names, held while a name is looked up, made, moved or removed;
// vnode->lock, held while a file's length or bytes are changed by system calls (stores to its mappings need none); a
// file system's own. The kernel itself is the lock of all else (vm/vm.h); operations that may sleep say so. A vnode is
// released, when it may be the last time, without any of them.
#ifndef FS_VFS_H
#define FS_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "os/arch/csr.h"
#include "os/kern/lock.h"
#include "os/lib/list.h"
#include "os/vm/copy.h"

struct alias;
struct blk;
struct fs;
struct name;
struct node_kind;
struct renaming;
struct vnode;
struct object;
struct file;
struct pipe;

// Types in vnode.mode: Linux's S_IF bits.
#define S_IFMT 0170000u
#define S_IFIFO 0010000u
#define S_IFCHR 0020000u
#define S_IFDIR 0040000u
#define S_IFBLK 0060000u
#define S_IFREG 0100000u
#define S_IFLNK 0120000u

// One name of a directory, as getdents64 needs it.
struct dirent {
    uint64_t ino;
    uint64_t next;  // position of the following entry
    uint8_t type;   // DT_: (mode & S_IFMT) >> 12
    char name[256];
};

// Every operation may sleep, returns a negative errno on failure, and may be NULL where it makes no sense.
struct vnode_ops {
    int (*lookup)(struct vnode *dir, const char *name, size_t length, struct vnode **found);  // found is held
    int (*readdir)(struct vnode *dir, uint64_t position, struct dirent *entry);               // 1: an entry, 0: the end
    int64_t (*readlink)(struct vnode *link, char *to, size_t size);                           // bytes, no NUL
    // Character and generated files, and block devices. Regular files leave these NULL and go through the page cache.
    int64_t (*read)(struct vnode *vnode, struct io *io, uint64_t offset, size_t n);
    int64_t (*write)(struct vnode *vnode, struct io *io, uint64_t offset, size_t n);
    int (*ioctl)(struct vnode *vnode, uint32_t request, uint64_t argument, struct space *space);
    // An open file of its own kind, for the caller's hold, which it takes over on failure too: then NULL, and *error.
    struct file *(*open)(struct vnode *vnode, int flags, int *error);
    // Links that lead to a file, whatever its name is now: held, in *to. 0 or -ENOENT, -ENXIO, ...
    int (*follow)(struct vnode *link, struct vnode **to);
    // What a mapping of a device shows: *object, NULL for anonymous memory. Without it a device cannot be mapped.
    int (*map)(struct vnode *vnode, uint64_t offset, uint64_t length, bool shared, struct object **object);
    bool any_offset;                   // offsets are addresses: those with the highest bit set are no errors
    int (*poll)(struct vnode *vnode);  // POLL bits that hold now; NULL: always readable and writable
    // Pages of regular files: one page-sized piece of the file, byte offset index * 4096, to or from kernel memory.
    int (*read_page)(struct vnode *vnode, uint64_t index, void *page);
    int (*write_page)(struct vnode *vnode, uint64_t index, const void *page);
    // Whole neighbouring pages, up to BLK_PAGES_MAX, in as few requests as their blocks allow. NULL: one at a time.
    int (*write_pages)(struct vnode *vnode, uint64_t index, void *const pages[], unsigned count);
    // Before a page is written to in memory, which the caller holds: its bytes before `end`, the end of the file, get
    // their place on the device. NULL: they have one. 0 or -ENOSPC, -EIO, ...
    int (*back_page)(struct vnode *vnode, uint64_t index, uint64_t end);
    // Files in memory: the file is about to have a page more (1), or has one less (-1), in memory or in swap. 0 or
    // -ENOSPC, which only the first can be.
    int (*charge)(struct vnode *vnode, int pages);
    // The device's sector where page `index` lies whole and in one piece, for swap files; -EINVAL: it does not.
    int (*bmap)(struct vnode *vnode, uint64_t index, uint64_t *sector);
    // Names; the caller holds fs->names and has found that the name is free, or what it leads to.
    int (*create)(struct vnode *dir, const struct name *name, const struct node_kind *kind, struct vnode **made);
    int (*link)(struct vnode *dir, const struct name *name, struct vnode *vnode);
    int (*unlink)(struct vnode *dir, const struct name *name, struct vnode *victim);  // -ENOTEMPTY: a full directory
    int (*rename)(const struct renaming *r);
    // The length is vnode->size now, and no page behind it is in memory: what lay there goes. Under vnode->lock.
    int (*resize)(struct vnode *vnode);
    int (*store)(struct vnode *vnode);  // the inode, after times, mode or length have changed
    int (*gone)(struct vnode *vnode);   // no name and no holder is left: all that it has is free
    void (*drop)(struct vnode *vnode);  // the last hold is gone and the vnode leaves the cache: free what is private
};

// A name within a directory, not ended by NUL.
struct name {
    const char *text;
    size_t length;
};

// What to create.
struct node_kind {
    uint32_t mode;       // type and permission bits
    uint32_t rdev;       // devices
    const char *target;  // symbolic links
};

struct renaming {
    struct vnode *from, *to;  // directories
    struct name name, as;
    struct vnode *moved, *over;  // over: NULL, or what had the new name and loses it
};

// Since 1970, or as far as this machine knows, since it was switched on.
struct file_time {
    int64_t sec;
    uint32_t nsec;
};
#define NSEC_UNKNOWN UINT32_MAX

struct vnode {
    const struct vnode_ops *ops;
    struct fs *fs;
    uint64_t ino;
    uint32_t mode;  // type and permission bits
    uint32_t refs;  // open files, regions' objects, path walks; 0: cached, may be dropped
    // Regular files: open files that may write to it, and mappings of those; below 0: programs that run it, and others
    // that rely on its bytes. Never both at a time.
    int32_t writers;
    uint32_t links, uid, gid;
    uint32_t rdev;                                // devices: major << 8 | minor
    uint64_t size;                                // bytes
    uint64_t blocks;                              // of 512 bytes
    struct file_time mtime, atime, ctime, btime;  // btime.nsec may be NSEC_UNKNOWN
    uint64_t access_due;                          // ticks: who reads it from then on asks whether atime moves
    bool changed;                                 // these or the above, since the inode was stored: vnode_changed
    uint64_t dirty_since;  // ticks: something of it is not on its device (flusher.c); 0: nothing is
    bool swapping;         // its blocks are a swap area's: it is not written, cut or removed
    bool unlinked;         // `name` does not lead to it any more
    bool going;            // nobody has it and no name leads to it: it gives back what it has, and is not found again
    uint32_t synced;       // the last pass of sync that met it
    struct lock lock;
    struct pipe *pipe;      // FIFOs, while somebody has them open
    struct object *object;  // regular files: page cache, made on first use
    void *private;          // of the file system
    struct alias *aliases;  // names by which it is open (alias.h)
    struct vnode *parent;   // directory and name by which it was first found; held. NULL: not yet, or a root
    char *name;
    struct list link;  // every vnode
};

static inline bool is_directory(const struct vnode *vnode) { return (vnode->mode & S_IFMT) == S_IFDIR; }

// What statfs(2) says of the space of a file system, in blocks and inodes.
struct space_count {
    uint64_t magic, blocks, free_blocks, files, free_files;
};

// Which reads move atime. NEVER is that of file systems which keep no times, too.
enum access_times { ACCESS_NEVER, ACCESS_RELATIVE, ACCESS_ALWAYS };

struct fs {
    const char *name;
    uint32_t dev;  // st_dev: major << 8 | minor
    uint32_t block_size;
    bool keeps_vnodes;  // worth caching when nobody holds them
    bool read_only;
    enum access_times access;
    bool access_of_files_only;   // and not of directories
    uint64_t size_max;           // bytes of a file
    int64_t time_min, time_max;  // seconds that it can keep, inclusive; both 0: nobody sets times
    bool whole_seconds;          // and no parts of them
    char source[24];             // what /proc/mounts calls it
    struct blk *device;          // NULL: none
    struct lock names;
    struct vnode *root;     // held
    struct vnode *covered;  // directory that it is mounted on, held; NULL for the root
    int (*load)(struct fs *fs, uint64_t ino, struct vnode *vnode);  // fill a new vnode; 0 or -errno. May sleep
    int (*sync)(struct fs *fs);                               // what belongs to no file, after the files. NULL: nothing
    void (*count)(struct fs *fs, struct space_count *count);  // NULL: it has no space to count
    bool (*own)(const struct vnode *vnode);                   // is the file system itself the only one who holds it?
    void (*unmounted)(struct fs *fs);  // free it, root and all; no other vnode is left. NULL: it stays for ever
    void *private;
    struct fs *next;
};

// Mount the ext2 file system on `device` as the root, and devfs and procfs over its /dev and /proc where it has them.
// 0 or -errno (-EINVAL: not ext2, or with features that are not known here). May sleep.
int vfs_mount_root(struct blk *device);

// Path -> vnode, held for the caller; `at` is the directory that relative paths start from (NULL: the root). Symbolic
// links are followed, the last one only when `follow`. 0, -ENOENT, -ENOTDIR, -ELOOP, -ENAMETOOLONG, ... May sleep.
int vfs_lookup(struct vnode *at, const char *path, bool follow, struct vnode **found);
// The same, and the name by which it was found, for an open file; NULL: none. Directories have none.
int vfs_lookup_named(struct vnode *at, const char *path, bool follow, struct vnode **found, struct alias **alias);
struct vnode *vfs_root(void);                                  // not held
int vfs_describe(struct vnode *vnode, char *to, size_t size);  // the same, with " (deleted)" where no name is left
int vfs_path_of(struct vnode *vnode, char *to, size_t size);   // absolute path for maps, getcwd; bytes or -errno

struct vnode *vnode_get(struct fs *fs, uint64_t ino, int *error);  // from the cache or loaded; held. May sleep
void vnode_hold(struct vnode *vnode);
void vnode_release(struct vnode *vnode);  // NULL is nothing. May sleep
// Who writes to a regular file, and who wants nobody to: 0, or -ETXTBSY while there is one of the other kind.
int vnode_get_write(struct vnode *vnode);
int vnode_deny_write(struct vnode *vnode);
static inline void vnode_put_write(struct vnode *vnode) { vnode->writers--; }
static inline void vnode_allow_write(struct vnode *vnode) { vnode->writers++; }
struct object *vnode_object(struct vnode *vnode);  // page cache, not held; NULL: no memory, or none for this type

// Read and write at `offset`, any type. Bytes done (short at the end of the file), or -errno. May sleep.
// The same for a regular file with pages, if the bytes lie in one page that is in memory and go to one that the hart
// could reach as it is: the number of bytes, or -EAGAIN. Does not sleep.
int64_t vnode_read_at_once(const struct vnode *vnode, struct space *space, uint64_t uva, uint64_t offset, size_t n);
int64_t vnode_read(struct vnode *vnode, struct io *io, uint64_t offset, size_t n);
int64_t vnode_write(struct vnode *vnode, struct io *io, uint64_t offset, size_t n);
int64_t vnode_append(struct vnode *vnode, struct io *io, uint64_t *offset, size_t n);  // at the end: *offset
int64_t vnode_read_kernel(struct vnode *vnode, void *to, uint64_t offset, size_t n);
int vnode_truncate(struct vnode *vnode, uint64_t size);  // of a regular file; the length, and no more. May sleep
int vnode_allocate(struct vnode *vnode, uint64_t offset, uint64_t length, bool keep_size);  // fallocate. May sleep
// It has been read: atime moves if it must (access.c). Does not sleep.
void vnode_note_access(struct vnode *vnode);
static inline bool vnode_access_due(const struct vnode *vnode) { return time_now() >= vnode->access_due; }
static inline void vnode_accessed(struct vnode *vnode)
{
    if (vnode_access_due(vnode))
        vnode_note_access(vnode);
}
void vnode_changed(struct vnode *vnode);                                // the inode has to be stored
void vnode_modified(struct vnode *vnode);                               // mtime and ctime are now
struct file_time vfs_now(const struct fs *fs);                          // as the file system keeps it
struct file_time vfs_time(const struct fs *fs, struct file_time time);  // the nearest that it can keep
// Everything of the file, or of all, is on the device; of the file alone, but what its file system keeps of all (its
// inode's block, its map). Goes past errors; the first. May sleep.
int vnode_sync(struct vnode *vnode);
int vfs_sync(void);
int vfs_sync_fs(struct fs *fs);
extern int64_t dirty_ratio;  // of all frames, percent: more dirty pages of files make a writer wait for the device
int64_t vfs_dropped(void);   // what vm.drop_caches was set to last:
int vfs_drop_caches(int64_t what);  // 1, pages that are clean and unused; 2, vnodes that nobody holds; 3, both
bool vnode_needs_writing(const struct vnode *vnode);
int vnode_write_out(struct vnode *vnode);  // its pages, then its inode; past errors, the first. May sleep

// ---- the flusher (flusher.c), a kernel task: what has been dirty for long reaches its device without being asked ----
void flusher_start(void);                      // once
void vnode_note_dirty(struct vnode *vnode);    // something of it is not on its device from now on
void vnode_forget_dirty(struct vnode *vnode);  // nothing is, or is about to be
void flusher_hurry(void);                      // too many pages are dirty
extern int64_t dirty_background_ratio;         // of all frames, percent: more dirty pages are written at once
extern int64_t dirty_expire;                   // hundredths of a second: what has been dirty so long is written
int64_t dirty_writeback(void);                 // hundredths of a second between looks; 0: no looks
int set_dirty_writeback(int64_t hundredths);

// ---- names (names.c). `at` as in vfs_lookup. 0 or -errno. May sleep ----
// `made` is held, and so is its alias, unless nobody wants it (NULL).
int vfs_create(struct vnode *at, const char *path, const struct node_kind *kind, struct vnode **made,
               struct alias **alias);
int vfs_link(struct vnode *vnode, struct vnode *at, const char *path);
int vfs_unlink(struct vnode *at, const char *path, bool directory);  // directory: rmdir
int vfs_rename(struct vnode *from, const char *path, struct vnode *to, const char *as, bool replace);

// Held while a file system comes or goes, and while all are looked at or written out: so none goes meanwhile. Before
// all other locks of files.
extern struct lock vfs_mounting;
bool vfs_uses(const struct blk *device);  // is a file system on it mounted?
// Mount `fs` over a directory, under vfs_mounting, and back: -EBUSY while a file of it is in use.
int vfs_mount(struct vnode *at, const char *path, struct fs *fs);
int vfs_unmount(struct vnode *at, const char *path);
struct fs *vfs_mounted(unsigned index);  // 0 is the root; NULL past the last

// A device called /dev/<name>; any time. The console registers itself so. Panics when there is no memory.
struct vnode *devfs_add(const char *name, uint32_t rdev, uint32_t mode, const struct vnode_ops *ops, void *private);

struct blk *devfs_disk(uint32_t rdev);  // the disk of a block device's number; NULL: there is none

#endif
