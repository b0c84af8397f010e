// SPDX-License-Identifier: Apache-2.0
// The life of a process: made by clone, ended by exit, buried by its parent's wait4 (or, where nobody waits, at the
// next switch of tasks).

#include "os/kern/task.h"

#include "os/arch/csr.h"
#include "os/arch/sbi.h"
#include "os/arch/trap.h"
#include "os/fs/vfs.h"
#include "os/kern/file.h"
#include "os/kern/futex.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/space.h"

struct list all_tasks = LIST_INIT(all_tasks);

static pid_t last_pid;
static struct task *dead;  // has switched away for the last time, nobody waits for it

#define PID_MAX 32767

// A process costs about eight frames of kernel memory (stack, page tables, tables of files and signals), and it needs a
// few of its own to run at all: with fewer it would lose each page before its next instruction. A process that would
// leave the others too few is refused.
#define TASK_KERNEL_FRAMES 8
#define TASK_USER_FRAMES 6

static unsigned task_count;

struct task *task_find(pid_t pid)
{
    struct task *t;
    LIST_FOR_EACH(t, &all_tasks, all_link)
        if (t->pid == pid)
            return t;
    return NULL;
}

static pid_t next_pid(void)
{
    do
        last_pid = last_pid == PID_MAX ? 2 : last_pid + 1;
    while (task_find(last_pid));
    return last_pid;
}

// all_tasks stays in order of pid.
static void list_task(struct task *t)
{
    struct list *after = all_tasks.prev;
    while (after != &all_tasks && LIST_ENTRY(after, struct task, all_link)->pid > t->pid)
        after = after->prev;
    list_insert(after, &t->all_link);
}

static void init_links(struct task *t)
{
    list_init(&t->all_link);
    list_init(&t->ready_link);
    list_init(&t->wait_link);
    list_init(&t->timer_link);
    list_init(&t->children);
    list_init(&t->sibling_link);
    waitq_init(&t->child_event);
    waitq_init(&t->vfork_done);
}

// What a task owns besides itself is released here, whatever of it there is.
static void task_free(struct task *t)
{
    task_count--;
    if (t->space)
        space_release(t->space);
    if (t->files)
        files_destroy(t->files);
    if (t->cwd)
        vnode_release(t->cwd);
    signals_free(&t->signals);
    kpage_free(t->stack);
    kfree(t);
}

// A task with a stack and nothing else. On no list yet.
static struct task *task_alloc(void)
{
    struct task *t = kzalloc(sizeof *t);
    if (!t)
        return NULL;
    t->stack = kpage_alloc();
    if (!t->stack) {
        kfree(t);
        return NULL;
    }
    task_count++;
    stack_arm(t->stack);
    init_links(t);
    t->context.sp = (uint64_t)task_frame(t);
    t->start_ticks = time_now();
    return t;
}

// From here on the task exists for all others, though it does not run yet. Cannot fail.
static void task_publish(struct task *t, struct task *parent)
{
    t->pid = next_pid();
    t->parent = parent;
    if (parent)
        list_push_back(&parent->children, &t->sibling_link);
    list_task(t);
}

struct task *task_start(const char *name, void (*fn)(void *), void *arg)
{
    struct task *t = task_alloc();
    if (!t || signals_init(&t->signals) != 0)
        panic("no memory for the first task");
    t->files = files_create();
    strlcpy(t->name, name, sizeof t->name);
    t->umask = 022;
    t->context.ra = (uint64_t)kernel_task_start;
    t->context.s[0] = (uint64_t)fn;
    t->context.s[1] = (uint64_t)arg;
    task_publish(t, NULL);
    t->pgid = t->sid = t->pid;
    sched_make_runnable(t);
    return t;
}

// ---- clone -----------------------------------------------------------------------------------------------------

#define CLONE_SIGNAL_MASK 0xff
#define CLONE_VM 0x100
#define CLONE_VFORK 0x4000
#define CLONE_SETTLS 0x80000
#define CLONE_PARENT_SETTID 0x100000
#define CLONE_CHILD_CLEARTID 0x200000
#define CLONE_CHILD_SETTID 0x1000000
#define CLONE_KNOWN \
    (CLONE_SIGNAL_MASK | CLONE_VM | CLONE_VFORK | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID | \
     CLONE_CHILD_SETTID)

