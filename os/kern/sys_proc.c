// SPDX-License-Identifier: Apache-2.0
// System calls on the life of threads and processes: clone, exec, exit, wait, and what they have used.

#include "os/kern/clone.h"
#include "os/kern/exec.h"
#include "os/kern/file.h"
#include "os/kern/sys.h"
#include "os/kern/sys_path.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/copy.h"
#include "os/vm/kalloc.h"

// ---- clone and exec --------------------------------------------------------------------------------------------

int64_t sys_clone(const uint64_t *a)
{
    const struct clone_args args = {
        .flags = (uint32_t)a[0] & ~CLONE_SIGNAL_MASK,
        .exit_signal = (int)(a[0] & CLONE_SIGNAL_MASK),
        .stack = a[1],
        .parent_tid = a[2],
        .tls = a[3],
        .child_tid = a[4],
    };
    return task_clone(&args);
}

// Linux's struct clone_args of clone3.
struct user_clone_args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;  // the first version
    uint64_t set_tid, set_tid_size, cgroup;
};
#define CLONE_ARGS_FIRST_SIZE 64

static int get_clone_args(struct user_clone_args *u, uint64_t uva, uint64_t size)
{
    uint64_t more = 0;
    memset(u, 0, sizeof *u);
    if (size < CLONE_ARGS_FIRST_SIZE)
        return -EINVAL;
    if (size > PAGE_SIZE)
        return -E2BIG;
    if (copy_from_user(u, current->space, uva, MIN(size, sizeof *u)) != 0)
        return -EFAULT;
    for (uint64_t at = sizeof *u; at + sizeof more <= size; at += sizeof more) {
        if (copy_from_user(&more, current->space, uva + at, sizeof more) != 0)
            return -EFAULT;
        if (more != 0)
            return -E2BIG;
    }
    return 0;
}

static bool valid_clone_args(const struct user_clone_args *u)
{
    bool unsignalled = (u->flags & (CLONE_THREAD | CLONE_PARENT)) != 0;
    if ((u->flags & (CLONE_SIGNAL_MASK | CLONE_DETACHED)) != 0 || (unsignalled && u->exit_signal != 0))
        return false;
    if ((u->stack == 0) != (u->stack_size == 0) || u->stack + u->stack_size < u->stack)
        return false;
    return u->exit_signal <= SIGNAL_COUNT && u->set_tid_size == 0;
}

int64_t sys_clone3(const uint64_t *a)
{
    struct user_clone_args u;
    int error = get_clone_args(&u, a[0], a[1]);
    if (error != 0)
        return error;
    if (!valid_clone_args(&u))
        return -EINVAL;
    const struct clone_args args = {
        .flags = u.flags,
        .exit_signal = (int)u.exit_signal,
        .stack = u.stack + u.stack_size,
        .parent_tid = u.parent_tid,
        .tls = u.tls,
        .child_tid = u.child_tid,
    };
    return task_clone(&args);
}

int64_t sys_execve(const uint64_t *a)
{
    int error;
    char *path = path_from_user(a[0], &error);
    if (!path)
        return error;
    const struct exec_target target = {.path = path, .follow = true, .name = path};
    error = path[0] == 0 ? -ENOENT : exec(&target, current->space, a[1], a[2]);
    kpage_free(path);
    return error;
}

// By a name that leads to the descriptor's file, or to what the path leads to from there.
static int exec_by_descriptor(int fd, struct file *file, struct exec_target *target, const uint64_t *vectors)
{
    char *name = kpage_alloc();
    if (!name)
        return -ENOMEM;
    int length = snprintf(name, PAGE_SIZE, "/dev/fd/%d%s%s", fd, target->path[0] ? "/" : "", target->path);
    target->name = name;
    target->unreachable = fd_cloexec(fd);
    if (target->path[0] == 0)
        target->file = file;
    else
        target->at = file->vnode;
    int error = !target->file && !target->at ? -ENOTDIR
                : length >= (int)PAGE_SIZE   ? -ENAMETOOLONG
                                             : exec(target, current->space, vectors[0], vectors[1]);
    kpage_free(name);
    return error;
}

static int exec_from_descriptor(int fd, struct exec_target *target, const uint64_t *vectors)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int error = exec_by_descriptor(fd, file, target, vectors);
    file_drop(file);
    return error;
}

