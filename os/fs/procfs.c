// SPDX-License-Identifier: Apache-2.0
// /proc: the tree. Files of the system at the top, a directory for each process, `self`.
// Inode numbers are made in proc.h. A file of the system has its place in the table, 0 being the root; so has a file of
// a process, 0 being its directory.
#include "os/fs/fs.h"
#include "os/fs/proc.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

#define PROC_DEV 0x0004u
#define DIRECTORY 0  // place of the directory itself
#define FIRST_PLACE 1
#define WRITTEN_MAX 64  // bytes of a text that may be written
#define SYS_POSITION 255
#define FIRST_PID_POSITION 256

struct file {
    const char *name;
    uint32_t mode;
    proc_show *show;
};

static const struct file system_files[] = {
    {"meminfo", S_IFREG | 0444, show_meminfo},
    {"vmstat", S_IFREG | 0444, show_vmstat},
    {"stat", S_IFREG | 0444, show_stat},
    {"swaps", S_IFREG | 0444, show_swaps},
    {"cmdline", S_IFREG | 0444, show_cmdline},
    {"version", S_IFREG | 0444, show_version},
    {"uptime", S_IFREG | 0444, show_uptime},
    {"loadavg", S_IFREG | 0444, show_loadavg},
    {"cpuinfo", S_IFREG | 0444, show_cpuinfo},
    {"mounts", S_IFREG | 0444, show_mounts},
    {"filesystems", S_IFREG | 0444, show_filesystems},
    {"vm_check", S_IFREG | 0444, show_vm_check},
    {"hpm", S_IFREG | 0644, show_hpm},
    {"vmfaults", S_IFREG | 0444, show_vmfaults},
    {"vmcycles", S_IFREG | 0444, show_vmcycles},
    {"kpagecount", S_IFREG | 0400, NULL},
    {"kpageflags", S_IFREG | 0400, NULL},
    {"self", S_IFLNK | 0777, NULL},
};

static const struct file task_files[] = {
    {"maps", S_IFREG | 0444, show_task_maps},
    {"smaps", S_IFREG | 0444, show_task_smaps},
    {"smaps_rollup", S_IFREG | 0444, show_task_smaps_rollup},
    {"statm", S_IFREG | 0444, show_task_statm},
    {"stat", S_IFREG | 0444, show_task_stat},
    {"status", S_IFREG | 0444, show_task_status},
    {"cmdline", S_IFREG | 0444, show_task_cmdline},
    {"comm", S_IFREG | 0444, show_task_comm},
    {"pagemap", S_IFREG | 0400, NULL},
    {"exe", S_IFLNK | 0777, NULL},
    {"cwd", S_IFLNK | 0777, NULL},
};

static struct fs procfs;

static pid_t pid_of(const struct vnode *vnode) { return (pid_t)proc_id(vnode->ino); }
static uint64_t ino_of(pid_t pid, uint64_t place) { return proc_ino(PROC_TASK, (uint64_t)pid, place); }

static const struct file *file_of(const struct vnode *vnode)
{
    uint64_t place = proc_place(vnode->ino) - FIRST_PLACE;
    return proc_kind(vnode->ino) == PROC_TASK ? &task_files[place] : &system_files[place];
}

// The task may end while this sleeps: it is held, and of its space the writers take their own hold.
static int64_t read_of_task(pid_t pid, const struct file *file, struct io *io, uint64_t offset, size_t n)
{
    struct task *task = task_find(pid);
    if (!task)
        return -ESRCH;
    task_hold(task);
    int64_t done = file->show ? proc_read_text(file->show, task, io, offset, n) : read_pagemap(task, io, offset, n);
    task_release(task);
    return done;
}

static int64_t proc_read(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    const struct file *file = file_of(vnode);
    if (pid_of(vnode))
        return read_of_task(pid_of(vnode), file, io, offset, n);
    if (file->show)
        return proc_read_text(file->show, NULL, io, offset, n);
    return strcmp(file->name, "kpagecount") == 0 ? read_kpagecount(io, offset, n) : read_kpageflags(io, offset, n);
}

static proc_write *writer_of(const struct vnode *vnode) { return file_of(vnode)->show == show_hpm ? write_hpm : NULL; }

// The whole text comes in one write.
static int64_t proc_write_text(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    char text[WRITTEN_MAX];
    proc_write *written = writer_of(vnode);
    if (!written)
        return -EACCES;
    if (offset != 0 || n >= sizeof text)
        return -EINVAL;
    int error = io_get(io, text, n);
    text[n] = 0;
    if (!error)
        error = written(text);
    return error ? error : (int64_t)n;
}

// ---- links ----

static struct vnode *program_of(struct task *task)
{
    struct region *region = task->space ? space_find(task->space, task->space->start_code) : NULL;
    return region && region->object ? region->object->vnode : NULL;
}

static struct vnode *directory_of(struct task *task)
{
    if (!task->workdir)
        return NULL;
    return task->workdir->cwd ? task->workdir->cwd : vfs_root();
}

static int64_t copy_path(struct vnode *target, char *to, size_t size)
{
    char *path = kpage_alloc();
    if (!path)
        return -ENOMEM;
    int64_t length = vfs_path_of(target, path, PAGE_SIZE);
    if (length > 0)
        memcpy(to, path, length = MIN(length, (int64_t)size));
    kpage_free(path);
    return length;
}

