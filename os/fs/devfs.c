// SPDX-License-Identifier: Apache-2.0
// /dev: a flat directory of devices that live for ever. Block devices are read and written through their page cache,
// which file systems on them share for what is not file data.
#include "os/dev/blk.h"
#include "os/fs/fs.h"
#include "os/kern/random.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

#define DEV_NUMBER 0x0005u  // st_dev of what lies in /dev
#define ROOT_INO 1
#define BLOCK_MAJOR 254u  // virtio-blk on Linux: the first free one
#define MINORS_A_DISK 16u

struct entry {
    struct vnode *vnode;
    struct entry *next;
    char name[16];
};

static struct fs devfs;
static struct entry *entries;
static uint64_t last_ino = ROOT_INO;

// ---- the directory ----

static int dev_lookup(struct vnode *dir, const char *name, size_t length, struct vnode **found)
{
    if (length == 2 && memcmp(name, "..", 2) == 0) {
        vnode_hold(devfs.root);
        *found = devfs.root;
        return 0;
    }
    for (struct entry *e = dir == devfs.root ? entries : NULL; e; e = e->next) {
        if (strlen(e->name) != length || memcmp(e->name, name, length) != 0)
            continue;
        vnode_hold(e->vnode);
        *found = e->vnode;
        return 0;
    }
    return -ENOENT;
}

static int dev_readdir(struct vnode *dir, uint64_t position, struct dirent *out)
{
    uint64_t i = 0;
    for (struct entry *e = dir == devfs.root ? entries : NULL; e; e = e->next, i++) {
        if (i < position)
            continue;
        out->ino = e->vnode->ino;
        out->next = i + 1;
        out->type = (uint8_t)((e->vnode->mode & S_IFMT) >> 12);
        strlcpy(out->name, e->name, sizeof out->name);
        return 1;
    }
    return 0;
}

static const struct vnode_ops directory_ops = {.lookup = dev_lookup, .readdir = dev_readdir};

struct vnode *devfs_add(const char *name, uint32_t rdev, uint32_t mode, const struct vnode_ops *ops, void *private)
{
    struct entry *entry = kzalloc(sizeof *entry);
    struct vnode *vnode = vnode_create(&devfs, ++last_ino);
    if (!entry || !vnode)
        panic("no memory for /dev/%s", name);
    vnode->mode = mode;
    vnode->rdev = rdev;
    vnode->ops = ops;
    vnode->private = private;
    strlcpy(entry->name, name, sizeof entry->name);
    entry->vnode = vnode;
    entry->next = entries;
    entries = entry;
    return vnode;
}

// ---- memory devices ----

static int64_t null_read(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    (void)vnode, (void)io, (void)offset, (void)n;
    return 0;
}

static int64_t sink_write(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    (void)vnode, (void)io, (void)offset;
    return (int64_t)n;
}

static int64_t zero_read(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    (void)vnode, (void)offset;
    return io_zero(io, n) ? -EFAULT : (int64_t)n;
}

static int64_t full_write(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    (void)vnode, (void)io, (void)offset, (void)n;
    return -ENOSPC;
}

static int64_t random_read(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    (void)vnode, (void)offset;
    uint8_t piece[64];
    for (size_t done = 0; done < n; done += sizeof piece) {
        size_t part = MIN(n - done, sizeof piece);
        random_bytes(piece, part);
        if (io_put(io, piece, part))
            return -EFAULT;
        if ((done + part) % PAGE_SIZE == 0 && give_way())
            return (int64_t)(done + part);
    }
    return (int64_t)n;
}

static const struct vnode_ops null_ops = {.read = null_read, .write = sink_write};
static int zero_map(struct vnode *vnode, uint64_t offset, uint64_t length, bool shared, struct object **object)
{
    (void)vnode, (void)offset, (void)length, (void)shared;
    *object = NULL;
    return 0;
}

static const struct vnode_ops zero_ops = {.read = zero_read, .write = sink_write, .map = zero_map};
static const struct vnode_ops full_ops = {.read = zero_read, .write = full_write};
static const struct vnode_ops random_ops = {.read = random_read, .write = sink_write};

// ---- names of what a process has open ----

