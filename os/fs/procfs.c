// SPDX-License-Identifier: Apache-2.0
// /proc: the tree. Files of the system at the top, a directory for each process, in it one for each thread; `self`.
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
#include "os/vm/space.h"

#define PROC_DEV 0x0004u
#define DIRECTORY 0  // place of the directory itself
#define FIRST_PLACE 1
#define WRITTEN_MAX 64  // bytes of a text that may be written
#define FIRST_PID_POSITION 256

struct proc_file {
    const char *name;
    uint32_t mode;
    proc_show *show;
    proc_write *write;
};

static const struct proc_file system_files[] = {
    {"meminfo", S_IFREG | 0444, show_meminfo, NULL},
    {"vmstat", S_IFREG | 0444, show_vmstat, NULL},
    {"stat", S_IFREG | 0444, show_stat, NULL},
    {"buddyinfo", S_IFREG | 0444, show_buddyinfo, NULL},
    {"diskstats", S_IFREG | 0444, show_diskstats, NULL},
    {"zoneinfo", S_IFREG | 0444, show_zoneinfo, NULL},
    {"swaps", S_IFREG | 0444, show_swaps, NULL},
    {"cmdline", S_IFREG | 0444, show_cmdline, NULL},
    {"version", S_IFREG | 0444, show_version, NULL},
    {"uptime", S_IFREG | 0444, show_uptime, NULL},
    {"loadavg", S_IFREG | 0444, show_loadavg, NULL},
    {"cpuinfo", S_IFREG | 0444, show_cpuinfo, NULL},
    {"mounts", S_IFREG | 0444, show_mounts, NULL},
    {"filesystems", S_IFREG | 0444, show_filesystems, NULL},
    {"vm_check", S_IFREG | 0444, show_vm_check, NULL},
    {"hpm", S_IFREG | 0644, show_hpm, write_hpm},
    {"vmfaults", S_IFREG | 0444, show_vmfaults, NULL},
    {"vmcycles", S_IFREG | 0444, show_vmcycles, NULL},
    {"kpagecount", S_IFREG | 0400, NULL, NULL},
    {"kpageflags", S_IFREG | 0400, NULL, NULL},
    {"self", S_IFLNK | 0777, NULL, NULL},
    {"thread-self", S_IFLNK | 0777, NULL, NULL},
    {"sys", S_IFDIR | 0555, NULL, NULL},
};

static const struct proc_file task_files[] = {
    {"maps", S_IFREG | 0444, show_task_maps, NULL},
    {"smaps", S_IFREG | 0444, show_task_smaps, NULL},
    {"smaps_rollup", S_IFREG | 0444, show_task_smaps_rollup, NULL},
    {"statm", S_IFREG | 0444, show_task_statm, NULL},
    {"stat", S_IFREG | 0444, show_task_stat, NULL},
    {"status", S_IFREG | 0444, show_task_status, NULL},
    {"cmdline", S_IFREG | 0444, show_task_cmdline, NULL},
    {"comm", S_IFREG | 0644, show_task_comm, write_task_comm},
    {"environ", S_IFREG | 0400, show_task_environ, NULL},
    {"auxv", S_IFREG | 0400, show_task_auxv, NULL},
    {"limits", S_IFREG | 0444, show_task_limits, NULL},
    {"mounts", S_IFREG | 0444, show_mounts, NULL},
    {"oom_score", S_IFREG | 0444, show_task_oom_score, NULL},
    {"oom_score_adj", S_IFREG | 0644, show_task_oom_score_adj, write_task_oom_score_adj},
    {"satp", S_IFREG | 0400, show_task_satp, NULL},
    {"clear_refs", S_IFREG | 0200, NULL, write_task_clear_refs},
    {"pagemap", S_IFREG | 0400, NULL, NULL},
    {"exe", S_IFLNK | 0777, NULL, NULL},
    {"cwd", S_IFLNK | 0777, NULL, NULL},
    {"root", S_IFLNK | 0777, NULL, NULL},
    {"fd", S_IFDIR | 0500, NULL, NULL},
    {"task", S_IFDIR | 0555, NULL, NULL},
};

static struct fs procfs;

static pid_t pid_of(const struct vnode *vnode) { return (pid_t)proc_id(vnode->ino); }
static uint64_t ino_of(pid_t pid, uint64_t place) { return proc_ino(PROC_TASK, (uint64_t)pid, place); }

// What a process's directory or a thread's has at a place: files of their own kind, but for the directories below.
static uint64_t ino_at(const struct vnode *dir, const struct proc_file *file)
{
    uint64_t id = proc_id(dir->ino);
    if (strcmp(file->name, "fd") == 0)
        return proc_ino(PROC_FD, id, DIRECTORY);
    if (strcmp(file->name, "task") == 0)
        return proc_ino(PROC_THREADS, id, DIRECTORY);
    return proc_ino(proc_kind(dir->ino), id, (uint64_t)(file - task_files) + FIRST_PLACE);
}

