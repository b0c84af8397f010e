// SPDX-License-Identifier: Apache-2.0
// /proc/sys: the table of sysctl.h as a tree. A directory is named by the first entry whose path leads through it and
// by how many names of that path lead to it; a file likewise, by its entry and all of its names.
#include "os/fs/fs.h"
#include "os/fs/proc.h"
#include "os/kern/sysctl.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"

#define DEPTH_BITS 4

static uint64_t ino_of(size_t entry, unsigned depth)
{
    return proc_ino(PROC_SETTING, 0, (uint64_t)entry << DEPTH_BITS | depth);
}

static const struct sysctl *entry_of(const struct vnode *vnode)
{
    return &sysctls[proc_place(vnode->ino) >> DEPTH_BITS];
}

static unsigned depth_of(const struct vnode *vnode)
{
    return (unsigned)proc_place(vnode->ino) & ((1u << DEPTH_BITS) - 1);
}

// What follows the first `depth` names of a path: empty at its end.
static const char *below(const char *path, unsigned depth)
{
    for (; depth > 0 && *path; path++)
        depth -= *path == '/' || !path[1];
    return path;
}

static size_t name_length(const char *name)
{
    size_t n = 0;
    while (name[n] && name[n] != '/')
        n++;
    return n;
}

// Do the first `depth` names of two paths agree?
static bool same_start(const char *a, const char *b, unsigned depth)
{
    size_t length = (size_t)(below(a, depth) - a);
    return length == (size_t)(below(b, depth) - b) && memcmp(a, b, length) == 0;
}

// Is the name after `depth` others the first of its directory's that is so called?
static bool first_so_called(size_t entry, unsigned depth)
{
    const char *path = sysctls[entry].path, *name = below(path, depth);
    size_t length = name_length(name);
    for (size_t i = 0; i < entry; i++) {
        const char *other = below(sysctls[i].path, depth);
        if (same_start(path, sysctls[i].path, depth) && name_length(other) == length &&
            memcmp(other, name, length) == 0)
            return false;
    }
    return true;
}

// The first entry from `i` on that stands for a name of its own in the directory; sysctl_count if none does.
static size_t next_name(const struct vnode *dir, size_t i)
{
    unsigned depth = depth_of(dir);
    while (i < sysctl_count && !(same_start(entry_of(dir)->path, sysctls[i].path, depth) && first_so_called(i, depth)))
        i++;
    return i;
}

static int lookup(struct vnode *dir, const char *name, size_t length, struct vnode **found)
{
    int error = -ENOENT;
    unsigned depth = depth_of(dir);
    if (length == 2 && memcmp(name, "..", 2) == 0) {
        const char *parent = entry_of(dir)->path;
        size_t i = 0;
        while (depth > 1 && !same_start(parent, sysctls[i].path, depth - 1))
            i++;
        *found = depth == 0 ? dir->fs->root : vnode_get(dir->fs, ino_of(i, depth - 1), &error);
        if (depth == 0)
            vnode_hold(*found);
        return *found ? 0 : error;
    }
    for (size_t i = next_name(dir, 0); i < sysctl_count; i = next_name(dir, i + 1)) {
        const char *own = below(sysctls[i].path, depth);
        if (name_length(own) != length || memcmp(own, name, length) != 0)
            continue;
        *found = vnode_get(dir->fs, ino_of(i, depth + 1), &error);
        return *found ? 0 : error;
    }
    return -ENOENT;
}

static int readdir(struct vnode *dir, uint64_t position, struct dirent *out)
{
    size_t i = next_name(dir, position);
    if (i >= sysctl_count)
        return 0;
    const char *name = below(sysctls[i].path, depth_of(dir));
    size_t length = name_length(name);
    out->ino = ino_of(i, depth_of(dir) + 1);
    out->next = i + 1;
    out->type = (name[length] ? S_IFDIR : S_IFREG) >> 12;
    strlcpy(out->name, name, MIN(length + 1, sizeof out->name));
    return 1;
}

static int64_t read(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    char text[SYSCTL_TEXT];
    size_t length = sysctl_show(entry_of(vnode), text);
    if (offset >= length)
        return 0;
    n = MIN(n, length - offset);
    int error = io_put(io, text + offset, n);
    return error ? error : (int64_t)n;
}

// The whole value comes in one write, as Linux wants it too.
static int64_t write(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    char text[SYSCTL_TEXT];
    if (offset != 0 || n >= sizeof text)
        return -EINVAL;
    int error = io_get(io, text, n);
    text[n] = 0;
    if (!error)
        error = sysctl_set(entry_of(vnode), text);
    return error ? error : (int64_t)n;
}

static const struct vnode_ops directory_ops = {.lookup = lookup, .readdir = readdir};
static const struct vnode_ops file_ops = {.read = read, .write = write};

void proc_sys_load(struct vnode *vnode)
{
    bool directory = *below(entry_of(vnode)->path, depth_of(vnode)) != 0;
    vnode->ops = directory ? &directory_ops : &file_ops;
    vnode->links = directory ? 2 : 1;
    if (directory)
        vnode->mode = S_IFDIR | 0555;
    else
        vnode->mode = S_IFREG | (sysctl_writable(entry_of(vnode)) ? 0644 : 0444);
}
