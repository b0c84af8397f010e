// SPDX-License-Identifier: Apache-2.0
// Signals: sending, default actions, and delivery to user handlers.
//
// The frame that a handler finds on its stack has Linux's riscv64 layout: siginfo (128 bytes), then ucontext with the
// mask and the registers. Its return address is SIGRETURN_ADDRESS, where the fetch faults: see trap.c.

#include "os/kern/signal.h"

#include "os/arch/trap.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/copy.h"
#include "os/vm/kalloc.h"

#define SA_NOCLDWAIT 0x2
#define SA_SIGINFO 0x4
#define SA_ONSTACK 0x08000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000

#define SS_ONSTACK 1
#define SS_DISABLE 2

#define UNBLOCKABLE (SIGSET(SIGKILL) | SIGSET(SIGSTOP))

// ---- state -----------------------------------------------------------------------------------------------------

int signals_init(struct signals *s)
{
    *s = (struct signals){.alt = {.flags = SS_DISABLE}};
    s->actions = kzalloc(SIGNAL_COUNT * sizeof *s->actions);
    return !s->actions ? -ENOMEM : 0;
}

int signals_copy(struct signals *to, const struct signals *from)
{
    if (signals_init(to) != 0)
        return -ENOMEM;
    memcpy(to->actions, from->actions, SIGNAL_COUNT * sizeof *to->actions);
    to->blocked = from->blocked;
    to->alt = from->alt;
    return 0;
}

void signals_reset_for_exec(struct signals *s)
{
    for (int i = 0; i < SIGNAL_COUNT; i++) {
        if (s->actions[i].handler != SIG_IGN)
            s->actions[i].handler = SIG_DFL;
        s->actions[i].flags = s->actions[i].mask = 0;
    }
    s->alt = (struct sigstack){.flags = SS_DISABLE};
}

void signals_free(struct signals *s)
{
    kfree(s->actions);
    s->actions = NULL;
}

static struct sigaction *action_of(const struct task *t, int signo) { return &t->signals.actions[signo - 1]; }

// There is no job control, so the signals of stopping do nothing either.
static bool default_is_nothing(int signo)
{
    return signo == SIGCHLD || signo == SIGURG || signo == SIGWINCH || (signo >= SIGCONT && signo <= SIGTTOU);
}

static bool is_ignored(const struct task *t, int signo)
{
    uint64_t handler = action_of(t, signo)->handler;
    return handler == SIG_IGN || (handler == SIG_DFL && default_is_nothing(signo));
}

bool signal_ignores_children(const struct signals *s)
{
    const struct sigaction *a = &s->actions[SIGCHLD - 1];
    return a->handler == SIG_IGN || (a->flags & SA_NOCLDWAIT) != 0;
}

bool signal_waits(const struct task *t) { return (t->signals.pending & ~t->signals.blocked) != 0; }

bool signal_kills(const struct task *t) { return (t->signals.pending & SIGSET(SIGKILL)) != 0; }

// ---- sending ---------------------------------------------------------------------------------------------------

void signal_send(struct task *t, const struct siginfo *info)
{
    int signo = info->signo;
    if (t->state == TASK_ZOMBIE || !t->signals.actions)
        return;
    bool blocked = (t->signals.blocked & SIGSET(signo)) != 0;
    if (!blocked && is_ignored(t, signo))
        return;
    t->signals.pending |= SIGSET(signo);
    t->signals.info = *info;
    if (!blocked)
        sched_wake_for_signal(t);
}

void signal_force(int signo, int code, uint64_t addr)
{
    struct signals *s = &current->signals;
    bool blocked = (s->blocked & SIGSET(signo)) != 0;
    if (blocked || action_of(current, signo)->handler == SIG_IGN)
        action_of(current, signo)->handler = SIG_DFL;
    s->blocked &= ~SIGSET(signo);
    s->pending |= SIGSET(signo);
    s->info = (struct siginfo){.signo = signo, .code = code, .addr = addr};
}

// ---- delivery --------------------------------------------------------------------------------------------------

