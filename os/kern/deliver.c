// SPDX-License-Identifier: Apache-2.0
// Taking signals: the way to user handlers and back, stops, and the end.
//
// The frame that a handler finds on its stack has Linux's riscv64 layout: siginfo (128 bytes), then ucontext with the
// mask and the registers. Its return address is SIGRETURN_ADDRESS, where the fetch faults: see trap.c.

#include "os/arch/trap.h"
#include "os/kern/rseq.h"
#include "os/kern/signal.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/copy.h"
#include "os/vm/kalloc.h"

#define SA_NOCLDSTOP 0x1
#define SA_ONSTACK 0x08000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000

#define INIT_PID 1
#define STOP_SIGNALS (SIGSET(SIGSTOP) | SIGSET(SIGTSTP) | SIGSET(SIGTTIN) | SIGSET(SIGTTOU))
#define HARMLESS_SIGNALS (SIGSET(SIGCHLD) | SIGSET(SIGURG) | SIGSET(SIGWINCH) | SIGSET(SIGCONT))
// What a thread's own doing raises is taken before all else.
#define FAULT_SIGNALS \
    (SIGSET(SIGSEGV) | SIGSET(SIGBUS) | SIGSET(SIGILL) | SIGSET(SIGTRAP) | SIGSET(SIGFPE) | SIGSET(SIGSYS))

// ---- masks -----------------------------------------------------------------------------------------------------

void signal_set_mask(uint64_t blocked)
{
    blocked &= ~SIGNALS_UNBLOCKABLE;
    bool fewer = (blocked & ~current->signals.blocked) != 0;
    current->signals.blocked = blocked;
    if (signal_waits(current))
        current->attention = true;
    if (fewer)
        signals_retarget(current->process);
}

void signal_set_call_mask(uint64_t blocked)
{
    current->signals.saved_mask = current->signals.blocked;
    current->signals.saved_mask_valid = true;
    current->attention = true;
    signal_set_mask(blocked);
}

void signal_restore_mask(void)
{
    if (!current->signals.saved_mask_valid)
        return;
    current->signals.saved_mask_valid = false;
    signal_set_mask(current->signals.saved_mask);
}

// ---- the frame -------------------------------------------------------------------------------------------------

struct user_siginfo {
    struct siginfo info;
    uint8_t room[80];
};
_Static_assert(sizeof(struct user_siginfo) == 128, "Linux's siginfo_t");

struct user_context {
    uint64_t flags, link;
    struct sigstack stack;
    uint64_t mask;
    uint8_t mask_room[120];                           // up to 1024 signals
    uint64_t gregs[32] __attribute__((aligned(16)));  // pc, x1 ... x31
    uint8_t fpregs[528];
};

struct signal_frame {
    struct user_siginfo info;
    struct user_context context;
};
_Static_assert(offsetof(struct user_context, gregs) == 176, "Linux's struct ucontext");
_Static_assert(sizeof(struct signal_frame) % 16 == 0, "the stack stays aligned");

static bool on_alternate_stack(uint64_t sp)
{
    const struct sigstack *alt = &current->signals.alt;
    return (alt->flags & SS_AUTODISARM) == 0 && sp > alt->base && sp - alt->base <= alt->size;
}

static uint64_t handler_stack(const struct sigaction *a, uint64_t sp)
{
    const struct sigstack *alt = &current->signals.alt;
    if ((a->flags & SA_ONSTACK) != 0 && (alt->flags & SS_DISABLE) == 0 && !on_alternate_stack(sp))
        sp = alt->base + alt->size;
    return ROUND_DOWN(sp - sizeof(struct signal_frame), 16);
}

static int write_frame(uint64_t at, const struct siginfo *info, const struct trap_frame *frame)
{
    const struct signals *s = &current->signals;
    struct signal_frame *f = kzalloc(sizeof *f);
    if (!f)
        return -ENOMEM;
    f->info.info = *info;
    f->context.stack = s->alt;
    f->context.mask = s->saved_mask_valid ? s->saved_mask : s->blocked;
    f->context.gregs[0] = frame->sepc;
    memcpy(&f->context.gregs[1], &frame->x[1], 31 * sizeof(uint64_t));
    int error = copy_to_user(current->space, at, f, sizeof *f);
    kfree(f);
    return error;
}

// ---- system calls that were cut short --------------------------------------------------------------------------

static void call_again(struct trap_frame *frame, bool wanted)
{
    if (frame->in_syscall == CALL_NONE || (int64_t)frame->x[REG_A0] != -EINTR || !wanted)
        return;
    frame->sepc -= 4;
    frame->x[REG_A0] = frame->syscall_a0;
    frame->in_syscall = CALL_NONE;
}

static void call_after_handler(struct trap_frame *frame, const struct sigaction *a)
{
    call_again(frame, frame->in_syscall == CALL_RESTARTS && (a->flags & SA_RESTART) != 0);
    frame->in_syscall = CALL_NONE;
    current->signals.resume_deadline = 0;
}

