// SPDX-License-Identifier: Apache-2.0
// System calls on signals.

#include "os/arch/trap.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/copy.h"

#define UNBLOCKABLE (SIGSET(SIGKILL) | SIGSET(SIGSTOP))
#define SIGSET_BYTES 8

static bool valid(uint64_t signo) { return signo >= 1 && signo <= SIGNAL_COUNT; }

int64_t sys_rt_sigaction(const uint64_t *a)
{
    struct sigaction new;
    if (!valid(a[0]) || a[3] != SIGSET_BYTES)
        return -EINVAL;
    if (a[1] != 0 && (a[0] == SIGKILL || a[0] == SIGSTOP))
        return -EINVAL;
    if (a[1] != 0 && copy_from_user(&new, current->space, a[1], sizeof new) != 0)
        return -EFAULT;
    struct sigaction *action = &current->signals.actions[a[0] - 1];
    if (a[2] != 0 && copy_to_user(current->space, a[2], action, sizeof *action) != 0)
        return -EFAULT;
    if (a[1] != 0)
        *action = new;
    return 0;
}

enum { SIG_BLOCK = 0, SIG_UNBLOCK = 1, SIG_SETMASK = 2 };

static int change_mask(uint64_t how, uint64_t set)
{
    uint64_t *blocked = &current->signals.blocked;
    switch (how) {
    case SIG_BLOCK: *blocked |= set; break;
    case SIG_UNBLOCK: *blocked &= ~set; break;
    case SIG_SETMASK: *blocked = set; break;
    default: return -EINVAL;
    }
    *blocked &= ~UNBLOCKABLE;
    return 0;
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
    uint64_t set = current->signals.pending & current->signals.blocked;
    return a[1] != SIGSET_BYTES ? -EINVAL : copy_to_user(current->space, a[0], &set, sizeof set);
}

int64_t sys_rt_sigsuspend(const uint64_t *a)
{
    struct waitq nothing;
    uint64_t set;
    if (a[1] != SIGSET_BYTES)
        return -EINVAL;
    if (copy_from_user(&set, current->space, a[0], sizeof set) != 0)
        return -EFAULT;
    waitq_init(&nothing);
    current->signals.saved_mask = current->signals.blocked;
    current->signals.saved_mask_valid = true;
    change_mask(SIG_SETMASK, set);
    while (sleep_interruptible(&nothing) == 0)
        ;
    return -EINTR;
}

// The frame has been put back, so the dispatcher leaves a0 alone.
int64_t sys_rt_sigreturn(const uint64_t *a)
{
    (void)a;
    signal_return(task_frame(current));
    return 0;
}

int64_t sys_sigaltstack(const uint64_t *a)
{
    struct sigstack new, old = current->signals.alt;
    if (a[0] != 0 && copy_from_user(&new, current->space, a[0], sizeof new) != 0)
        return -EFAULT;
    if (a[1] != 0 && copy_to_user(current->space, a[1], &old, sizeof old) != 0)
        return -EFAULT;
    if (a[0] != 0)
        current->signals.alt = new;
    return 0;
}

static bool in_target(const struct task *t, pid_t pid)
{
    if (pid > 0)
        return t->pid == pid;
    if (pid == -1)
        return t->pid > 1 && t != current;
    return t->pgid == (pid == 0 ? current->pgid : -pid);
}

static int64_t send_to(pid_t pid, uint64_t signo, int code)
{
    struct siginfo info = {.signo = (int)signo, .code = code, .pid = current->pid};
    struct task *t;
    bool any = false;
    if (signo != 0 && !valid(signo))
        return -EINVAL;
    LIST_FOR_EACH(t, &all_tasks, all_link)
        if (in_target(t, pid)) {
            any = true;
            if (signo != 0)
                signal_send(t, &info);
        }
    return any ? 0 : -ESRCH;
}

int64_t sys_kill(const uint64_t *a) { return send_to((pid_t)a[0], a[1], SI_USER); }
int64_t sys_tkill(const uint64_t *a) { return (pid_t)a[0] <= 0 ? -EINVAL : send_to((pid_t)a[0], a[1], SI_TKILL); }
int64_t sys_tgkill(const uint64_t *a) { return (pid_t)a[1] <= 0 ? -EINVAL : send_to((pid_t)a[1], a[2], SI_TKILL); }