struct user_siginfo {
    int32_t signo, error, code, pad;
    union {
        uint64_t addr;
        struct {
            int32_t pid, uid, status;
        } child;
        uint8_t room[112];
    };
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

static int next_signal(void)
{
    uint64_t ready = current->signals.pending & ~current->signals.blocked;
    if ((ready & SIGSET(SIGKILL)) != 0)
        return SIGKILL;
    for (int signo = 1; signo <= SIGNAL_COUNT; signo++)
        if ((ready & SIGSET(signo)) != 0)
            return signo;
    return 0;
}

static void fill_siginfo(struct user_siginfo *to, int signo)
{
    const struct siginfo *info = &current->signals.info;
    *to = (struct user_siginfo){.signo = signo};
    if (info->signo != signo)
        return;
    to->code = info->code;
    if (signo == SIGCHLD || info->code <= SI_USER) {
        to->child.pid = info->pid;
        to->child.status = info->status;
    } else {
        to->addr = info->addr;
    }
}

static bool on_alternate_stack(uint64_t sp)
{
    const struct sigstack *alt = &current->signals.alt;
    return sp > alt->base && sp - alt->base <= alt->size;
}

static uint64_t handler_stack(const struct sigaction *a, uint64_t sp)
{
    const struct sigstack *alt = &current->signals.alt;
    if ((a->flags & SA_ONSTACK) != 0 && (alt->flags & SS_DISABLE) == 0 && !on_alternate_stack(sp))
        sp = alt->base + alt->size;
    return ROUND_DOWN(sp - sizeof(struct signal_frame), 16);
}

static int write_frame(uint64_t at, int signo, const struct trap_frame *frame)
{
    const struct signals *s = &current->signals;
    struct signal_frame *f = kzalloc(sizeof *f);
    if (!f)
        return -ENOMEM;
    fill_siginfo(&f->info, signo);
    f->context.stack = s->alt;
    f->context.mask = s->saved_mask_valid ? s->saved_mask : s->blocked;
    f->context.gregs[0] = frame->sepc;
    memcpy(&f->context.gregs[1], &frame->x[1], 31 * sizeof(uint64_t));
    int error = copy_to_user(current->space, at, f, sizeof *f);
    kfree(f);
    return error;
}

// A call that a signal has cut short is made again after the handler, if its program asked for that.
static void restart_call(struct trap_frame *frame, bool wanted)
{
    if (frame->in_syscall == 0 || (int64_t)frame->x[REG_A0] != -EINTR || !wanted)
        return;
    frame->sepc -= 4;
    frame->x[REG_A0] = frame->syscall_a0;
}

static void run_handler(int signo, struct trap_frame *frame)
{
    struct signals *s = &current->signals;
    struct sigaction *a = action_of(current, signo);
    struct sigaction taken = *a;
    restart_call(frame, (taken.flags & SA_RESTART) != 0);
    frame->in_syscall = 0;
    uint64_t at = handler_stack(&taken, frame->x[REG_SP]);
    if (write_frame(at, signo, frame) != 0)
        task_exit(SIGSEGV);
    s->saved_mask_valid = false;
    s->blocked |= taken.mask;
    if ((taken.flags & SA_NODEFER) == 0)
        s->blocked |= SIGSET(signo);
    s->blocked &= ~UNBLOCKABLE;
    if ((taken.flags & SA_RESETHAND) != 0)
        a->handler = SIG_DFL;
    frame->sepc = taken.handler;
    frame->x[REG_RA] = SIGRETURN_ADDRESS;
    frame->x[REG_SP] = at;
    frame->x[REG_A0] = (uint64_t)signo;
    frame->x[REG_A0 + 1] = at + offsetof(struct signal_frame, info);
    frame->x[REG_A0 + 2] = at + offsetof(struct signal_frame, context);
}

void signal_deliver(void)
{
    int signo = next_signal();
    current->signals.pending &= ~SIGSET(signo);
    if (signo == SIGKILL)
        task_exit(SIGKILL);
    if (is_ignored(current, signo))
        return;
    if (action_of(current, signo)->handler == SIG_DFL)
        task_exit(signo);
    run_handler(signo, task_frame(current));
}

void signal_return(struct trap_frame *frame)
{
    struct user_context *context = kmalloc(sizeof *context);
    uint64_t at = frame->x[REG_SP] + offsetof(struct signal_frame, context);
    if (!context || copy_from_user(context, current->space, at, sizeof *context) != 0) {
        kfree(context);
        task_exit(SIGSEGV);
    }
    frame->sepc = context->gregs[0] & ~UINT64_C(1);
    memcpy(&frame->x[1], &context->gregs[1], 31 * sizeof(uint64_t));
    frame->in_syscall = 0;
    current->signals.blocked = context->mask & ~UNBLOCKABLE;
    kfree(context);
}
