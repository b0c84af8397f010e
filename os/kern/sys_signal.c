// SPDX-License-Identifier: Apache-2.0
// System calls on signals.

#include "os/arch/csr.h"
#include "os/arch/trap.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/copy.h"

#define SIGSET_BYTES 8
#define MINSIGSTKSZ 2048

static bool valid(uint64_t signo) { return signo >= 1 && signo <= SIGNAL_COUNT; }

// ---- actions and masks -----------------------------------------------------------------------------------------

int64_t sys_rt_sigaction(const uint64_t *a)
{
    struct sigaction new, old;
    if (!valid(a[0]) || a[3] != SIGSET_BYTES)
        return -EINVAL;
    if (a[1] != 0 && (a[0] == SIGKILL || a[0] == SIGSTOP))
        return -EINVAL;
    if (a[1] != 0 && copy_from_user(&new, current->space, a[1], sizeof new) != 0)
        return -EFAULT;
    old = *signal_action(current->actions, (int)a[0]);
    if (a[1] != 0)
        signal_action_set((int)a[0], &new);
    return a[2] != 0 ? copy_to_user(current->space, a[2], &old, sizeof old) : 0;
}

enum { SIG_BLOCK = 0, SIG_UNBLOCK = 1, SIG_SETMASK = 2 };

static int change_mask(uint64_t how, uint64_t set)
{
    uint64_t old = current->signals.blocked;
    switch (how) {
    case SIG_BLOCK: signal_set_mask(old | set); return 0;
    case SIG_UNBLOCK: signal_set_mask(old & ~set); return 0;
    case SIG_SETMASK: signal_set_mask(set); return 0;
    default: return -EINVAL;
    }
}

int64_t sys_rt_sigprocmask(const uint64_t *a)
{
    uint64_t old = current->signals.blocked, set;
    if (a[3] != SIGSET_BYTES)
        return -EINVAL;
    if (a[1] != 0 && copy_from_user(&set, current->space, a[1], sizeof set) != 0)
        return -EFAULT;
    int error = a[1] != 0 ? change_mask(a[0], set) : 0;
    if (error == 0 && a[2] != 0)
        error = copy_to_user(current->space, a[2], &old, sizeof old);
    return error;
}

int64_t sys_rt_sigpending(const uint64_t *a)
{
    uint64_t set = (current->signals.pending.set | current->process->pending.set) & current->signals.blocked;
    return a[1] > SIGSET_BYTES ? -EINVAL : copy_to_user(current->space, a[0], &set, a[1]);
}

static bool on_stack(uint64_t sp, const struct sigstack *s)
{
    return (s->flags & SS_AUTODISARM) == 0 && sp > s->base && sp - s->base <= s->size;
}

static int set_stack(const struct sigstack *new, bool active)
{
    uint32_t mode = new->flags & ~SS_AUTODISARM;
    if (active)
        return -EPERM;
    if (mode != 0 && mode != SS_DISABLE && mode != SS_ONSTACK)
        return -EINVAL;
    if (mode != SS_DISABLE && new->size < MINSIGSTKSZ)
        return -ENOMEM;
    current->signals.alt = *new;
    if (mode == SS_DISABLE)
        current->signals.alt.base = current->signals.alt.size = 0;
    return 0;
}

int64_t sys_sigaltstack(const uint64_t *a)
{
    struct sigstack new, old = current->signals.alt;
    bool active = on_stack(task_frame(current)->x[REG_SP], &old);
    if (a[0] != 0 && copy_from_user(&new, current->space, a[0], sizeof new) != 0)
        return -EFAULT;
    int error = a[0] != 0 ? set_stack(&new, active) : 0;
    if (active)
        old.flags |= SS_ONSTACK;
    if (error == 0 && a[1] != 0)
        error = copy_to_user(current->space, a[1], &old, sizeof old);
    return error;
}

// ---- waiting ---------------------------------------------------------------------------------------------------

int64_t sys_rt_sigsuspend(const uint64_t *a)
{
    struct waitq nothing;
    uint64_t set;
    if (a[1] != SIGSET_BYTES)
        return -EINVAL;
    if (copy_from_user(&set, current->space, a[0], sizeof set) != 0)
        return -EFAULT;
    waitq_init(&nothing);
    signal_set_call_mask(set);
    while (sleep_interruptible(&nothing) == 0)
        ;
    task_frame(current)->in_syscall = CALL_RESUMES;
    return -EINTR;
}

