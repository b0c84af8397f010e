// SPDX-License-Identifier: Apache-2.0
// clone(2): a new task that shares with its maker what the flags say, and has copies of the rest. Everything that can
// fail or sleep comes first; then the task is published and made runnable.

#include "os/arch/trap.h"
#include "os/fs/vfs.h"
#include "os/kern/clone.h"
#include "os/kern/file.h"
#include "os/kern/rseq.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/copy.h"
#include "os/vm/kalloc.h"
#include "os/vm/space.h"

// A process costs about eight frames of kernel memory (stack, page tables, tables of files and signals), and it needs a
// few of its own to run at all: with fewer it would lose each page before its next instruction. A process that would
// leave the others too few is refused.
#define TASK_KERNEL_FRAMES 8
#define TASK_USER_FRAMES 6

static bool room_for_task(void)
{
    uint64_t movable = frame_count_free() + frame_count_kind(FRAME_ANON) + frame_count_kind(FRAME_CACHED);
    return movable >= TASK_KERNEL_FRAMES + TASK_USER_FRAMES * (task_number_of_users() + UINT64_C(1));
}

static int check_flags(const struct clone_args *args)
{
    uint64_t flags = args->flags;
    bool thread = (flags & CLONE_THREAD) != 0, actions = (flags & CLONE_SIGHAND) != 0;
    if ((flags & ~(uint64_t)(CLONE_KNOWN | CLONE_IGNORED)) != 0 || args->exit_signal > SIGNAL_COUNT)
        return -EINVAL;
    if ((thread && !actions) || (actions && (flags & CLONE_VM) == 0))
        return -EINVAL;
    if ((flags & CLONE_CLEAR_SIGHAND) != 0 && actions)
        return -EINVAL;
    if ((flags & CLONE_PARENT) != 0 && !current->process->parent)
        return -EINVAL;
    if (signal_kills(current))
        return -EINTR;
    if (!room_for_task() || task_number() >= task_rlimit(LIMIT_NPROC))
        return -EAGAIN;
    return 0;
}

// ---- what is shared or copied ----------------------------------------------------------------------------------

static struct signal_actions *copy_actions(uint64_t flags)
{
    struct signal_actions *actions = signal_actions_create(current->actions);
    if (actions && (flags & CLONE_CLEAR_SIGHAND) != 0)
        signal_actions_reset(actions);
    return actions;
}

// What the child has for itself, the space last. 0, -ENOMEM or -EINTR with the child to be abandoned. May sleep.
static int copy_tables(struct task *child, uint64_t flags)
{
    if ((flags & CLONE_FILES) == 0 && !(child->files = files_copy(current->files)))
        return -ENOMEM;
    if ((flags & CLONE_FS) == 0 && !(child->workdir = workdir_create(current->workdir)))
        return -ENOMEM;
    if ((flags & CLONE_SIGHAND) == 0 && !(child->actions = copy_actions(flags)))
        return -ENOMEM;
    return (flags & CLONE_VM) == 0 ? space_fork(current->space, &child->space) : 0;
}

// What it shares, just before it is published: so each table's count is that of the tasks on the list that have it.
static void share_tables(struct task *child, uint64_t flags)
{
    if ((flags & CLONE_FILES) != 0)
        child->files = files_hold(current->files);
    if ((flags & CLONE_FS) != 0) {
        child->workdir = current->workdir;
        child->workdir->refs++;
    }
    if ((flags & CLONE_SIGHAND) != 0)
        child->actions = signal_actions_hold(current->actions);
    if ((flags & CLONE_VM) != 0) {
        child->space = current->space;
        space_hold(child->space);
    }
}

static struct process *clone_process(const struct clone_args *args)
{
    struct process *from = current->process;
    if ((args->flags & CLONE_THREAD) != 0)
        return from;
    struct process *process = process_create(from);
    if (!process)
        return NULL;
    process->pgid = from->pgid;
    process->sid = from->sid;
    process->exit_signal = args->exit_signal;
    process->oom_adjust = from->oom_adjust;
    return process;
}

static void abandon(struct task *child)
{
    task_give_up(child);
    if (child->space)
        space_release(child->space);
    child->space = NULL;
    task_release(child);
}

// ---- the child -------------------------------------------------------------------------------------------------

static void clone_frame(struct task *child, const struct clone_args *args)
{
    struct trap_frame *frame = task_frame(child);
    *frame = *task_frame(current);
    frame->x[REG_A0] = 0;
    frame->in_syscall = 0;
    if (args->stack != 0)
        frame->x[REG_SP] = args->stack;
    if ((args->flags & CLONE_SETTLS) != 0)
        frame->x[REG_TP] = args->tls;
    child->context.ra = (uint64_t)fork_child_start;
}

static void clone_identity(struct task *child, const struct clone_args *args)
{
    memcpy(child->name, current->name, sizeof child->name);
    child->signals.blocked = current->signals.blocked;
    if ((args->flags & CLONE_VM) == 0 || (args->flags & CLONE_VFORK) != 0)
        child->signals.alt = current->signals.alt;  // a thread on another stack begins without one
    if ((args->flags & CLONE_VM) == 0)
        rseq_inherit(child);
    if ((args->flags & CLONE_CHILD_CLEARTID) != 0)
        child->clear_child_tid = args->child_tid;
}

static void publish(struct task *child, const struct clone_args *args, struct process *process)
{
    struct process *parent = current->process;
    if ((args->flags & CLONE_THREAD) != 0) {
        task_publish(child, process);
        return;
    }
    if ((args->flags & CLONE_PARENT) != 0) {
        process->exit_signal = parent->exit_signal;
        parent = parent->parent;
    }
    process_publish(process, child, parent);
}

// The parent of vfork sleeps until the child has let go of its space. SIGKILL ends the wait, and the parent.
static void wait_for_vfork(void)
{
    while (current->vfork_waits)
        if (sleep_killable(&current->vfork_done) != 0)
            break;
    current->vfork_waits = false;
}

static void write_tids(struct task *child, const struct clone_args *args)
{
    pid_t tid = child->tid;
    if ((args->flags & CLONE_PARENT_SETTID) != 0)
        copy_to_user(current->space, args->parent_tid, &tid, sizeof tid);
    if ((args->flags & CLONE_CHILD_SETTID) != 0)
        copy_to_user(child->space, args->child_tid, &tid, sizeof tid);
}

pid_t task_clone(const struct clone_args *args)
{
    int error = check_flags(args);
    if (error != 0)
        return error;
    struct task *child = task_alloc();
    if (!child)
        return -ENOMEM;
    if (!task_numbers_suffice()) {
        task_release(child);
        return -EAGAIN;
    }
    error = copy_tables(child, args->flags);
    struct process *process = error == 0 ? clone_process(args) : NULL;
    if (error == 0 && !process)
        error = -ENOMEM;
    if (error == 0 && signal_kills(current)) {  // while it slept: nobody would kill the child
        if (process != current->process)
            kfree(process);
        error = -EINTR;
    }
    if (error != 0) {
        abandon(child);
        return error;
    }
    share_tables(child, args->flags);
    clone_identity(child, args);
    clone_frame(child, args);
    publish(child, args, process);
    pid_t tid = child->tid;
    write_tids(child, args);
    if ((args->flags & CLONE_VFORK) != 0) {
        child->vfork_parent = task_hold(current);
        current->vfork_waits = true;
    }
    if (process->exiting || process->stop_signal)  // since it was published
        child->attention = true;
    sched_make_runnable(child);
    if ((args->flags & CLONE_VFORK) != 0)
        wait_for_vfork();
    return tid;
}
