// SPDX-License-Identifier: Apache-2.0
// /dev/mem and /dev/kmem: memory by physical address and by the kernel's own. An offset is an address. Transfers are
// made of the largest aligned accesses that fit, up to eight bytes, so that a device's register is read or written once
// when the transfer is of its size; an address where the access fails ends the transfer (EFAULT when nothing came
// before). Linux's strict mode holds for RAM: EPERM.
#include "os/arch/machine.h"
#include "os/arch/probe.h"
#include "os/fs/fs.h"
#include "os/lib/errno.h"
#include "os/vm/physical.h"

#define MEM_MAJOR 1u
#define MEM_MINOR 1u
#define KMEM_MINOR 2u
#define TURN 512u  // bytes after which others have theirs

// The largest access at `address` that is aligned and no longer than n bytes.
static uint64_t access_size(uint64_t address, size_t n)
{
    uint64_t bytes = 8;
    while (bytes > n || address % bytes)
        bytes /= 2;
    return bytes;
}

// Kernel addresses [va, va + n): bytes done, or -EFAULT for none.
static int64_t load(struct io *io, uint64_t va, size_t n)
{
    size_t done = 0;
    while (done < n) {
        uint64_t bytes = access_size(va + done, n - done);
        struct probe probe = probe_load(va + done, bytes);
        if (probe.error || io_put(io, &probe.value, bytes))
            break;
        done += bytes;
        if ((va + done) % TURN == 0 && give_way())
            break;
    }
    return done || !n ? (int64_t)done : -EFAULT;
}

static int64_t store(struct io *io, uint64_t va, size_t n)
{
    size_t done = 0;
    while (done < n) {
        uint64_t value = 0, bytes = access_size(va + done, n - done);
        if (io_get(io, &value, bytes) || probe_store(va + done, bytes, value))
            break;
        done += bytes;
        if ((va + done) % TURN == 0 && give_way())
            break;
    }
    return done || !n ? (int64_t)done : -EFAULT;
}

// ---- /dev/mem ----

static int check(uint64_t pa, size_t n)
{
    if (pa >= PHYSICAL_END || n > PHYSICAL_END - pa || pa + n > -PHYSMAP_BASE)
        return -EFAULT;  // beyond the kernel's window
    return physical_allowed(pa, n) ? 0 : -EPERM;
}

static int64_t mem_read(struct vnode *vnode, struct io *io, uint64_t pa, size_t n)
{
    (void)vnode;
    int error = check(pa, n);
    return error ? error : load(io, PHYSMAP_BASE + pa, n);
}

static int64_t mem_write(struct vnode *vnode, struct io *io, uint64_t pa, size_t n)
{
    (void)vnode;
    int error = check(pa, n);
    return error ? error : store(io, PHYSMAP_BASE + pa, n);
}

static int mem_map(struct vnode *vnode, uint64_t offset, uint64_t length, bool shared, struct object **object)
{
    if (!shared || offset >= PHYSICAL_END || length > PHYSICAL_END - offset)
        return -EINVAL;  // a private page would belong to the process: there are none here
    if (!physical_allowed(offset, page_up(length)))
        return -EPERM;
    *object = physical_object(vnode);
    return *object ? 0 : -ENOMEM;
}

// ---- /dev/kmem ----

static int64_t kmem_read(struct vnode *vnode, struct io *io, uint64_t va, size_t n)
{
    (void)vnode;
    return va < PHYSMAP_BASE || n > -va ? -EFAULT : load(io, va, n);
}

static int64_t kmem_write(struct vnode *vnode, struct io *io, uint64_t va, size_t n)
{
    (void)vnode;
    return va < PHYSMAP_BASE || n > -va ? -EFAULT : store(io, va, n);
}

static const struct vnode_ops mem_ops = {.any_offset = true, .read = mem_read, .write = mem_write, .map = mem_map};
static const struct vnode_ops kmem_ops = {.any_offset = true, .read = kmem_read, .write = kmem_write};

void mem_devices_add(void)
{
    physical_strict = bootarg_number("strict_devmem", 1);
    devfs_add("mem", MEM_MAJOR << 8 | MEM_MINOR, S_IFCHR | 0640, &mem_ops, NULL);
    if (bootarg_number("kmem", 0))
        devfs_add("kmem", MEM_MAJOR << 8 | KMEM_MINOR, S_IFCHR | 0640, &kmem_ops, NULL);
}
