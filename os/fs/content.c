// SPDX-License-Identifier: Apache-2.0
// The bytes of files: reading, writing, lengthening and shortening through the page cache.
//
// A file's blocks change only under a page that somebody has: written to (held, its place made sure of before its new
// bytes are in it) or removed, the file's length having been lowered before. So a page that is being read or written
// by the device keeps its place, and no lock is needed to find it.
#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/fs/fs.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/object.h"
#include "os/vm/space.h"

int64_t dirty_ratio = 20;

#define NSEC_PER_SEC UINT64_C(1000000000)

struct file_time vfs_time(const struct fs *fs, struct file_time time)
{
    bool keeps = fs->time_min < fs->time_max;
    int64_t sec = keeps ? MAX(fs->time_min, MIN(time.sec, fs->time_max)) : time.sec;
    bool whole = fs->whole_seconds || sec != time.sec;
    return (struct file_time){sec, whole ? 0 : time.nsec};
}

struct file_time vfs_now(const struct fs *fs)
{
    uint64_t now = time_now(), part = now % machine.timebase * NSEC_PER_SEC / machine.timebase;
    return vfs_time(fs, (struct file_time){(int64_t)(now / machine.timebase), (uint32_t)part});
}

void vnode_changed(struct vnode *vnode)
{
    vnode->changed = true;
    vnode->access_due = 0;
    if (vnode->ops->store)
        vnode_note_dirty(vnode);
}

void vnode_modified(struct vnode *vnode)
{
    vnode->mtime = vnode->ctime = vfs_now(vnode->fs);
    vnode_changed(vnode);
}

struct object *vnode_object(struct vnode *vnode)
{
    if (vnode->object || !vnode->ops->read_page)
        return vnode->object;
    struct object *object = object_create_file(vnode);  // may sleep
    if (!vnode->object)
        vnode->object = object;
    else if (object)
        object_discard(object);  // somebody was faster
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

// ---- reading ----

static int64_t read_piece(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    struct frame *frame;
    if (vnode->object && object_is_hole(vnode->object, offset >> PAGE_SHIFT)) {
        int unwritten = io_zero(io, n);
        return unwritten ? unwritten : (int64_t)n;
    }
    int error = vnode_page(vnode, offset >> PAGE_SHIFT, &frame);
    if (error)
        return error;
    error = io_put(io, (char *)frame_kva(frame) + (offset & PAGE_MASK), n);
    frame_release(frame);
    return error ? error : (int64_t)n;
}

#define LONG_PIECE (64 * PAGE_SIZE)  // after so many bytes others have their turn, and SIGKILL is heard

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
        if (done % LONG_PIECE == 0 && give_way())
            break;
    }
    return (int64_t)done;
}

static bool has_pages(const struct vnode *vnode) { return vnode->object || vnode->ops->read_page; }

int64_t vnode_read_at_once(const struct vnode *vnode, struct space *space, uint64_t uva, uint64_t offset, size_t n)
{
    uint64_t at = offset & PAGE_MASK;
    if (!vnode->object || offset >= vnode->size || vnode_access_due(vnode))
        return -EAGAIN;
    n = MIN(n, vnode->size - offset);
    struct frame *frame = object_lookup(vnode->object, offset >> PAGE_SHIFT);
    if (n > PAGE_SIZE - at || !frame || frame->flags & FRAME_LOCKED)
        return -EAGAIN;
    frame->flags |= FRAME_REFERENCED;
    return copy_to_user_at_once(space, uva, (char *)frame_kva(frame) + at, n) ? (int64_t)n : -EAGAIN;
}

int64_t vnode_read(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    if (is_directory(vnode))
        return -EISDIR;
    if (vnode->ops->read)
        return vnode->ops->read(vnode, io, offset, n);
    if (!has_pages(vnode))
        return -EINVAL;
    if (offset >= vnode->size)
        return 0;
    int64_t done = by_pages(vnode, io, offset, MIN(n, vnode->size - offset), read_piece);
    return done == -EFAULT && offset >= vnode->size ? 0 : done;  // it was shortened meanwhile
}

int64_t vnode_read_kernel(struct vnode *vnode, void *to, uint64_t offset, size_t n)
{
    struct io io = {NULL, (uint64_t)to};
    return vnode_read(vnode, &io, offset, n);
}

// ---- the end of the file ----