static int64_t proc_readlink(struct vnode *link, char *to, size_t size)
{
    if (!pid_of(link))
        return scnprintf(to, size, "%d", current->process->pid);
    struct task *task = task_find(pid_of(link));
    if (!task)
        return -ESRCH;
    struct vnode *target = strcmp(file_of(link)->name, "exe") == 0 ? program_of(task) : directory_of(task);
    if (!target)
        return -ENOENT;
    vnode_hold(target);
    int64_t length = copy_path(target, to, size);
    vnode_release(target);
    return length;
}

// ---- directories ----

static const struct file *find_file(const struct file *files, size_t count, const char *name, size_t length)
{
    for (const struct file *f = files; f < files + count; f++)
        if (strlen(f->name) == length && memcmp(f->name, name, length) == 0)
            return f;
    return NULL;
}

// A decimal number without leading zero, or 0.
static pid_t parse_pid(const char *name, size_t length)
{
    uint64_t pid = 0;
    if (length == 0 || length > 9 || name[0] == '0')
        return 0;
    for (size_t i = 0; i < length; i++) {
        if (name[i] < '0' || name[i] > '9')
            return 0;
        pid = pid * 10 + (uint64_t)(name[i] - '0');
    }
    return (pid_t)pid;
}

static int root_lookup(struct vnode *dir, const char *name, size_t length, struct vnode **found)
{
    int error = -ENOENT;
    const struct file *file = find_file(system_files, COUNT(system_files), name, length);
    pid_t pid = parse_pid(name, length);
    if (file)
        *found = vnode_get(dir->fs, proc_ino(PROC_SYSTEM, 0, (uint64_t)(file - system_files) + FIRST_PLACE), &error);
    else if (length == 3 && memcmp(name, "sys", 3) == 0)
        *found = vnode_get(dir->fs, PROC_SYS_ROOT, &error);
    else if (pid && task_find(pid))
        *found = vnode_get(dir->fs, ino_of(pid, DIRECTORY), &error);
    else
        *found = NULL;
    return *found ? 0 : error;
}

static int task_lookup(struct vnode *dir, const char *name, size_t length, struct vnode **found)
{
    int error = -ENOENT;
    if (length == 2 && memcmp(name, "..", 2) == 0) {
        *found = dir->fs->root;
        vnode_hold(*found);
        return 0;
    }
    const struct file *file = find_file(task_files, COUNT(task_files), name, length);
    if (!file || !task_find(pid_of(dir)))
        return -ENOENT;
    *found = vnode_get(dir->fs, ino_of(pid_of(dir), (uint64_t)(file - task_files) + FIRST_PLACE), &error);
    return *found ? 0 : error;
}

static int file_entry(const struct file *file, uint64_t ino, uint64_t next, struct dirent *entry)
{
    entry->ino = ino;
    entry->next = next;
    entry->type = (uint8_t)((file->mode & S_IFMT) >> 12);
    strlcpy(entry->name, file->name, sizeof entry->name);
    return 1;
}

// Positions: the files of the system, then FIRST_PID_POSITION + pid.
static int root_readdir(struct vnode *dir, uint64_t position, struct dirent *entry)
{
    (void)dir;
    static const struct file sys = {"sys", S_IFDIR | 0555, NULL};
    if (position < COUNT(system_files))
        return file_entry(&system_files[position], proc_ino(PROC_SYSTEM, 0, position + FIRST_PLACE), position + 1,
                          entry);
    if (position <= SYS_POSITION)
        return file_entry(&sys, PROC_SYS_ROOT, SYS_POSITION + 1, entry);
    struct task *task;
    LIST_FOR_EACH(task, &all_tasks, all_link) {
        if (!task_is_leader(task) || FIRST_PID_POSITION + (uint64_t)task->tid < position)
            continue;
        entry->ino = ino_of(task->tid, DIRECTORY);
        entry->next = FIRST_PID_POSITION + (uint64_t)task->tid + 1;
        entry->type = S_IFDIR >> 12;
        snprintf(entry->name, sizeof entry->name, "%d", task->tid);
        return 1;
    }
    return 0;
}

static int task_readdir(struct vnode *dir, uint64_t position, struct dirent *entry)
{
    if (position >= COUNT(task_files))
        return 0;
    return file_entry(&task_files[position], ino_of(pid_of(dir), position + FIRST_PLACE), position + 1, entry);
}

static const struct vnode_ops root_ops = {.lookup = root_lookup, .readdir = root_readdir};
static const struct vnode_ops task_ops = {.lookup = task_lookup, .readdir = task_readdir};
static const struct vnode_ops file_ops = {.read = proc_read, .write = proc_write_text};
static const struct vnode_ops link_ops = {.readlink = proc_readlink};

static int load(struct fs *fs, uint64_t ino, struct vnode *vnode)
{
    (void)fs;
    if (proc_kind(ino) == PROC_SETTING) {
        proc_sys_load(vnode);
    } else if (proc_place(ino) == DIRECTORY) {
        vnode->mode = S_IFDIR | 0555;
        vnode->ops = proc_kind(ino) == PROC_TASK ? &task_ops : &root_ops;
        vnode->links = 2;
    } else {
        vnode->links = 1;
        vnode->mode = file_of(vnode)->mode;
        vnode->ops = (vnode->mode & S_IFMT) == S_IFLNK ? &link_ops : &file_ops;
    }
    return 0;
}

static struct fs procfs = {.name = "proc", .dev = PROC_DEV, .block_size = 1024, .load = load};

struct fs *procfs_get(void)
{
    int error;
    if (!procfs.root)
        procfs.root = vnode_get(&procfs, proc_ino(PROC_SYSTEM, 0, DIRECTORY), &error);
    if (!procfs.root)
        panic("no memory for /proc");
    return &procfs;
}