// A thread's directory is as a process's, without the last entry.
static size_t files_in(const struct vnode *dir) { return COUNT(task_files) - (proc_kind(dir->ino) == PROC_THREAD); }

static const struct proc_file *file_of(const struct vnode *vnode)
{
    uint64_t place = proc_place(vnode->ino) - FIRST_PLACE;
    return pid_of(vnode) ? &task_files[place] : &system_files[place];
}

// The task may end while this sleeps: it is held, and of its space the writers take their own hold.
static int64_t read_of_task(pid_t pid, const struct proc_file *file, struct io *io, uint64_t offset, size_t n)
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
    const struct proc_file *file = file_of(vnode);
    if (pid_of(vnode))
        return read_of_task(pid_of(vnode), file, io, offset, n);
    if (file->show)
        return proc_read_text(file->show, NULL, io, offset, n);
    return strcmp(file->name, "kpagecount") == 0 ? read_kpagecount(io, offset, n) : read_kpageflags(io, offset, n);
}

static int written(const struct vnode *vnode, char *text)
{
    const struct proc_file *file = file_of(vnode);
    struct task *task = pid_of(vnode) ? task_find(pid_of(vnode)) : NULL;
    if (pid_of(vnode) && !task)
        return -ESRCH;
    return file->write ? file->write(task, text) : -EACCES;
}

// The whole text comes in one write.
static int64_t proc_write_text(struct vnode *vnode, struct io *io, uint64_t offset, size_t n)
{
    char text[WRITTEN_MAX];
    if (offset != 0 || n >= sizeof text)
        return -EINVAL;
    int error = io_get(io, text, n);
    text[n] = 0;
    if (!error)
        error = written(vnode, text);
    return error ? error : (int64_t)n;
}

// ---- links ----

static struct vnode *program_of(struct task *task)
{
    return task->space && task->space->program ? task->space->program->vnode : NULL;
}

static struct vnode *directory_of(struct task *task)
{
    if (!task->workdir)
        return NULL;
    return task->workdir->cwd ? task->workdir->cwd : vfs_root();
}

static struct vnode *target_of(struct task *task, const char *name)
{
    return strcmp(name, "exe") == 0 ? program_of(task) : strcmp(name, "root") == 0 ? vfs_root() : directory_of(task);
}

// A process's own links lead to the files themselves.
static int proc_follow(struct vnode *link, struct vnode **to)
{
    struct task *task = task_find(pid_of(link));
    if (!task)
        return -ESRCH;
    *to = target_of(task, file_of(link)->name);
    if (!*to)
        return -ENOENT;
    vnode_hold(*to);
    return 0;
}

// By the name of its open file, if there is one.
static int64_t copy_path(struct vnode *target, const struct file *file, char *to, size_t size)
{
    char *path = kpage_alloc();
    if (!path)
        return -ENOMEM;
    int64_t length = file ? file_describe(file, path, PAGE_SIZE) : vfs_describe(target, path, PAGE_SIZE);
    if (length > 0)
        memcpy(to, path, length = MIN(length, (int64_t)size));
    kpage_free(path);
    return length;
}

static int64_t proc_readlink(struct vnode *link, char *to, size_t size)
{
    pid_t self = current->process->pid;
    if (!pid_of(link) && strcmp(file_of(link)->name, "self") == 0)
        return scnprintf(to, size, "%d", self);
    if (!pid_of(link))
        return scnprintf(to, size, "%d/task/%d", self, current->tid);
    struct task *task = task_find(pid_of(link));
    if (!task)
        return -ESRCH;
    const char *name = file_of(link)->name;
    struct vnode *target = target_of(task, name);
    if (!target)
        return -ENOENT;
    struct file *file = strcmp(name, "exe") == 0 ? file_hold(task->space->program) : NULL;
    vnode_hold(target);
    int64_t length = copy_path(target, file, to, size);
    vnode_release(target);
    if (file)
        file_drop(file);
    return length;
}

// ---- directories ----

static const struct proc_file *find_file(const struct proc_file *files, size_t count, const char *name, size_t length)
{
    for (const struct proc_file *f = files; f < files + count; f++)
        if (strlen(f->name) == length && memcmp(f->name, name, length) == 0)
            return f;
    return NULL;
}

int64_t proc_number(const char *name, size_t length)
{
    int64_t number = 0;
    if (length == 0 || length > 9 || (name[0] == '0' && length > 1))
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (name[i] < '0' || name[i] > '9')
            return -1;
        number = number * 10 + (name[i] - '0');
    }
    return number;
}

static uint64_t system_ino(const struct proc_file *file)
{
    if ((file->mode & S_IFMT) == S_IFDIR)
        return PROC_SYS_ROOT;
    return proc_ino(PROC_SYSTEM, 0, (uint64_t)(file - system_files) + FIRST_PLACE);
}