static void call_without_handler(struct trap_frame *frame)
{
    bool resumes = frame->in_syscall == CALL_RESTARTS || frame->in_syscall == CALL_RESUMES;
    call_again(frame, resumes);
}

// ---- delivery --------------------------------------------------------------------------------------------------

static void run_handler(const struct siginfo *info, const struct sigaction *a, struct trap_frame *frame)
{
    struct signals *s = &current->signals;
    struct sigaction taken = *a;
    if ((taken.flags & SA_RESETHAND) != 0)
        current->actions->of[info->signo - 1].handler = SIG_DFL;
    call_after_handler(frame, &taken);
    uint64_t at = handler_stack(&taken, frame->x[REG_SP]);
    if (write_frame(at, info, frame) != 0)
        process_exit(SIGSEGV);
    if ((s->alt.flags & SS_AUTODISARM) != 0)
        s->alt = (struct sigstack){.flags = SS_DISABLE};
    s->saved_mask_valid = false;
    uint64_t blocked = s->blocked | taken.mask;
    if ((taken.flags & SA_NODEFER) == 0)
        blocked |= SIGSET(info->signo);
    signal_set_mask(blocked);
    frame->sepc = taken.handler;
    frame->x[REG_RA] = SIGRETURN_ADDRESS;
    frame->x[REG_SP] = at;
    frame->x[REG_A0] = (uint64_t)info->signo;
    frame->x[REG_A0 + 1] = at + offsetof(struct signal_frame, info);
    frame->x[REG_A0 + 2] = at + offsetof(struct signal_frame, context);
}

static void tell_parent_of_stop(struct process *process)
{
    struct process *parent = process->parent;
    struct siginfo info = {.signo = SIGCHLD, .code = CLD_STOPPED, .pid = process->pid, .status = process->stop_signal};
    if (!parent)
        return;
    const struct task *leader = parent->leader;
    if (leader->actions && (signal_action(leader->actions, SIGCHLD)->flags & SA_NOCLDSTOP) == 0)
        signal_send_process(parent, &info);
    wake_all(&parent->child_event);
}

static void begin_stop(int signo)
{
    struct process *process = current->process;
    struct task *t;
    if (process->exiting || process->stop_signal != 0)
        return;
    process->stop_signal = signo;
    process->stop_untold = true;
    process->continue_untold = false;
    LIST_FOR_EACH(t, &process->threads, thread_link)
        t->attention = true;  // each stops when it next comes by; a sleep goes on
    tell_parent_of_stop(process);
}

static void deliver_one(struct trap_frame *frame)
{
    struct siginfo info;
    uint64_t unblocked = ~current->signals.blocked;
    int signo = signal_take(unblocked & FAULT_SIGNALS, &info);
    if (signo == 0)
        signo = signal_take(unblocked, &info);
    if (signo == 0)
        return;
    const struct sigaction *a = signal_action(current->actions, signo);
    bool harmless = (SIGSET(signo) & HARMLESS_SIGNALS) != 0 || current->process->pid == INIT_PID;
    if (a->handler != SIG_IGN && a->handler != SIG_DFL)
        run_handler(&info, a, frame);
    else if (a->handler == SIG_IGN || harmless)
        return;
    else if ((SIGSET(signo) & STOP_SIGNALS) != 0)
        begin_stop(signo);
    else
        process_exit(signo);
}

void signal_deliver(void)
{
    struct process *process = current->process;
    struct trap_frame *frame = task_frame(current);
    if (current->rseq)
        rseq_interrupted(frame);
    do {
        while (signal_waits(current)) {
            if (process->exiting)
                task_exit(process->exit_status);
            if (signal_kills(current))
                task_exit(SIGKILL);
            if (process->stop_signal != 0)
                sleep_stopped(&process->continued);
            else
                deliver_one(frame);
        }
        call_without_handler(frame);
        signal_restore_mask();
    } while (signal_waits(current));
}

void signal_return(struct trap_frame *frame)
{
    struct user_context *context = kmalloc(sizeof *context);
    uint64_t at = frame->x[REG_SP] + offsetof(struct signal_frame, context);
    if (!context || copy_from_user(context, current->space, at, sizeof *context) != 0) {
        kfree(context);
        process_exit(SIGSEGV);
    }
    frame->sepc = context->gregs[0] & ~UINT64_C(1);
    memcpy(&frame->x[1], &context->gregs[1], 31 * sizeof(uint64_t));
    frame->in_syscall = CALL_NONE;
    if ((current->signals.alt.flags & SS_DISABLE) != 0 && (context->stack.flags & SS_AUTODISARM) != 0)
        current->signals.alt = context->stack;
    signal_set_mask(context->mask);
    kfree(context);
}