static bool room_for_task(void)
{
    uint64_t movable = frame_count_free() + frame_count_kind(FRAME_ANON) + frame_count_kind(FRAME_CACHED);
    return movable >= TASK_KERNEL_FRAMES + TASK_USER_FRAMES * (task_count + UINT64_C(1));
}

static struct space *clone_space(uint64_t flags)
{
    if ((flags & CLONE_VM) == 0)
        return space_fork(current->space);
    space_hold(current->space);
    return current->space;
}

// Everything that can fail for want of memory. 0, or -ENOMEM with the child to be freed.
static int clone_resources(struct task *child, uint64_t flags)
{
    if (signals_copy(&child->signals, &current->signals) != 0)
        return -ENOMEM;
    child->files = files_copy(current->files);
    if (!child->files)
        return -ENOMEM;
    child->space = clone_space(flags);
    return !child->space ? -ENOMEM : 0;
}

static void clone_frame(struct task *child, uint64_t flags, uint64_t stack, uint64_t tls)
{
    struct trap_frame *frame = task_frame(child);
    *frame = *task_frame(current);
    frame->x[REG_A0] = 0;
    frame->in_syscall = 0;
    if (stack != 0)
        frame->x[REG_SP] = stack;
    if ((flags & CLONE_SETTLS) != 0)
        frame->x[REG_TP] = tls;
    child->context.ra = (uint64_t)fork_child_start;
}

static void clone_identity(struct task *child)
{
    strlcpy(child->name, current->name, sizeof child->name);
    child->pgid = current->pgid;
    child->sid = current->sid;
    child->umask = current->umask;
    child->cwd = current->cwd;
    if (child->cwd)
        vnode_hold(child->cwd);
}

pid_t task_clone(uint64_t flags, uint64_t stack, uint64_t tls, uint64_t parent_tid, uint64_t child_tid)
{
    if ((flags & ~(uint64_t)CLONE_KNOWN) != 0)
        return -EINVAL;
    if (!room_for_task())
        return -EAGAIN;
    struct task *child = task_alloc();
    if (!child)
        return -ENOMEM;
    int error = clone_resources(child, flags);
    if (error != 0) {
        task_free(child);
        return error;
    }
    clone_identity(child);
    clone_frame(child, flags, stack, tls);
    if ((flags & CLONE_CHILD_CLEARTID) != 0)
        child->clear_child_tid = child_tid;
    task_publish(child, current);
    pid_t pid = child->pid;
    if ((flags & CLONE_PARENT_SETTID) != 0)
        copy_to_user(current->space, parent_tid, &pid, sizeof pid);
    if ((flags & CLONE_CHILD_SETTID) != 0)
        copy_to_user(child->space, child_tid, &pid, sizeof pid);
    if ((flags & CLONE_VFORK) != 0) {
        child->vfork_parent = current;
        current->vfork_waits = true;
    }
    sched_make_runnable(child);
    while (current->vfork_waits)
        sleep_on(&current->vfork_done);
    return pid;
}

// ---- exit ------------------------------------------------------------------------------------------------------

void task_set_space(struct space *space)
{
    struct space *old = current->space;
    if (old)
        current->max_rss_pages = MAX(current->max_rss_pages, old->peak_resident);
    current->space = space;
    space_activate(space);
    if (old)
        space_release(old);
    if (current->vfork_parent) {
        current->vfork_parent->vfork_waits = false;
        wake_all(&current->vfork_parent->vfork_done);
        current->vfork_parent = NULL;
    }
}

static void clear_tid_word(void)
{
    uint32_t zero = 0;
    if (current->clear_child_tid == 0 || !current->space)
        return;
    if (copy_to_user(current->space, current->clear_child_tid, &zero, sizeof zero) == 0)
        futex_wake(current->clear_child_tid, 1);
}

static void give_children_to_init(void)
{
    struct task *child, *init = task_find(1);
    LIST_FOR_EACH(child, &current->children, sibling_link) {
        list_remove(&child->sibling_link);
        child->parent = init;
        list_push_back(&init->children, &child->sibling_link);
        if (child->state == TASK_ZOMBIE)
            wake_all(&init->child_event);
    }
}

// Nobody will ask for this one's status: its parent ignores its children, or it has none.
static bool unattended(const struct task *t) { return !t->parent || signal_ignores_children(&t->parent->signals); }

