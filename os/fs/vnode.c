// SPDX-License-Identifier: Apache-2.0
// The vnode cache, and reading and writing through the page cache.
#include "os/fs/fs.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/object.h"

#define IDLE_MAX 64  // vnodes that nobody holds and that are kept all the same

static struct list all_vnodes = LIST_INIT(all_vnodes);  // most recently found first
static unsigned idle_count;

// ---- the cache ----

static struct vnode *find(struct fs *fs, uint64_t ino)
{
    struct vnode *vnode;
    LIST_FOR_EACH(vnode, &all_vnodes, link)
        if (vnode->fs == fs && vnode->ino == ino)
            return vnode;
    return NULL;
}

struct vnode *vnode_create(struct fs *fs, uint64_t ino)
{
    struct vnode *vnode = kzalloc(sizeof *vnode);
    if (!vnode)
        return NULL;
    vnode->fs = fs;
    vnode->ino = ino;
    vnode->refs = 1;
    vnode->links = 1;
    list_push_front(&all_vnodes, &vnode->link);
    return vnode;
}

void vnode_hold(struct vnode *vnode)
{
    if (vnode->refs++ == 0)
        idle_count--;
}

// Nobody holds it. Its pages may have to be written first, and that sleeps: then somebody may hold it again.
static void vnode_destroy(struct vnode *vnode)
{
    vnode->refs++;
    if (vnode->object)
        object_write_back(vnode->object, 0, UINT64_MAX);
    if (--vnode->refs > 0)
        return;
    list_remove(&vnode->link);
    struct vnode *parent = vnode->parent;
    if (vnode->object)
        object_release(vnode->object);
    if (vnode->ops && vnode->ops->drop)
        vnode->ops->drop(vnode);
    kfree(vnode->name);
    kfree(vnode);
    if (parent)
        vnode_release(parent);
}

static void trim_idle(void)
{
    for (struct list *l = all_vnodes.prev; idle_count > IDLE_MAX && l != &all_vnodes; l = l->prev) {
        struct vnode *vnode = LIST_ENTRY(l, struct vnode, link);
        if (vnode->refs > 0)
            continue;
        idle_count--;
        vnode_destroy(vnode);
        return;  // one in, one out: the list may have changed
    }
}

void vnode_release(struct vnode *vnode)
{
    KASSERT(vnode->refs > 0);
    if (--vnode->refs > 0)
        return;
    if (!vnode->fs->keeps_vnodes || vnode->links == 0) {
        vnode_destroy(vnode);
        return;
    }
    idle_count++;
    trim_idle();
}

struct vnode *vnode_get(struct fs *fs, uint64_t ino, int *error)
{
    struct vnode *vnode = find(fs, ino);
    if (!vnode) {
        struct vnode *fresh = kzalloc(sizeof *fresh);
        *error = -ENOMEM;
        if (!fresh)
            return NULL;
        fresh->fs = fs;
        fresh->ino = ino;
        *error = fs->load(fs, ino, fresh);
        vnode = find(fs, ino);  // loading may have slept
        if (*error || vnode) {
            if (fresh->ops && fresh->ops->drop)
                fresh->ops->drop(fresh);
            kfree(fresh);
            if (*error)
                return NULL;
        } else {
            vnode = fresh;
            vnode->refs = 1;
            list_push_front(&all_vnodes, &vnode->link);
            return vnode;
        }
    }
    vnode_hold(vnode);
    list_remove(&vnode->link);
    list_push_front(&all_vnodes, &vnode->link);
    return vnode;
}

// ---- the page cache ----

struct object *vnode_object(struct vnode *vnode)
{
    if (!vnode->ops->read_page)
        return NULL;
    if (!vnode->object) {
        struct object *object = object_create_file(vnode);  // may sleep
        if (vnode->object)
            kfree(object);
        else
            vnode->object = object;
    }
    return vnode->object;
}

int vnode_page(struct vnode *vnode, uint64_t index, struct frame **frame)
{
    bool read = false;
    struct object *object = vnode_object(vnode);
    if (!object)
        return -ENOMEM;
    int error = object_get(object, index, frame, &read);
    if (!error)
        (*frame)->flags |= FRAME_REFERENCED;
    return error;
}