// Sleeps until a signal of the set can be taken, one that is not awaited comes, or the deadline.
static int await_signal(uint64_t set, uint64_t deadline, struct siginfo *info)
{
    struct waitq nothing;
    int error = 0, signo;
    waitq_init(&nothing);
    current->signals.awaited = set;
    while ((signo = signal_take(set, info)) == 0 && error == 0)
        error = sleep_until(&nothing, deadline);
    current->signals.awaited = 0;
    if (signo != 0)
        return signo;
    return error == -ETIMEDOUT ? -EAGAIN : error;
}

int64_t sys_rt_sigtimedwait(const uint64_t *a)
{
    struct siginfo info[3] = {0};  // 128 bytes of it
    struct timespec ts;
    uint64_t set, ticks, deadline = UINT64_MAX;
    if (a[3] != SIGSET_BYTES)
        return -EINVAL;
    if (copy_from_user(&set, current->space, a[0], sizeof set) != 0)
        return -EFAULT;
    if (a[2] != 0) {
        if (copy_from_user(&ts, current->space, a[2], sizeof ts) != 0)
            return -EFAULT;
        if (!timespec_to_ticks(&ts, &ticks))
            return -EINVAL;
        deadline = time_now() + ticks;
    }
    int signo = await_signal(set & ~SIGNALS_UNBLOCKABLE, deadline, info);
    if (signo == -EINTR)
        task_frame(current)->in_syscall = CALL_ENDS;
    if (signo > 0 && a[1] != 0 && copy_to_user(current->space, a[1], info, 128) != 0)
        return -EFAULT;
    return signo;
}

// The frame has been put back, so the dispatcher leaves a0 alone.
int64_t sys_rt_sigreturn(const uint64_t *a)
{
    (void)a;
    signal_return(task_frame(current));
    return 0;
}

// ---- sending ---------------------------------------------------------------------------------------------------

// To a process or a thread (tgid 0: of whatever process; the signal is then the process's if `whole`).
static int64_t send_to_one(pid_t tgid, pid_t tid, bool whole, const struct siginfo *info)
{
    struct task *t = task_find(tid);
    if (!t || (tgid != 0 && t->process->pid != tgid))
        return -ESRCH;
    if (info->signo == 0)
        return 0;
    return whole ? signal_send_process(t->process, info) : signal_send(t, info);
}

static int64_t send_to_all(const struct siginfo *info)
{
    struct task *t;
    int64_t result = -ESRCH;
    LIST_FOR_EACH(t, &all_tasks, all_link)
        if (task_is_leader(t) && t->process->pid > 1 && t->process != current->process && t->actions) {
            result = 0;
            if (info->signo != 0)
                signal_send_process(t->process, info);
        }
    return result;
}

int64_t sys_kill(const uint64_t *a)
{
    pid_t pid = (pid_t)a[0];
    struct siginfo info = {.signo = (int)a[1], .code = SI_USER, .pid = current->process->pid};
    if (info.signo != 0 && !valid(a[1]))
        return -EINVAL;
    if (pid > 0)
        return send_to_one(0, pid, true, &info);
    if (pid == -1)
        return send_to_all(&info);
    return signal_send_group(pid == 0 ? current->process->pgid : -pid, &info);
}

static int64_t send_to_thread(pid_t tgid, pid_t tid, uint64_t signo)
{
    struct siginfo info = {.signo = (int)signo, .code = SI_TKILL, .pid = current->process->pid};
    if (tid <= 0 || tgid < 0 || (signo != 0 && !valid(signo)))
        return -EINVAL;
    return send_to_one(tgid, tid, false, &info);
}

int64_t sys_tkill(const uint64_t *a) { return send_to_thread(0, (pid_t)a[0], a[1]); }
int64_t sys_tgkill(const uint64_t *a)
{
    return (pid_t)a[0] <= 0 ? -EINVAL : send_to_thread((pid_t)a[0], (pid_t)a[1], a[2]);
}

// The sender may say what it likes about itself, but not that the kernel or kill(2) has sent it.
static int64_t queue(pid_t tgid, pid_t tid, uint64_t signo, uint64_t uva, bool whole)
{
    struct siginfo info;
    if (copy_from_user(&info, current->space, uva, sizeof info) != 0)
        return -EFAULT;
    if (signo != 0 && !valid(signo))
        return -EINVAL;
    info.signo = (int)signo;
    if ((info.code >= 0 || info.code == SI_TKILL) && tid != current->process->pid)
        return -EPERM;
    return send_to_one(tgid, tid, whole, &info);
}

int64_t sys_rt_sigqueueinfo(const uint64_t *a) { return queue(0, (pid_t)a[0], a[1], a[2], true); }

int64_t sys_rt_tgsigqueueinfo(const uint64_t *a)
{
    if ((pid_t)a[0] <= 0 || (pid_t)a[1] <= 0)
        return -EINVAL;
    return queue((pid_t)a[0], (pid_t)a[1], a[2], a[3], false);
}