static void tell_parent(void)
{
    struct task *parent = current->parent;
    int status = current->exit_status, signo = status & 0x7f;
    struct siginfo info = {
        .signo = SIGCHLD,
        .code = signo != 0 ? CLD_KILLED : CLD_EXITED,
        .pid = current->pid,
        .status = signo != 0 ? signo : status >> 8,
    };
    signal_send(parent, &info);
    wake_all(&parent->child_event);
}

static void end_of_init(int status)
{
    if (status != 0)
        kprintf("init ended with status %d\n", status >> 8 | (status & 0x7f));
    vfs_sync();
    sbi_shutdown(status == 0);
}

void task_exit(int status)
{
    if (current->pid == 1)
        end_of_init(status);
    current->exit_status = status;
    clear_tid_word();
    files_destroy(current->files);
    current->files = NULL;
    task_set_space(NULL);
    give_children_to_init();
    if (unattended(current)) {
        task_unlist(current);
        dead = current;
        if (current->parent)
            wake_all(&current->parent->child_event);
    } else {
        tell_parent();
    }
    current->state = TASK_ZOMBIE;
    schedule();
    panic("a zombie runs");
}

void task_unlist(struct task *t)
{
    list_remove(&t->all_link);
    list_remove(&t->sibling_link);
}

void task_bury_dead(void)
{
    if (dead) {
        task_free(dead);
        dead = NULL;
    }
}

// ---- wait ------------------------------------------------------------------------------------------------------

#define WNOHANG 1

static bool waited_for(const struct task *child, pid_t pid)
{
    if (pid > 0)
        return child->pid == pid;
    if (pid == -1)
        return true;
    return child->pgid == (pid == 0 ? current->pgid : -pid);
}

// A zombie among the children asked for, or NULL; *any tells whether there are such children at all.
static struct task *find_zombie(pid_t pid, bool *any)
{
    struct task *child;
    *any = false;
    LIST_FOR_EACH(child, &current->children, sibling_link) {
        if (!waited_for(child, pid))
            continue;
        *any = true;
        if (child->state == TASK_ZOMBIE)
            return child;
    }
    return NULL;
}

static void inherit_usage(const struct task *child)
{
    current->child_minor_faults += child->minor_faults + child->child_minor_faults;
    current->child_major_faults += child->major_faults + child->child_major_faults;
    current->child_user_ticks += child->user_ticks + child->child_user_ticks;
    current->child_kernel_ticks += child->kernel_ticks + child->child_kernel_ticks;
    uint64_t rss = MAX(child->max_rss_pages, child->child_max_rss_pages);
    current->child_max_rss_pages = MAX(current->child_max_rss_pages, rss);
}

pid_t task_wait(pid_t pid, int options, int *status, struct usage *usage)
{
    struct task *child;
    bool any;
    while (!(child = find_zombie(pid, &any))) {
        if (!any)
            return -ECHILD;
        if ((options & WNOHANG) != 0)
            return 0;
        int error = sleep_interruptible(&current->child_event);
        if (error != 0)
            return error;
    }
    *status = child->exit_status;
    if (usage)
        task_usage(child, usage);
    inherit_usage(child);
    pid = child->pid;
    task_unlist(child);
    task_free(child);
    return pid;
}

// ---- figures ---------------------------------------------------------------------------------------------------

void task_usage(const struct task *t, struct usage *usage)
{
    uint64_t rss = !t->space ? 0 : t->space->peak_resident;
    *usage = (struct usage){
        .user_ticks = t->user_ticks,
        .kernel_ticks = t->kernel_ticks,
        .minor_faults = t->minor_faults,
        .major_faults = t->major_faults,
        .max_rss_pages = MAX(t->max_rss_pages, rss),
        .voluntary_switches = t->voluntary_switches,
        .involuntary_switches = t->involuntary_switches,
    };
}

void task_child_usage(const struct task *t, struct usage *usage)
{
    *usage = (struct usage){
        .user_ticks = t->child_user_ticks,
        .kernel_ticks = t->child_kernel_ticks,
        .minor_faults = t->child_minor_faults,
        .major_faults = t->child_major_faults,
        .max_rss_pages = t->child_max_rss_pages,
    };
}

char task_state_letter(const struct task *t)
{
    switch (t->state) {
    case TASK_RUNNABLE: return 'R';
    case TASK_SLEEPING: return 'S';
    case TASK_KILLABLE:
    case TASK_BLOCKED: return 'D';
    case TASK_ZOMBIE: return 'Z';
    }
    return '?';
}
