// SPDX-License-Identifier: Apache-2.0
// /proc/PID/fd: a link for each open descriptor, to the name of what is open. Names that are no paths are Linux's.
// The place of a descriptor is its number plus 1.
#include "os/fs/fs.h"
#include "os/fs/proc.h"
#include "os/kern/file.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

static uint64_t ino_of(pid_t pid, int fd) { return proc_ino(PROC_FD, (uint64_t)pid, (uint64_t)fd + 1); }

// The open file, not held; NULL: there is none, or no such task.
static struct file *file_at(pid_t pid, int fd)
{
    const struct task *task = task_find(pid);
    return task && task->files ? files_at(task->files, fd) : NULL;
}

static int lookup(struct vnode *dir, const char *name, size_t length, struct vnode **found)
{
    int error = -ENOENT;
    pid_t pid = (pid_t)proc_id(dir->ino);
    if (length == 2 && name[0] == '.' && name[1] == '.') {
        *found = vnode_get(dir->fs, proc_ino(PROC_TASK, (uint64_t)pid, 0), &error);
        return *found ? 0 : error;
    }
    int64_t fd = proc_number(name, length);
    if (fd < 0 || fd >= FILES_MAX || !file_at(pid, (int)fd))
        return -ENOENT;
    *found = vnode_get(dir->fs, ino_of(pid, (int)fd), &error);
    return *found ? 0 : error;
}

static int readdir(struct vnode *dir, uint64_t position, struct dirent *entry)
{
    pid_t pid = (pid_t)proc_id(dir->ino);
    while (position < FILES_MAX && !file_at(pid, (int)position))
        position++;
    if (position >= FILES_MAX)
        return 0;
    entry->ino = ino_of(pid, (int)position);
    entry->next = position + 1;
    entry->type = S_IFLNK >> 12;
    snprintf(entry->name, sizeof entry->name, "%lu", position);
    return 1;
}

static int64_t name_of(struct file *f, char *to, size_t size)
{
    struct stat st = {0};
    int length = f->vnode ? file_describe(f, to, size) : -ENOENT;
    if (length >= 0)
        return length;
    int error = f->ops->stat ? f->ops->stat(f, &st) : 0;
    if (error)
        return error;
    if ((st.mode & S_IFMT) == S_IFIFO)
        return scnprintf(to, size, "pipe:[%lu]", st.ino);
    return scnprintf(to, size, "anon_inode:[file]");
}

static int64_t readlink(struct vnode *link, char *to, size_t size)
{
    struct file *f = file_at((pid_t)proc_id(link->ino), (int)proc_place(link->ino) - 1);
    if (!f)
        return -ENOENT;
    char *name = kpage_alloc();  // may sleep: looked up again
    f = file_at((pid_t)proc_id(link->ino), (int)proc_place(link->ino) - 1);
    if (!f || !name) {
        if (name)
            kpage_free(name);
        return f ? -ENOMEM : -ENOENT;
    }
    file_hold(f);
    int64_t length = name_of(f, name, PAGE_SIZE);
    file_drop(f);
    if (length > 0)
        memcpy(to, name, (size_t)(length = MIN(length, (int64_t)size)));
    kpage_free(name);
    return length;
}

// The file itself, whether its name is still there or not; of a pipe, what gives one more end of it.
static int follow(struct vnode *link, struct vnode **to)
{
    struct file *f = file_at((pid_t)proc_id(link->ino), (int)proc_place(link->ino) - 1);
    if (!f)
        return -ENOENT;
    if (!f->vnode) {
        file_hold(f);
        int error = pipe_vnode(f, to);
        file_drop(f);
        return error;
    }
    vnode_hold(f->vnode);
    *to = f->vnode;
    return 0;
}

static const struct vnode_ops directory_ops = {.lookup = lookup, .readdir = readdir};
static const struct vnode_ops link_ops = {.readlink = readlink, .follow = follow};

void proc_fd_load(struct vnode *vnode)
{
    bool directory = proc_place(vnode->ino) == 0;
    vnode->ops = directory ? &directory_ops : &link_ops;
    vnode->mode = directory ? S_IFDIR | 0500 : S_IFLNK | 0777;
    vnode->links = directory ? 2 : 1;
}
