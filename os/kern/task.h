// SPDX-License-Identifier: Apache-2.0
// Tasks: one thread of control with its kernel stack, its address space, its files and its signals; and the life of a
// process from fork to wait4.
//
// Who owns what: the list of all tasks owns a task from task_alloc until its parent has waited for it. A task owns its
// kernel stack and a reference to its space and to its file table; both references end at exit, before the task
// becomes a zombie. All fields are guarded by the one lock of sched.h.

#ifndef OS_KERN_TASK_H
#define OS_KERN_TASK_H

#include "os/arch/frame.h"
#include "os/kern/sched.h"
#include "os/kern/signal.h"
#include "os/lib/list.h"

struct space;
struct files;
struct vnode;

enum task_state {
    TASK_RUNNABLE,  // R: running or on the ready queue
    TASK_SLEEPING,  // S: waits, a signal ends it
    TASK_KILLABLE,  // D: waits for the machine, SIGKILL ends it
    TASK_BLOCKED,   // D: waits for the machine (a device, memory)
    TASK_ZOMBIE,    // Z: has exited, its parent has not yet waited
};

#define TASK_NAME_LEN 16

struct task {
    pid_t pid, pgid, sid;  // itself, its process group, its session
    enum task_state state;
    char name[TASK_NAME_LEN];  // the last part of the path of its program
    struct list all_link;      // on the list of all tasks, in order of pid
    struct list ready_link;    // on the ready queue, while runnable and not running
    struct list wait_link;     // on a waitq, while asleep
    struct list timer_link;    // on the list of timed sleeps, by deadline
    uint64_t deadline;         // end of a timed sleep, in ticks

    struct task *parent;        // NULL for init and for kernel tasks
    struct list children;       // every child not yet waited for
    struct list sibling_link;   // on parent->children
    struct waitq child_event;   // a child became a zombie
    struct waitq vfork_done;    // a vfork child has let go of this task's space
    bool vfork_waits;           // and until then this is true
    struct task *vfork_parent;  // of a vfork child that has not yet let go; NULL otherwise

    uint64_t *stack;         // the kernel stack: one page; its lowest word holds a canary
    struct context context;  // callee-saved registers, while it does not run
    struct space *space;     // NULL for kernel tasks and zombies
    struct files *files;
    struct vnode *cwd;
    struct signals signals;

    int exit_status;                      // as wait4 reports it
    uint32_t minor_faults, major_faults;  // counted by vm_fault
    uint32_t child_minor_faults, child_major_faults;
    uint32_t voluntary_switches, involuntary_switches;
    uint64_t user_ticks, kernel_ticks;  // time spent in each mode
    uint64_t child_user_ticks, child_kernel_ticks;
    uint64_t start_ticks;    // machine time at fork
    uint64_t stamp;          // machine time of the last change of mode
    uint64_t max_rss_pages;  // of all its spaces so far
    uint64_t child_max_rss_pages;
    uint64_t clear_child_tid;  // set_tid_address: user address zeroed at exit, or 0
    int umask;
};

// The task that runs now.
extern struct task *current;

// Every task in order of pid (procfs walks it).
extern struct list all_tasks;
struct task *task_find(pid_t pid);  // NULL if there is none

// The registers that the task had in user mode when it entered the kernel.
static inline struct trap_frame *task_frame(const struct task *t)
{
    return (struct trap_frame *)((uint64_t)t->stack + PAGE_SIZE) - 1;
}

// A kernel task that runs fn(arg) and may become a user process by exec.
struct task *task_start(const char *name, void (*fn)(void *), void *arg);

// clone(2) with flags of Linux: fork (SIGCHLD) and vfork (CLONE_VM|CLONE_VFORK|SIGCHLD). Returns the child's pid.
pid_t task_clone(uint64_t flags, uint64_t stack, uint64_t tls, uint64_t parent_tid, uint64_t child_tid);

// Ends the running task with a wait status (as wait4 reports it): exit code << 8, or the number of a signal.
_Noreturn void task_exit(int status);

// The running task moves into another space (NULL at exit), lets go of its old one and wakes a parent that waits in
// vfork.
void task_set_space(struct space *space);

// Used by the scheduler after a switch: frees a task that exited and that nobody waits for.
void task_bury_dead(void);
void task_unlist(struct task *t);

// wait4(2). Sleeps unless options has WNOHANG. Returns a pid, 0 or a negative errno; usage may be NULL.
struct usage {
    uint64_t user_ticks, kernel_ticks, minor_faults, major_faults, max_rss_pages;
    uint64_t voluntary_switches, involuntary_switches;
};
pid_t task_wait(pid_t pid, int options, int *status, struct usage *usage);
void task_usage(const struct task *t, struct usage *usage);
void task_child_usage(const struct task *t, struct usage *usage);

// 'R', 'S', 'D' or 'Z', as in /proc/PID/stat.
char task_state_letter(const struct task *t);

#endif