// The page in which the file ends, if it ends within one: nothing but zeroes from `from` on, on the device too.
static int zero_rest_of_page(struct vnode *vnode, uint64_t from)
{
    struct frame *frame;
    if (!(from & PAGE_MASK) || from >= page_up(vnode->size))
        return 0;
    int error = vnode_page(vnode, from >> PAGE_SHIFT, &frame);
    if (error)
        return error;
    memset((char *)frame_kva(frame) + (from & PAGE_MASK), 0, PAGE_SIZE - (from & PAGE_MASK));
    if (frame->object)
        object_set_dirty(frame);  // where it has no place it was zeroes before
    frame_release(frame);
    return 0;
}

// Of the page in which the file ended, more counts from now on than has been backed.
static void lengthen(struct vnode *vnode, uint64_t size)
{
    struct frame *last = vnode->object ? object_lookup(vnode->object, vnode->size >> PAGE_SHIFT) : NULL;
    if (last && size >> PAGE_SHIFT != vnode->size >> PAGE_SHIFT)
        object_protect(last);
    vnode->size = size;
}

// ---- writing ----

// The page for bytes [offset, offset + n), held; *fresh: it is new and LOCKED, all its bytes are the caller's to fill.
static int page_to_write(struct vnode *vnode, uint64_t offset, size_t n, struct frame **frame, bool *fresh)
{
    bool read, whole = !(offset & PAGE_MASK) && (n == PAGE_SIZE || offset + n >= vnode->size);
    *fresh = false;
    if (whole || page_down(offset) >= vnode->size)
        return object_get_blank(vnode->object, offset >> PAGE_SHIFT, frame, fresh);
    return object_get(vnode->object, offset >> PAGE_SHIFT, frame, &read);
}

static int back(struct vnode *vnode, struct frame *frame, uint64_t end)
{
    bool backed = frame->flags & FRAME_BACKED && end <= vnode->size;
    if (backed || !vnode->ops->back_page)
        return 0;
    return vnode->ops->back_page(vnode, frame->index, end);
}

static void fill(struct vnode *vnode, struct frame *frame, bool fresh, uint64_t offset, const char *bytes, size_t n)
{
    char *page = frame_kva(frame);
    uint64_t within = offset & PAGE_MASK;
    if (fresh) {
        memset(page, 0, within);
        memset(page + within + n, 0, PAGE_SIZE - within - n);
    }
    memcpy(page + within, bytes, n);
    if (offset + n > vnode->size)
        lengthen(vnode, offset + n);
    frame->flags = (uint8_t)((frame->flags & ~FRAME_CODE) | FRAME_REFERENCED | FRAME_BACKED);
    object_set_dirty(frame);
}

static int put(struct vnode *vnode, uint64_t offset, const char *bytes, size_t n)
{
    struct frame *frame;
    bool fresh;
    int error = page_to_write(vnode, offset, n, &frame, &fresh);
    if (error)
        return error;
    error = back(vnode, frame, MAX(vnode->size, offset + n));
    if (!error && !frame->object)
        error = -EIO;  // taken out while this slept
    if (!error)
        fill(vnode, frame, fresh, offset, bytes, n);
    if (fresh)
        frame_unlock(frame);
    if (error && fresh)
        object_remove(frame);
    frame_release(frame);
    return error;
}

// The bytes arrive in a page of their own first: copying them from a user may fail or sleep, and what then stands in
// the page cache must be the file's old bytes or the new ones.
static int64_t write_piece(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    char *bytes = vnode_object(vnode) ? kpage_alloc() : NULL;
    if (!bytes)
        return -ENOMEM;
    int error = io_get(io, bytes, n);
    if (!error)
        error = put(vnode, offset, bytes, n);
    kpage_free(bytes);
    return error ? error : (int64_t)n;
}

// Who makes more pages dirty than the share of memory that may be writes his own back before he goes on.
static void limit_dirty(struct vnode *vnode)
{
    uint64_t most = MAX(frame_count_total() * (uint64_t)dirty_ratio / 100, 1);
    flusher_hurry();
    if (vnode->object && vnode->object->dirty > 0 && object_dirty_pages() > most)
        object_write_back(vnode->object, 0, UINT64_MAX);
}

// Under vnode->lock.
static int64_t write_pages(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    uint64_t size_max = (vnode->mode & S_IFMT) == S_IFBLK ? vnode->size : vnode->fs->size_max;
    if (offset >= size_max)
        return (vnode->mode & S_IFMT) == S_IFBLK ? -ENOSPC : -EFBIG;
    n = MIN(n, size_max - offset);
    int error = offset > vnode->size ? zero_rest_of_page(vnode, vnode->size) : 0;
    if (error)
        return error;
    uint64_t size = vnode->size;
    int64_t done = by_pages(vnode, io, offset, n, write_piece);
    if (done < (int64_t)n && vnode->ops->resize && offset + n > size)
        vnode->ops->resize(vnode);  // what was backed behind the end and then not written
    if (done > 0)
        vnode_modified(vnode);
    limit_dirty(vnode);
    return done;
}

