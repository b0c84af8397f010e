// SPDX-License-Identifier: Apache-2.0
// Tasks: one thread of control with its kernel stack and its share of what clone(2) lets threads and processes have
// together: a space, a table of files, a table of signal actions, a working directory, a process.
//
// Lifetime: `refs` counts one for the task's existence and one for each who looks at it across a sleep (task_hold). The
// existence ends when the parent has waited for a leader, and by the reaper, a kernel task, for all others: never on
// the task's own stack. Each shared table counts its tasks, and a task lets go of all of them at its exit: of a zombie
// `space`, `files`, `workdir` and `actions` are NULL. Whoever uses one across a sleep holds that, not only the task.
// Lock: the kernel itself (sched.h) guards all fields.

#ifndef OS_KERN_TASK_H
#define OS_KERN_TASK_H

#include "os/arch/frame.h"
#include "os/kern/process.h"
#include "os/kern/sched.h"
#include "os/kern/signal.h"
#include "os/kern/timer.h"
#include "os/kern/work.h"
#include "os/lib/list.h"

struct space;
struct files;
struct vnode;

enum task_state {
    TASK_RUNNABLE,  // R: running or on the ready queue
    TASK_SLEEPING,  // S: waits, a signal ends it
    TASK_KILLABLE,  // D: waits for the machine, SIGKILL ends it
    TASK_BLOCKED,   // D: waits for the machine (a device, memory)
    TASK_IDLE,      // I: a kernel task waits for something to do
    TASK_STOPPED,   // T: its process is stopped; SIGCONT and SIGKILL end it
    TASK_ZOMBIE,    // Z: has exited
};

#define TASK_NAME_LEN 16

// Where relative paths begin, and the mask of new files' modes; shared by CLONE_FS.
struct workdir {
    unsigned refs;      // tasks
    struct vnode *cwd;  // NULL: the root
    uint32_t umask;
};

struct task {
    // Machine time in the kernel, in ticks, less the time of the last entry while it runs there: entry.S adds and
    // subtracts. user_prepare has more to do than to return (signals, a stop, the end, another's turn): `attention`.
    int64_t kernel_ticks;
    bool attention;
    bool vfork_waits;
    unsigned refs;
    pid_t tid;
    enum task_state state;
    char name[TASK_NAME_LEN];  // the last part of the path of its program, or what prctl says
    struct list all_link;      // on the list of all tasks, in order of tid
    struct list thread_link;   // on process->threads
    struct list ready_link;    // on the ready queue, while runnable and not running
    struct work reaping;       // of the dead: queued for the reaper
    struct list wait_link;     // on a waitq, while asleep
    struct timer sleep_timer;  // ends a timed sleep

    struct process *process;
    struct waitq vfork_done;    // a vfork child has let go of this task's space: vfork_waits is false again
    struct task *vfork_parent;  // held, of a vfork child that has not yet let go; NULL otherwise

    uint64_t *stack;         // the kernel stack: one page; its lowest word holds a canary
    struct context context;  // callee-saved registers, while it does not run
    struct space *space;     // NULL for kernel tasks and zombies
    struct files *files;
    struct workdir *workdir;
    struct signal_actions *actions;
    struct signals signals;

    int exit_status;                      // of this thread, as wait4 would report it
    uint32_t minor_faults, major_faults;  // counted by vm_fault
    uint32_t voluntary_switches, involuntary_switches;
    uint32_t rseq_signature;   // and what stands before each of its handlers
    int64_t run_ticks;         // time that it had the hart, less that of the last switch while it has it
    uint64_t start_ticks;      // machine time at clone
    uint64_t clear_child_tid;  // set_tid_address: user address zeroed at exit, or 0
    uint64_t robust_list;      // set_robust_list: user address of the head, or 0
    uint64_t rseq;             // its area (rseq.h), or 0,
};

_Static_assert(offsetof(struct task, kernel_ticks) == TASK_KERNEL_TICKS, "entry.S relies on it");
_Static_assert(offsetof(struct task, attention) == TASK_ATTENTION, "entry.S relies on it");

// The soft limit of the running task's process: what it does is limited by its own, whatever space it does it in.
static inline uint64_t task_rlimit(enum limit_kind kind) { return current->process->limits[kind].soft; }

// SIGKILL waits: the task will never see user mode again.
static inline bool signal_kills(const struct task *t) { return (t->signals.pending.set & SIGSET(SIGKILL)) != 0; }

// An unblocked signal waits, or the process is to stop or to end.
static inline bool signal_waits(const struct task *t)
{
    uint64_t pending = t->signals.pending.set | t->process->pending.set;
    return (pending & ~t->signals.blocked) != 0 || t->process->stop_signal != 0;
}

// Every task in order of tid (procfs walks it).
extern struct list all_tasks;
struct task *task_find(pid_t tid);  // NULL if there is none
pid_t task_last(void);              // the number given last

// How many tasks there are: running or ready (R), waiting for the machine (D), all.
struct task_counts {
    uint64_t running, blocked, all;
};
struct task_counts tasks_count(void);

extern int64_t pid_max;  // the greatest that is given (kernel.pid_max)
static inline bool task_is_leader(const struct task *t) { return t->process && t->process->leader == t; }

static inline struct task *task_hold(struct task *t)
{
    t->refs++;
    return t;
}
void task_release(struct task *t);  // does not sleep; not by the task itself

// The registers that the task had in user mode when it entered the kernel.
static inline struct trap_frame *task_frame(const struct task *t)
{
    return (struct trap_frame *)((uint64_t)t->stack + PAGE_SIZE) - 1;
}

// A kernel task, a process of its own, that runs fn(arg) and may become a user process by exec. Panics without memory.
struct task *task_start(const char *name, void (*fn)(void *), void *arg);

// clone(2), clone3(2). The number of the new task or a negative errno. May sleep.
struct clone_args {
    uint64_t flags;  // CLONE_..., without the signal
    int exit_signal;
    uint64_t stack;  // its end, where the child's sp begins; 0: as the parent's
    uint64_t tls, parent_tid, child_tid;
};
pid_t task_clone(const struct clone_args *args);

// Ends the running task with a wait status: exit code << 8, or the number of a signal.
_Noreturn void task_exit(int status);
// Ends all threads of its process.
_Noreturn void process_exit(int status);

// The running task moves into another space (NULL at exit), lets go of its old one and wakes a parent that waits in
// vfork.
void task_set_space(struct space *space);

// The end of this thread's life in its space, at exit and at exec: who sleeps on its number's word wakes. May sleep.
void clear_tid_word(void);

// A task that has switched away for good: the reaper ends its existence. Does not sleep.
void task_reap_later(struct task *t);

// Between task.c, clone.c and exit.c.
struct task *task_alloc(void);  // a task with a stack and nothing else, on no list. NULL: no memory. May sleep
void task_publish(struct task *t, struct process *process);  // from here on it exists for all others
void task_unlist(struct task *t);
void task_renumber(struct task *t, pid_t tid);
void task_give_up(struct task *t);    // lets go of all shared tables. May sleep
unsigned task_number(void);           // of tasks
bool task_numbers_suffice(void);      // is there a number for each that has been allocated?
unsigned task_number_of_users(void);  // of those that are no kernel tasks

struct workdir *workdir_create(const struct workdir *from);  // NULL: a fresh one. NULL: no memory. May sleep
void workdir_release(struct workdir *workdir);               // may sleep

void task_usage(const struct task *t, struct usage *usage);  // of this thread alone

// 'R', 'S', 'D', 'T' or 'Z', as in /proc/PID/stat.
char task_state_letter(const struct task *t);

#endif
