// SPDX-License-Identifier: Apache-2.0
// /proc: the tree. Files of the system at the top, a directory for each process, `self`.
// Inode numbers: a file of the system is its place in the table; process files are pid << 8 | place.
#include "os/fs/fs.h"
#include "os/fs/proc.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

#define PROC_DEV 0x0004u
#define ROOT_INO 1
#define TASK_SHIFT 8
#define TASK_DIRECTORY 0  // places in a process's numbers
#define FIRST_PLACE 2
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
    {"kpagecount", S_IFREG | 0400, NULL},
    {"kpageflags", S_IFREG | 0400, NULL},
    {"self", S_IFLNK | 0777, NULL},
};

static const struct file task_files[] = {
    {"maps", S_IFREG | 0444, show_task_maps},
    {"smaps", S_IFREG | 0444, show_task_smaps},
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

static pid_t pid_of(const struct vnode *vnode) { return (pid_t)(vnode->ino >> TASK_SHIFT); }
static uint64_t ino_of(pid_t pid, uint64_t place) { return (uint64_t)pid << TASK_SHIFT | place; }

static const struct file *file_of(const struct vnode *vnode)
{
    uint64_t place = (vnode->ino & ((1u << TASK_SHIFT) - 1)) - FIRST_PLACE;
    return pid_of(vnode) ? &task_files[place] : &system_files[place];
}

// ---- text ----

static void flush(struct text *t)
{
    size_t drop = MIN(t->gathered, t->skip);
    size_t n = MIN(t->gathered - drop, t->room);
    t->skip -= drop;
    t->gathered = 0;
    if (n == 0 || t->error)
        return;
    t->error = io_put(t->io, t->page + drop, n);
    t->room -= n;
    t->done += n;
}

void text_bytes(struct text *t, const void *bytes, size_t n)
{
    while (n > 0 && !text_full(t)) {
        if (t->gathered == PAGE_SIZE)
            flush(t);
        size_t part = MIN(n, PAGE_SIZE - t->gathered);
        memcpy(t->page + t->gathered, bytes, part);
        t->gathered += part;
        bytes = (const char *)bytes + part;
        n -= part;
    }
}

void text_printf(struct text *t, const char *format, ...)
{
    if (text_full(t))
        return;
    for (int try = 0; try < 2; try++) {
        va_list args;
        va_start(args, format);
        size_t left = PAGE_SIZE - t->gathered;
        size_t length = (size_t)vsnprintf(t->page + t->gathered, left, format, args);
        va_end(args);
        if (length < left) {
            t->gathered += length;
            return;
        }
        flush(t);  // the second time there is a whole page
    }
}

static int64_t read_text(proc_show *show, struct task *task, struct io *io, uint64_t offset, size_t n)
{
    struct text text = {.io = io, .skip = offset, .room = n, .page = kpage_alloc()};
    if (!text.page)
        return -ENOMEM;
    show(&text, task);
    flush(&text);
    kpage_free(text.page);
    return text.error ? text.error : (int64_t)text.done;
}

static int64_t proc_read(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    struct task *task = task_find(pid_of(vnode));
    const struct file *file = file_of(vnode);
    if (pid_of(vnode) && !task)
        return -ESRCH;
    if (file->show)
        return read_text(file->show, task, io, offset, n);
    if (task)
        return read_pagemap(task, io, offset, n);
    return strcmp(file->name, "kpagecount") == 0 ? read_kpagecount(io, offset, n) : read_kpageflags(io, offset, n);
}

// ---- links ----

static struct vnode *program_of(struct task *task)
{
    struct region *region = task->space ? space_find(task->space, task->space->start_code) : NULL;
    return region && region->object ? region->object->vnode : NULL;
}

static int64_t proc_readlink(struct vnode *link, char *to, size_t size)
{
    if (!pid_of(link))
        return scnprintf(to, size, "%d", current->pid);
    struct task *task = task_find(pid_of(link));
    if (!task)
        return -ESRCH;
    struct vnode *target = strcmp(file_of(link)->name, "exe") == 0 ? program_of(task) : task->cwd;
    if (!target)
        return -ENOENT;
    char *path = kpage_alloc();
    if (!path)
        return -ENOMEM;
    int64_t length = vfs_path_of(target, path, PAGE_SIZE);
    if (length > 0)
        memcpy(to, path, length = MIN(length, (int64_t)size));
    kpage_free(path);
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
        *found = vnode_get(dir->fs, (uint64_t)(file - system_files) + FIRST_PLACE, &error);
    else if (pid && task_find(pid))
        *found = vnode_get(dir->fs, ino_of(pid, TASK_DIRECTORY), &error);
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
    if (position < COUNT(system_files))
        return file_entry(&system_files[position], position + FIRST_PLACE, position + 1, entry);
    struct task *task;
    LIST_FOR_EACH(task, &all_tasks, all_link) {
        if (task->pid == 0 || FIRST_PID_POSITION + (uint64_t)task->pid < position)
            continue;
        entry->ino = ino_of(task->pid, TASK_DIRECTORY);
        entry->next = FIRST_PID_POSITION + (uint64_t)task->pid + 1;
        entry->type = S_IFDIR >> 12;
        snprintf(entry->name, sizeof entry->name, "%d", task->pid);
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
static const struct vnode_ops file_ops = {.read = proc_read};
static const struct vnode_ops link_ops = {.readlink = proc_readlink};

static int load(struct fs *fs, uint64_t ino, struct vnode *vnode)
{
    (void)fs;
    bool task_directory = ino >> TASK_SHIFT && (ino & ((1u << TASK_SHIFT) - 1)) == TASK_DIRECTORY;
    if (ino == ROOT_INO || task_directory) {
        vnode->mode = S_IFDIR | 0555;
        vnode->ops = task_directory ? &task_ops : &root_ops;
        vnode->links = 2;
        return 0;
    }
    vnode->links = 1;
    vnode->mode = file_of(vnode)->mode;
    vnode->ops = (vnode->mode & S_IFMT) == S_IFLNK ? &link_ops : &file_ops;
    return 0;
}

static struct fs procfs = {.name = "proc", .dev = PROC_DEV, .block_size = 1024, .load = load};

struct fs *procfs_get(void)
{
    int error;
    if (!procfs.root)
        procfs.root = vnode_get(&procfs, ROOT_INO, &error);
    if (!procfs.root)
        panic("no memory for /proc");
    return &procfs;
}