static int may_write(struct vnode *vnode)
{
    if (is_directory(vnode))
        return -EISDIR;
    if (!has_pages(vnode))
        return -EINVAL;
    if (vnode->swapping)
        return -ETXTBSY;
    bool stores = vnode->ops->write_page || (vnode->object && vnode->object->kind == OBJECT_SHARED);
    return stores && !vnode->fs->read_only ? 0 : -EROFS;
}

// 0, and the vnode's lock is held; or -errno. While it was waited for, the file may have become a swap area.
static int begin_change(struct vnode *vnode)
{
    int error = may_write(vnode);
    if (!error)
        error = lock_take_killable(&vnode->lock);
    if (!error && vnode->swapping) {
        lock_drop(&vnode->lock);
        error = -ETXTBSY;
    }
    return error;
}

int64_t vnode_write(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    if (vnode->ops->write)
        return vnode->ops->write(vnode, io, offset, n);
    int64_t done = n ? begin_change(vnode) : may_write(vnode);
    if (done || n == 0)
        return done;
    done = write_pages(vnode, io, offset, n);
    lock_drop(&vnode->lock);
    return done;
}

int64_t vnode_append(struct vnode *vnode, struct io *io, uint64_t *offset, size_t n)
{
    int64_t done = n ? begin_change(vnode) : may_write(vnode);
    if (done || n == 0)
        return done;
    *offset = vnode->size;
    done = write_pages(vnode, io, *offset, n);
    lock_drop(&vnode->lock);
    return done;
}

int vnode_extend(struct vnode *vnode, const void *bytes, size_t n)
{
    struct io io = {NULL, (uint64_t)bytes};
    int64_t done = write_pages(vnode, &io, vnode->size, n);
    return done == (int64_t)n ? 0 : done < 0 ? (int)done : -EIO;
}

// ---- the length ----

static int shorten(struct vnode *vnode, uint64_t size)
{
    int error = zero_rest_of_page(vnode, size);
    if (error)
        return error;
    vnode->size = size;
    if (vnode->object) {
        object_truncate(vnode->object, size);
        spaces_forget_copies(vnode->object, page_up(size) >> PAGE_SHIFT);
    }
    return vnode->ops->resize ? vnode->ops->resize(vnode) : 0;
}

static int resize(struct vnode *vnode, uint64_t size)
{
    int error = 0;
    if (size > vnode->fs->size_max)
        return -EFBIG;
    if (size < vnode->size) {
        error = shorten(vnode, size);
    } else if (size > vnode->size) {
        error = zero_rest_of_page(vnode, vnode->size);
        if (!error)
            lengthen(vnode, size);
    }
    if (!error)
        vnode_modified(vnode);
    return error;
}

int vnode_truncate(struct vnode *vnode, uint64_t size)
{
    int error = begin_change(vnode);
    if (error)
        return error;
    error = resize(vnode, size);
    lock_drop(&vnode->lock);
    return error;
}

// Page by page, so that each is a page of the file while its place is made.
static int allocate(struct vnode *vnode, uint64_t offset, uint64_t end)
{
    for (uint64_t at = page_down(offset); at < end; at += PAGE_SIZE) {
        struct frame *frame;
        int error = vnode_page(vnode, at >> PAGE_SHIFT, &frame);
        if (error)
            return error;
        error = back(vnode, frame, vnode->size);
        if (!error && frame->object) {
            frame->flags |= FRAME_BACKED;
            object_set_dirty(frame);  // its place has other bytes yet
        }
        frame_release(frame);
        if (!error)
            error = give_way();
        if (error)
            return error;
    }
    return 0;
}

int vnode_allocate(struct vnode *vnode, uint64_t offset, uint64_t length, bool keep_size)
{
    uint64_t end = offset + length, size;
    int error = begin_change(vnode);
    if (error)
        return error;
    size = vnode->size;
    if (end > size && !keep_size)
        error = resize(vnode, end);
    if (!error)
        error = allocate(vnode, offset, MIN(end, vnode->size));
    if (error && vnode->size > size)
        shorten(vnode, size);
    lock_drop(&vnode->lock);
    return error;
}
