// SPDX-License-Identifier: Apache-2.0
// Processes: what the threads of one program have together besides the tables that clone(2) may share further. A thread
// is a struct task (task.h); a process has one or more of them, the first being its leader, whose number is its own.
//
// Lifetime: each task of a process counts one reference, so the struct lives as long as any of its tasks does. A
// process exists for others (on its parent's list of children, by its number) until its end has been waited for, or at
// once until its end where nobody will wait. Its leader stays as long, though its thread may have ended before. Lock:
// the kernel itself (sched.h). Nothing here outlasts a sleep unlooked at except through a counted reference; `parent`
// is valid as long as the process is listed, since children pass to init before their parent's end.

#ifndef OS_KERN_PROCESS_H
#define OS_KERN_PROCESS_H

#include "os/kern/limits.h"
#include "os/kern/sched.h"
#include "os/kern/signal.h"
#include "os/kern/timer.h"
#include "os/lib/list.h"

// What a thread, a process or all waited-for children have used. Times in ticks of the timebase, sizes in pages.
struct usage {
    uint64_t user_ticks, kernel_ticks, minor_faults, major_faults, max_rss_pages;
    uint64_t voluntary_switches, involuntary_switches;
};

struct process {
    unsigned refs;              // one a task
    pid_t pid, pgid, sid;       // itself, its process group, its session
    struct process *parent;     // NULL for init and for kernel tasks
    struct list children;       // every child not yet waited for
    struct list sibling_link;   // on parent->children
    struct waitq child_event;   // a child has ended, stopped or goes on
    struct list threads;        // its tasks, without those that have ended but for the leader
    unsigned live_threads;      // those that have not ended
    struct waitq thread_event;  // one of them has ended
    struct task *leader;        // its task while it is listed

    int exit_signal;  // what tells the parent of the end; 0: nothing
    int parent_death_signal;
    bool exiting;     // exit_status stands: no thread comes back to user mode
    bool ended;       // no thread is left; its parent has not yet waited
    int exit_status;  // as wait4 reports it

    struct pending pending;  // signals for whichever thread takes them
    int stop_signal;         // the process is stopped by this one; 0: it is not
    bool stop_untold;        // and wait4 has not yet said so
    bool continue_untold;    // it goes on again, and wait4 has not yet said so
    struct waitq continued;  // where stopped threads sleep

    struct usage gone;         // of threads that have ended; its max_rss_pages is that of all spaces so far
    struct usage of_children;  // of children waited for, and of theirs
    struct timer alarm;        // ITIMER_REAL
    uint64_t alarm_interval;   // ticks; 0: it goes off once. Else the timer starts again when its signal is taken
    int oom_adjust;            // oom_score_adj, thousandths of all memory: inherited by fork, kept by exec
    uint64_t oom_time;         // machine time when the lack of memory chose it
    uint32_t barriers;         // what membarrier has registered
    struct limit limits[LIMIT_COUNT];  // the last field
};

struct task;

// No references, no threads; the limits of `from`, or with NULL those at boot. NULL: no memory. May sleep.
struct process *process_create(const struct process *from);
void process_release(struct process *process);
struct process *process_find(pid_t pid);  // that is listed; NULL if there is none

// The first task of a process takes its number; it becomes a child of `parent` (NULL: of nobody).
void process_publish(struct process *process, struct task *leader, struct process *parent);
void process_unlist(struct process *process);  // its end is known to whom it concerns

// No thread comes back to user mode; all of them that sleep killably wake, and end with this wait status.
void process_kill(struct process *process, int status);

// The signal of the alarm has been taken, or would be from now on: if it is to go off again, its timer runs again. So
// an alarm whose signal waits or is ignored costs nothing, however short its interval is.
void process_ring_again(struct process *process);

// exec: the running thread becomes the only one and the leader. 0, or -EINTR when it is being killed. May sleep.
int process_become_single(void);

void process_usage(const struct process *process, struct usage *usage);
void usage_add(struct usage *to, const struct usage *from);  // the larger of max_rss_pages

// wait4(2), waitid(2): the child that was found, and how it is.
struct wait_result {
    pid_t pid;  // 0: none yet (WNOHANG)
    int status;
    struct usage usage;
};
#define WAIT_NO_HANG 1u
#define WAIT_STOPPED 2u
#define WAIT_EXITED 4u
#define WAIT_CONTINUED 8u
#define WAIT_KEEP 0x01000000u       // WNOWAIT: the child stays to be waited for
#define WAIT_ALL_KINDS 0x40000000u  // children whose end sends something else than SIGCHLD, too
#define WAIT_CLONES 0x80000000u     // only such
// pid as wait4 has it: a process, -1 for any, 0 or -PGID for a group. 0, -ECHILD or -EINTR. May sleep.
int process_wait(pid_t pid, uint32_t options, struct wait_result *result);

#endif
