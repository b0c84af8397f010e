// SPDX-License-Identifier: Apache-2.0
// Signals of one process, with Linux's riscv64 numbers and layouts: stored dispositions and masks, default actions,
// delivery to user handlers on the user's stack with siginfo and ucontext, and rt_sigreturn.

#ifndef OS_KERN_SIGNAL_H
#define OS_KERN_SIGNAL_H

#include "os/lib/types.h"

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
#define SIGWINCH 28
#define SIGNAL_COUNT 64

#define SI_USER 0
#define SI_KERNEL 0x80
#define SI_TKILL (-6)
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define BUS_ADRALN 1
#define BUS_ADRERR 2
#define ILL_ILLOPC 1
#define TRAP_BRKPT 1
#define CLD_EXITED 1
#define CLD_KILLED 2

#define SIG_DFL UINT64_C(0)
#define SIG_IGN UINT64_C(1)

struct task;

// What rt_sigaction reads and writes.
struct sigaction {
    uint64_t handler;  // SIG_DFL, SIG_IGN or a user address
    uint64_t flags;
    uint64_t mask;
};

// Why a signal was sent: what the handler sees in its siginfo.
struct siginfo {
    int signo, code;
    uint64_t addr;  // faults
    pid_t pid;      // kill and SIGCHLD
    int status;     // SIGCHLD
};

#define SIGSET(signo) (UINT64_C(1) << ((signo)-1))

struct sigstack {
    uint64_t base;
    uint32_t flags, pad;
    uint64_t size;
};

struct signals {
    struct sigaction *actions;  // SIGNAL_COUNT entries, owned; NULL for kernel tasks
    uint64_t blocked, pending;
    uint64_t saved_mask;  // while valid: the mask to go back to after a sigsuspend-like call
    bool saved_mask_valid;
    struct siginfo info;  // of the last signal sent of those pending
    struct sigstack alt;  // sigaltstack
};

// Makes a signal pending and wakes the task if it sleeps interruptibly.
void signal_send(struct task *t, const struct siginfo *info);

// A synchronous fault of the running task: cannot be blocked or ignored (then the default action is taken).
void signal_force(int signo, int code, uint64_t addr);

// True when an unblocked signal waits.
bool signal_waits(const struct task *t);

// True when SIGKILL waits: the task will never see user mode again.
bool signal_kills(const struct task *t);

// Called on the way to user mode with the trap frame complete: delivers what waits, or ends the task.
void signal_deliver(void);

// All actions default, nothing blocked. 0 or -ENOMEM. May sleep.
int signals_init(struct signals *s);
int signals_copy(struct signals *to, const struct signals *from);
void signals_reset_for_exec(struct signals *s);
void signals_free(struct signals *s);

// The process has said that it will not wait for its children (SIGCHLD ignored, or SA_NOCLDWAIT).
bool signal_ignores_children(const struct signals *s);

// rt_sigreturn: the registers and the mask come back from the frame on the user stack.
struct trap_frame;
void signal_return(struct trap_frame *frame);

#endif