static int root_lookup(struct vnode *dir, const char *name, size_t length, struct vnode **found)
{
    int error = -ENOENT;
    const struct proc_file *file = find_file(system_files, COUNT(system_files), name, length);
    pid_t pid = (pid_t)proc_number(name, length);
    if (file)
        *found = vnode_get(dir->fs, system_ino(file), &error);
    else if (pid > 0 && task_find(pid))
        *found = vnode_get(dir->fs, ino_of(pid, DIRECTORY), &error);
    else
        *found = NULL;
    return *found ? 0 : error;
}

static int task_lookup(struct vnode *dir, const char *name, size_t length, struct vnode **found)
{
    int error = -ENOENT;
    struct task *task = task_find(pid_of(dir));
    if (length == 2 && memcmp(name, "..", 2) == 0) {
        bool thread = proc_kind(dir->ino) == PROC_THREAD && task;
        uint64_t up = thread ? proc_ino(PROC_THREADS, (uint64_t)task->process->pid, DIRECTORY) : dir->fs->root->ino;
        *found = vnode_get(dir->fs, up, &error);
        return *found ? 0 : error;
    }
    const struct proc_file *file = find_file(task_files, files_in(dir), name, length);
    if (!file || !task)
        return -ENOENT;
    *found = vnode_get(dir->fs, ino_at(dir, file), &error);
    return *found ? 0 : error;
}

static int file_entry(const struct proc_file *file, uint64_t ino, uint64_t next, struct dirent *entry)
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
        return file_entry(&system_files[position], system_ino(&system_files[position]), position + 1, entry);
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
    if (position >= files_in(dir))
        return 0;
    return file_entry(&task_files[position], ino_at(dir, &task_files[position]), position + 1, entry);
}

// ---- the threads of a process ----

// The thread of that number, or the next one from it on; NULL: there is none.
static struct task *thread_from(const struct vnode *dir, pid_t tid, bool exactly)
{
    struct task *task;
    LIST_FOR_EACH(task, &all_tasks, all_link)
        if (task->process->pid == pid_of(dir) && (exactly ? task->tid == tid : task->tid >= tid))
            return task;
    return NULL;
}

static int threads_lookup(struct vnode *dir, const char *name, size_t length, struct vnode **found)
{
    int error = -ENOENT;
    bool up = length == 2 && memcmp(name, "..", 2) == 0;
    pid_t tid = (pid_t)proc_number(name, length);
    if (!up && !thread_from(dir, tid, true))
        return -ENOENT;
    *found = vnode_get(dir->fs, up ? ino_of(pid_of(dir), DIRECTORY) : proc_ino(PROC_THREAD, (uint64_t)tid, DIRECTORY),
                       &error);
    return *found ? 0 : error;
}

static int threads_readdir(struct vnode *dir, uint64_t position, struct dirent *entry)
{
    const struct task *task = thread_from(dir, (pid_t)position, false);
    if (!task)
        return 0;
    entry->ino = proc_ino(PROC_THREAD, (uint64_t)task->tid, DIRECTORY);
    entry->next = (uint64_t)task->tid + 1;
    entry->type = S_IFDIR >> 12;
    snprintf(entry->name, sizeof entry->name, "%d", task->tid);
    return 1;
}

static const struct vnode_ops root_ops = {.lookup = root_lookup, .readdir = root_readdir};
static const struct vnode_ops task_ops = {.lookup = task_lookup, .readdir = task_readdir};
static const struct vnode_ops threads_ops = {.lookup = threads_lookup, .readdir = threads_readdir};
static const struct vnode_ops file_ops = {.read = proc_read, .write = proc_write_text};
static const struct vnode_ops link_ops = {.readlink = proc_readlink, .follow = proc_follow};
static const struct vnode_ops self_ops = {.readlink = proc_readlink};

static int load(struct fs *fs, uint64_t ino, struct vnode *vnode)
{
    (void)fs;
    if (proc_kind(ino) == PROC_SETTING) {
        proc_sys_load(vnode);
    } else if (proc_kind(ino) == PROC_FD) {
        proc_fd_load(vnode);
    } else if (proc_place(ino) == DIRECTORY) {
        vnode->mode = S_IFDIR | 0555;
        vnode->ops = proc_kind(ino) == PROC_SYSTEM    ? &root_ops
                     : proc_kind(ino) == PROC_THREADS ? &threads_ops
                                                      : &task_ops;
        vnode->links = 2;
    } else {
        vnode->links = 1;
        vnode->mode = file_of(vnode)->mode;
        bool link = (vnode->mode & S_IFMT) == S_IFLNK;
        vnode->ops = !link ? &file_ops : proc_kind(ino) == PROC_SYSTEM ? &self_ops : &link_ops;
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
