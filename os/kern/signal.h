// SPDX-License-Identifier: Apache-2.0
// Signals, with Linux's riscv64 numbers and layouts: actions, masks, queues of pending signals for a thread and for a
// process, default actions, delivery to user handlers on the user's stack with siginfo and ucontext, and rt_sigreturn.
//
// A signal that is sent to a process is taken by one of its threads that does not block it. Signals below SIGRTMIN are
// pending once; real-time signals queue, each with its siginfo. Records come from what memory is free, since a signal
// may be sent by an interrupt; without one, a signal below SIGRTMIN is pending all the same, but says nothing of its
// sender. Lock: the kernel itself (sched.h). Owner of a record: the queue that it is on.

#ifndef OS_KERN_SIGNAL_H
#define OS_KERN_SIGNAL_H

#include "os/arch/frame.h"
#include "os/lib/list.h"

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGWINCH 28
#define SIGSYS 31
#define SIGRTMIN 32
#define SIGNAL_COUNT 64

#define SI_USER 0
#define SI_KERNEL 0x80
#define SI_QUEUE (-1)
#define SI_TKILL (-6)
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define BUS_ADRALN 1
#define BUS_ADRERR 2
#define ILL_ILLOPC 1
#define TRAP_BRKPT 1
#define CLD_EXITED 1
#define CLD_KILLED 2
#define CLD_STOPPED 5
#define CLD_CONTINUED 6

#define SIG_DFL UINT64_C(0)
#define SIG_IGN UINT64_C(1)

#define SIGSET(signo) (UINT64_C(1) << ((signo)-1))
#define SIGNALS_UNBLOCKABLE (SIGSET(SIGKILL) | SIGSET(SIGSTOP))
#define SIGNALS_QUEUED_MAX 1024  // records of the whole machine

struct task;
struct process;

// What rt_sigaction reads and writes.
struct sigaction {
    uint64_t handler;  // SIG_DFL, SIG_IGN or a user address
    uint64_t flags;
    uint64_t mask;
};

// One table of actions, shared by CLONE_SIGHAND.
struct signal_actions {
    unsigned refs;                      // tasks
    uint64_t set;                       // signals whose action has been set; all others have the default
    struct sigaction of[SIGNAL_COUNT];  // signal n at n - 1, if it is in the set
};

// Why a signal was sent: the first 48 bytes of Linux's siginfo_t; the rest is zero.
struct siginfo {
    int32_t signo, error, code, pad;
    union {
        uint64_t addr;  // faults
        struct {
            int32_t pid, uid;  // of the sender; of the child
            union {
                int32_t status;  // SIGCHLD
                uint64_t value;  // rt_sigqueueinfo
            };
        };
        uint64_t words[4];
    };
};
_Static_assert(sizeof(struct siginfo) == 48, "as user programs see it");

// Signals that have been sent and not yet taken.
struct pending {
    uint64_t set;
    struct list queue;  // their records, the oldest first
};

#define SS_ONSTACK 1u
#define SS_DISABLE 2u
#define SS_AUTODISARM 0x80000000u

struct sigstack {
    uint64_t base;
    uint32_t flags, pad;
    uint64_t size;
};

// Of one thread.
struct signals {
    uint64_t blocked;
    struct pending pending;
    uint64_t awaited;     // by sigtimedwait, though blocked
    uint64_t saved_mask;  // while valid: the mask to go back to after a sigsuspend-like call
    bool saved_mask_valid;
    uint64_t resume_deadline;  // of a timed call that is made again without a handler having run; 0: none
    struct sigstack alt;       // sigaltstack
};

// What a system call that -EINTR ends does then (struct trap_frame.in_syscall).
enum call_restart {
    CALL_NONE,                             // not in a system call
    CALL_RESTARTS = CALL_RESTARTS_NUMBER,  // made again if the handler has SA_RESTART, or if none runs
    CALL_RESUMES,                          // made again only if no handler runs
    CALL_ENDS,                             // never made again
};

// ---- sending. None sleeps. 0, or -EAGAIN: a real-time signal found no room in the queue
int signal_send(struct task *t, const struct siginfo *info);
int signal_send_process(struct process *process, const struct siginfo *info);
int signal_send_group(pid_t pgid, const struct siginfo *info);  // every process of it; -ESRCH: none

// A synchronous fault of the running task: cannot be blocked or ignored (then the default action is taken).
void signal_force(int signo, int code, uint64_t addr);
// The same of any task, for what the machine has done to it.
void signal_force_task(struct task *t, int signo, int code, uint64_t addr);

// ---- asking
// signal_waits and signal_kills: task.h
// The process has said that it will not wait for its children (SIGCHLD ignored, or SA_NOCLDWAIT).
bool signal_ignores_children(const struct process *process);

// ---- taking
// Called on the way to user mode with the trap frame complete: delivers all that waits, stops, or ends the task.
void signal_deliver(void);
// Takes a pending signal of `set`, the thread's own first; its number or 0.
int signal_take(uint64_t set, struct siginfo *info);
// The running thread's mask changes; signals that become unblocked are delivered on the way to user mode.
void signal_set_mask(uint64_t blocked);
// For the length of a call that ends with -EINTR: a mask that is put back after delivery, or by signal_restore_mask.
void signal_set_call_mask(uint64_t blocked);
void signal_restore_mask(void);

// rt_sigreturn: the registers and the mask come back from the frame on the user stack.
struct trap_frame;
void signal_return(struct trap_frame *frame);

// ---- tables and queues
void signals_init(struct signals *s);
void pending_init(struct pending *p);
void signals_flush(struct pending *p);           // drops all
void signals_retarget(struct process *process);  // one thread takes signals no longer: others look
struct signal_actions *signal_actions_create(const struct signal_actions *from);  // NULL: no memory. May sleep
struct signal_actions *signal_actions_hold(struct signal_actions *actions);
void signal_actions_release(struct signal_actions *actions);
const struct sigaction *signal_action(const struct signal_actions *actions, int signo);
void signal_actions_reset(struct signal_actions *actions);          // what is caught becomes default
void signal_action_set(int signo, const struct sigaction *action);  // of the running task; drops what becomes ignored
unsigned signals_queued(void);                                      // records, for vm_check

#endif