static int64_t read_piece(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    struct frame *frame;
    int error = vnode_page(vnode, offset >> PAGE_SHIFT, &frame);
    if (error)
        return error;
    error = io_put(io, (char *)frame_kva(frame) + (offset & PAGE_MASK), n);
    frame_release(frame);
    return error ? error : (int64_t)n;
}

// The bytes arrive in a page of their own first: copying them from a user may fail or sleep, and what then stands in
// the page cache must be the file's old bytes or the new ones.
static int64_t write_piece(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    struct frame *frame;
    struct object *object = vnode_object(vnode);
    bool whole = n == PAGE_SIZE || (!(offset & PAGE_MASK) && offset + n == vnode->size), read;
    char *bytes = object ? kpage_alloc() : NULL;
    if (!bytes)
        return -ENOMEM;
    int error = io_get(io, bytes, n);
    if (!error && whole)
        error = object_get_blank(object, offset >> PAGE_SHIFT, &frame);
    else if (!error)
        error = object_get(object, offset >> PAGE_SHIFT, &frame, &read);
    if (!error) {
        char *page = frame_kva(frame);
        memcpy(page + (offset & PAGE_MASK), bytes, n);
        if (whole)
            memset(page + n, 0, PAGE_SIZE - n);
        frame->flags = (uint8_t)((frame->flags & ~FRAME_CODE) | FRAME_REFERENCED);
        object_set_dirty(frame);
        frame_release(frame);
    }
    kpage_free(bytes);
    return error ? error : (int64_t)n;
}

// The range [offset, offset + n) in pieces that do not cross a page. Short when a later piece fails.
static int64_t by_pages(struct vnode *vnode, struct io *io, uint64_t offset, size_t n,
                        int64_t (*piece)(struct vnode *, struct io *, uint64_t, size_t))
{
    size_t done = 0;
    while (done < n) {
        size_t part = MIN(n - done, PAGE_SIZE - ((offset + done) & PAGE_MASK));
        int64_t got = piece(vnode, io, offset + done, part);
        if (got < 0)
            return done ? (int64_t)done : got;
        done += part;
    }
    return (int64_t)done;
}

int64_t vnode_read(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    if ((vnode->mode & S_IFMT) == S_IFDIR)
        return -EISDIR;
    if (vnode->ops->read)
        return vnode->ops->read(vnode, io, offset, n);
    if (!vnode->ops->read_page)
        return -EINVAL;
    if (offset >= vnode->size)
        return 0;
    return by_pages(vnode, io, offset, MIN(n, vnode->size - offset), read_piece);
}

int64_t vnode_write(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    if ((vnode->mode & S_IFMT) == S_IFDIR)
        return -EISDIR;
    if (vnode->ops->write)
        return vnode->ops->write(vnode, io, offset, n);
    if (!vnode->ops->write_page)
        return vnode->ops->read_page ? -EROFS : -EINVAL;
    if (n == 0)
        return 0;
    if (offset >= vnode->size)
        return -ENOSPC;
    return by_pages(vnode, io, offset, MIN(n, vnode->size - offset), write_piece);
}

int64_t vnode_read_kernel(struct vnode *vnode, void *to, uint64_t offset, size_t n)
{
    struct io io = {NULL, (uint64_t)to};
    return vnode_read(vnode, &io, offset, n);
}

// ---- writing back ----

int vnode_sync(struct vnode *vnode) { return vnode->object ? object_write_back(vnode->object, 0, UINT64_MAX) : 0; }

static struct vnode *next_dirty(void)
{
    struct vnode *vnode;
    LIST_FOR_EACH(vnode, &all_vnodes, link)
        if (vnode->object && vnode->object->dirty > 0)
            return vnode;
    return NULL;
}

int vfs_sync(void)
{
    int error = 0;
    struct vnode *vnode;
    while (!error && (vnode = next_dirty())) {
        vnode_hold(vnode);
        error = vnode_sync(vnode);
        vnode_release(vnode);
    }
    return error;
}