static int64_t link_read(struct vnode *link, char *to, size_t size)
{
    size_t n = MIN(size, link->size);
    memcpy(to, link->private, n);
    return (int64_t)n;
}

static const struct vnode_ops link_ops = {.readlink = link_read};

static void add_link(const char *name, char *target)
{
    devfs_add(name, 0, S_IFLNK | 0777, &link_ops, target)->size = strlen(target);
}

// ---- block devices ----

static unsigned bytes_of_page(struct vnode *vnode, uint64_t index)
{
    return (unsigned)MIN(PAGE_SIZE, vnode->size - (index << PAGE_SHIFT));
}

static int block_read_page(struct vnode *vnode, uint64_t index, void *page)
{
    unsigned bytes = bytes_of_page(vnode, index);
    memset((char *)page + bytes, 0, PAGE_SIZE - bytes);
    return blk_read(vnode->private, index * SECTORS_A_PAGE, page, bytes);
}

static int block_write_page(struct vnode *vnode, uint64_t index, const void *page)
{
    return blk_write(vnode->private, index * SECTORS_A_PAGE, page, bytes_of_page(vnode, index));
}

// The last page may be less than one.
static int block_write_pages(struct vnode *vnode, uint64_t index, void *const pages[], unsigned count)
{
    unsigned whole = bytes_of_page(vnode, index + count - 1) == PAGE_SIZE ? count : count - 1;
    int error = whole ? blk_write_pages(vnode->private, index * SECTORS_A_PAGE, pages, whole) : 0;
    return error || whole == count ? error : block_write_page(vnode, index + whole, pages[whole]);
}

static const struct vnode_ops block_ops = {
    .write_pages = block_write_pages, .read_page = block_read_page, .write_page = block_write_page};
static const struct vnode_ops read_only_block_ops = {.read_page = block_read_page};

static void add_block(struct blk *device, unsigned index)
{
    const struct vnode_ops *ops = blk_read_only(device) ? &read_only_block_ops : &block_ops;
    uint32_t rdev = BLOCK_MAJOR << 8 | index * MINORS_A_DISK;
    struct vnode *vnode = devfs_add(blk_name(device), rdev, S_IFBLK | 0660, ops, device);
    vnode->size = blk_sectors(device) * SECTOR_SIZE;
    vnode->blocks = blk_sectors(device);
}

struct vnode *devfs_block(struct blk *device)
{
    devfs_get();
    for (struct entry *e = entries; e; e = e->next)
        if (e->vnode->private == device)
            return e->vnode;
    return NULL;
}

// ---- the file system ----

struct blk *devfs_disk(uint32_t rdev)
{
    return rdev >> 8 == BLOCK_MAJOR ? blk_by_index((rdev & 0xff) / MINORS_A_DISK) : NULL;
}

static struct fs devfs = {.name = "devfs", .dev = DEV_NUMBER, .block_size = 4096};

struct fs *devfs_get(void)
{
    if (devfs.root)
        return &devfs;
    struct vnode *root = vnode_create(&devfs, ROOT_INO);
    if (!root)
        panic("no memory for /dev");
    root->mode = S_IFDIR | 0755;
    root->ops = &directory_ops;
    root->links = 2;
    devfs.root = root;
    devfs_add("null", 1 << 8 | 3, S_IFCHR | 0666, &null_ops, NULL);
    devfs_add("zero", 1 << 8 | 5, S_IFCHR | 0666, &zero_ops, NULL);
    devfs_add("full", 1 << 8 | 7, S_IFCHR | 0666, &full_ops, NULL);
    devfs_add("random", 1 << 8 | 8, S_IFCHR | 0666, &random_ops, NULL);
    devfs_add("urandom", 1 << 8 | 9, S_IFCHR | 0666, &random_ops, NULL);
    devfs_add("shm", 0, S_IFDIR | 01777, &directory_ops, NULL);
    add_link("fd", "/proc/self/fd");
    add_link("stdin", "/proc/self/fd/0");
    add_link("stdout", "/proc/self/fd/1");
    add_link("stderr", "/proc/self/fd/2");
    mem_devices_add();
    struct blk *device;
    for (unsigned i = 0; (device = blk_by_index(i)); i++)
        add_block(device, i);
    return &devfs;
}