int64_t sys_execveat(const uint64_t *a)
{
    int error;
    if ((a[4] & ~(uint64_t)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0)
        return -EINVAL;
    char *path = path_from_user(a[1], &error);
    if (!path)
        return error;
    struct exec_target target = {.path = path, .follow = (a[4] & AT_SYMLINK_NOFOLLOW) == 0, .name = path};
    if (path[0] == 0 && (a[4] & AT_EMPTY_PATH) == 0)
        error = -ENOENT;
    else if (path[0] == 0 && (int)a[0] == AT_FDCWD)
        error = -EACCES;  // a directory
    else if (path[0] == '/' || (int)a[0] == AT_FDCWD)
        error = exec(&target, current->space, a[2], a[3]);
    else
        error = exec_from_descriptor((int)a[0], &target, a + 2);
    kpage_free(path);
    return error;
}

int64_t sys_exit(const uint64_t *a) { task_exit((int)(a[0] & 0xff) << 8); }
int64_t sys_exit_group(const uint64_t *a) { process_exit((int)(a[0] & 0xff) << 8); }

int64_t sys_set_tid_address(const uint64_t *a)
{
    current->clear_child_tid = a[0];
    return current->tid;
}

// ---- usage -----------------------------------------------------------------------------------------------------

// Linux's struct rusage: two timevals, then fourteen longs of which we count five.
struct user_usage {
    struct timespec user, kernel;  // as timevals
    int64_t max_rss_kb, unused0[3], minor_faults, major_faults, unused1[6], voluntary, involuntary;
};
_Static_assert(sizeof(struct user_usage) == 144, "Linux's struct rusage");

static struct timespec ticks_to_timeval(uint64_t ticks)
{
    struct timespec ts = ticks_to_timespec(ticks);
    ts.nsec /= 1000;
    return ts;
}

static int usage_to_user(const struct usage *u, uint64_t uva)
{
    struct user_usage out = {
        .user = ticks_to_timeval(u->user_ticks),
        .kernel = ticks_to_timeval(u->kernel_ticks),
        .max_rss_kb = (int64_t)(u->max_rss_pages * PAGE_SIZE / 1024),
        .minor_faults = (int64_t)u->minor_faults,
        .major_faults = (int64_t)u->major_faults,
        .voluntary = (int64_t)u->voluntary_switches,
        .involuntary = (int64_t)u->involuntary_switches,
    };
    return copy_to_user(current->space, uva, &out, sizeof out);
}

enum { RUSAGE_SELF = 0, RUSAGE_CHILDREN = -1, RUSAGE_THREAD = 1 };

int64_t sys_getrusage(const uint64_t *a)
{
    struct usage usage;
    switch ((int)a[0]) {
    case RUSAGE_SELF: process_usage(current->process, &usage); break;
    case RUSAGE_THREAD: task_usage(current, &usage); break;
    case RUSAGE_CHILDREN: usage = current->process->of_children; break;
    default: return -EINVAL;
    }
    return usage_to_user(&usage, a[1]);
}

// ---- wait ------------------------------------------------------------------------------------------------------

#define WNOTHREAD 0x20000000u  // only the caller's own children: every thread's are
#define WAIT4_OPTIONS (WAIT_NO_HANG | WAIT_STOPPED | WAIT_CONTINUED | WNOTHREAD | WAIT_ALL_KINDS | WAIT_CLONES)

int64_t sys_wait4(const uint64_t *a)
{
    struct wait_result result;
    uint32_t options = (uint32_t)a[2];
    if ((options & ~WAIT4_OPTIONS) != 0)
        return -EINVAL;
    int error = process_wait((pid_t)a[0], options | WAIT_EXITED, &result);
    if (error != 0 || result.pid == 0)
        return error;
    if (a[1] != 0 && copy_to_user(current->space, a[1], &result.status, sizeof result.status) != 0)
        return -EFAULT;
    if (a[3] != 0 && usage_to_user(&result.usage, a[3]) != 0)
        return -EFAULT;
    return result.pid;
}

enum { P_ALL = 0, P_PID = 1, P_PGID = 2 };

// waitid's idtype and id as wait4's pid; 0 and *pid, or -EINVAL.
static int waited_id(uint64_t type, uint64_t id, pid_t *pid)
{
    *pid = (pid_t)id;
    switch (type) {
    case P_ALL: *pid = -1; return 0;
    case P_PID: return *pid > 0 ? 0 : -EINVAL;
    case P_PGID: *pid = -*pid; return *pid <= 0 ? 0 : -EINVAL;
    default: return -EINVAL;
    }
}

static struct siginfo child_info(const struct wait_result *result)
{
    struct siginfo info = {.signo = SIGCHLD, .pid = result->pid};
    int status = result->status;
    if (result->pid == 0)
        return (struct siginfo){0};
    if (status == 0xffff) {
        info.code = CLD_CONTINUED;
        info.status = SIGCONT;
    } else if ((status & 0xff) == 0x7f) {
        info.code = CLD_STOPPED;
        info.status = status >> 8;
    } else {
        info.code = (status & 0x7f) != 0 ? CLD_KILLED : CLD_EXITED;
        info.status = (status & 0x7f) != 0 ? status & 0x7f : status >> 8;
    }
    return info;
}

#define WAIT_KINDS (WAIT_STOPPED | WAIT_EXITED | WAIT_CONTINUED)

int64_t sys_waitid(const uint64_t *a)
{
    struct wait_result result;
    uint32_t options = (uint32_t)a[3];
    pid_t pid;
    if ((options & ~(WAIT4_OPTIONS | WAIT_EXITED | WAIT_KEEP)) != 0 || (options & WAIT_KINDS) == 0)
        return -EINVAL;
    int error = waited_id(a[0], a[1], &pid);
    if (error == 0)
        error = process_wait(pid, options, &result);
    if (error != 0)
        return error;
    struct siginfo info = child_info(&result);
    if (a[2] != 0 && copy_to_user(current->space, a[2], &info, sizeof info) != 0)
        return -EFAULT;
    return result.pid != 0 && a[4] != 0 ? usage_to_user(&result.usage, a[4]) : 0;
}
