// SPDX-License-Identifier: Apache-2.0
// System calls on address spaces: arguments are checked as Linux does, the work is os/vm's.

#include "os/arch/csr.h"
#include "os/fs/vfs.h"
#include "os/kern/file.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/kalloc.h"
#include "os/vm/pool.h"
#include "os/vm/populate.h"
#include "os/vm/space.h"
#include "os/vm/swap.h"

#define RIGHTS (VM_READ | VM_WRITE | VM_EXEC)

int64_t sys_brk(const uint64_t *a) { return (int64_t)space_brk(current->space, a[0]); }
int64_t sys_munmap(const uint64_t *a) { return space_unmap(current->space, a[0], a[1]); }

int64_t sys_mprotect(const uint64_t *a)
{
    return (a[2] & ~(uint64_t)RIGHTS) != 0 ? -EINVAL : space_protect(current->space, a[0], a[1], (uint32_t)a[2]);
}

int64_t sys_mremap(const uint64_t *a) { return space_remap(current->space, a[0], a[1], a[2], (uint32_t)a[3], a[4]); }

// Advice of our own: limited pools.
static int64_t advise_pool(uint64_t start, uint64_t length, uint32_t advice)
{
    struct range range;
    if (range_make(start, length, &range) || range_empty(range))
        return -EINVAL;
    return pool_advise(current->space, range.start, range.end, advice);
}

int64_t sys_madvise(const uint64_t *a)
{
    return pool_is_advice(a[2]) ? advise_pool(a[0], a[1], (uint32_t)a[2])
                                : space_advise(current->space, a[0], a[1], (int)a[2]);
}

// ---- mmap ----

#define MAP_TYPE (VM_MAP_SHARED | VM_MAP_PRIVATE)
#define MAP_SHARED_VALIDATE MAP_TYPE  // both bits: MAP_SHARED, and no flag may be unknown
#define MAP_KNOWN UINT64_C(0x7f933)   // the flags of Linux before there was MAP_SHARED_VALIDATE

// May the open file be mapped so? (mmap(2), ERRORS)
static int mappable(const struct file *f, uint32_t rights, uint32_t flags)
{
    uint32_t type = f->vnode ? f->vnode->mode & S_IFMT : 0;
    if (!f->vnode || (type != S_IFREG && type != S_IFBLK && !f->vnode->ops->map))
        return -ENODEV;
    if (!file_readable(f))
        return -EACCES;
    if ((flags & VM_MAP_SHARED) != 0 && (rights & VM_WRITE) != 0 && !file_writable(f))
        return -EACCES;
    return 0;
}

static int object_to_map(struct vnode *vnode, uint64_t offset, uint64_t length, uint32_t flags, struct object **object)
{
    if (vnode->ops->map)
        return vnode->ops->map(vnode, offset, length, flags & VM_MAP_SHARED, object);
    *object = vnode_object(vnode);
    return *object ? 0 : -ENOMEM;
}

__attribute__((noinline)) static int64_t map_file(const uint64_t *a, uint32_t rights, uint32_t flags)
{
    struct file *f = fd_get((int)a[4]);
    if (!f)
        return -EBADF;
    int64_t result = mappable(f, rights, flags);
    if (result == 0 && (flags & MAP_TYPE) == MAP_SHARED_VALIDATE) {
        result = (a[3] & ~MAP_KNOWN) != 0 ? -EOPNOTSUPP : 0;
        flags &= ~VM_MAP_PRIVATE;
    }
    struct object *object;
    if (result == 0)
        result = object_to_map(f->vnode, a[5], a[1], flags, &object);
    if (result == 0) {
        const struct map_request q = {a[0], a[1], rights, flags, object, a[5], object ? f : NULL};
        result = space_map(current->space, &q);
    }
    if (result > 0)
        file_accessed(f);
    file_drop(f);
    return result;
}

int64_t sys_mmap(const uint64_t *a)
{
    uint32_t rights = (uint32_t)a[2] & RIGHTS, flags = (uint32_t)a[3];
    if (a[5] % PAGE_SIZE != 0)
        return -EINVAL;
    if ((flags & VM_MAP_ANONYMOUS) == 0)
        return map_file(a, rights, flags);
    const struct map_request q = {a[0], a[1], rights, flags, NULL, 0, NULL};
    return space_map(current->space, &q);
}

// ---- mlock ----

int64_t sys_mlock(const uint64_t *a) { return space_mlock(current->space, a[0], a[1], 0); }

int64_t sys_mlock2(const uint64_t *a)
{
    return a[2] > UINT32_MAX ? -EINVAL : space_mlock(current->space, a[0], a[1], (uint32_t)a[2]);
}

int64_t sys_munlock(const uint64_t *a) { return space_munlock(current->space, a[0], a[1]); }
int64_t sys_mlockall(const uint64_t *a) { return space_mlockall(current->space, (uint32_t)a[0]); }

int64_t sys_munlockall(const uint64_t *a)
{
    (void)a;
    return space_munlockall(current->space);
}

// ---- msync, mincore ----

enum { MS_ASYNC = 1, MS_INVALIDATE = 2, MS_SYNC = 4 };

int64_t sys_msync(const uint64_t *a)
{
    uint64_t flags = a[2];
    if ((flags & ~(uint64_t)(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) != 0 ||
        (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC))
        return -EINVAL;
    return space_sync(current->space, a[0], a[1], (flags & MS_SYNC) != 0, (flags & MS_INVALIDATE) != 0);
}

int64_t sys_mincore(const uint64_t *a) { return space_mincore(current->space, a[0], a[1], a[2]); }

// riscv_flush_icache(2): one hart, so the whole of its instruction cache.
int64_t sys_flush_icache(const uint64_t *a)
{
    (void)a;
    fence_i();
    return 0;
}

// What a path names, held, and the path.
static int64_t swap_path(uint64_t path_uva, struct vnode **vnode, char **path)
{
    int error = 0;
    *path = path_from_user(path_uva, &error);
    if (!*path)
        return error;
    error = vfs_lookup(current->workdir->cwd, *path, true, vnode);
    if (error != 0)
        kpage_free(*path);
    return error;
}

#define SWAP_FLAG_PREFER UINT64_C(0x8000)
#define SWAP_FLAG_PRIORITY UINT64_C(0x7fff)
#define SWAP_FLAGS UINT64_C(0x7ffff)  // discard and once: accepted, without effect

int64_t sys_swapon(const uint64_t *a)
{
    struct vnode *vnode = NULL;
    char *path;
    if ((a[1] & ~SWAP_FLAGS) != 0)
        return -EINVAL;
    int64_t result = swap_path(a[0], &vnode, &path);
    if (result != 0)
        return result;
    result = swap_on(vnode, path, (a[1] & SWAP_FLAG_PREFER) != 0 ? (int)(a[1] & SWAP_FLAG_PRIORITY) : -1);
    vnode_release(vnode);
    kpage_free(path);
    return result;
}

int64_t sys_swapoff(const uint64_t *a)
{
    struct vnode *vnode = NULL;
    char *path;
    int64_t result = swap_path(a[0], &vnode, &path);
    if (result != 0)
        return result;
    result = swap_off(vnode);
    vnode_release(vnode);
    kpage_free(path);
    return result;
}
