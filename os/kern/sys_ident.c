// SPDX-License-Identifier: Apache-2.0
// System calls on who a thread is: numbers, groups, sessions, names, users, limits.

#include "os/kern/file.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/copy.h"
#include "os/vm/space.h"

// ---- numbers ---------------------------------------------------------------------------------------------------

int64_t sys_getpid(const uint64_t *a)
{
    (void)a;
    return current->process->pid;
}

int64_t sys_gettid(const uint64_t *a)
{
    (void)a;
    return current->tid;
}

int64_t sys_getppid(const uint64_t *a)
{
    (void)a;
    return current->process->parent ? current->process->parent->pid : 0;
}

// ---- groups and sessions ---------------------------------------------------------------------------------------

static struct process *process_or_self(uint64_t pid) { return pid == 0 ? current->process : process_find((pid_t)pid); }

static bool group_in_session(pid_t pgid, pid_t sid)
{
    struct task *t;
    LIST_FOR_EACH(t, &all_tasks, all_link)
        if (task_is_leader(t) && t->process->pgid == pgid && t->process->sid == sid)
            return true;
    return false;
}

int64_t sys_setpgid(const uint64_t *a)
{
    struct process *self = current->process, *p = process_or_self(a[0]);
    if ((pid_t)a[1] < 0)
        return -EINVAL;
    if (!p || (p != self && p->parent != self))
        return -ESRCH;
    pid_t pgid = a[1] == 0 ? p->pid : (pid_t)a[1];
    if (p->sid != self->sid || p->sid == p->pid || (pgid != p->pid && !group_in_session(pgid, p->sid)))
        return -EPERM;
    p->pgid = pgid;
    return 0;
}

int64_t sys_getpgid(const uint64_t *a)
{
    struct process *p = process_or_self(a[0]);
    return !p ? -ESRCH : p->pgid;
}

int64_t sys_getsid(const uint64_t *a)
{
    struct process *p = process_or_self(a[0]);
    return !p ? -ESRCH : p->sid;
}

int64_t sys_setsid(const uint64_t *a)
{
    struct process *self = current->process;
    struct task *t;
    (void)a;
    LIST_FOR_EACH(t, &all_tasks, all_link)
        if (task_is_leader(t) && t->process->pgid == self->pid)
            return -EPERM;
    self->pgid = self->sid = self->pid;
    return self->sid;
}

// ---- users: there is one, root ---------------------------------------------------------------------------------

int64_t sys_getuid(const uint64_t *a)
{
    (void)a;
    return 0;
}

// setuid, setgid and their relatives: root stays root; -1 leaves as it is.
int64_t sys_setuid(const uint64_t *a) { return (uint32_t)a[0] == 0 || (uint32_t)a[0] == UINT32_MAX ? 0 : -EPERM; }

int64_t sys_getresuid(const uint64_t *a)
{
    uint32_t root = 0;
    for (int i = 0; i < 3; i++)
        if (copy_to_user(current->space, a[i], &root, sizeof root) != 0)
            return -EFAULT;
    return 0;
}

int64_t sys_getgroups(const uint64_t *a)
{
    (void)a;
    return 0;
}

int64_t sys_umask(const uint64_t *a)
{
    uint32_t old = current->workdir->umask;
    current->workdir->umask = (uint32_t)a[0] & 0777;
    return old;
}

// ---- prctl -----------------------------------------------------------------------------------------------------

enum {
    PR_SET_PDEATHSIG = 1,
    PR_GET_PDEATHSIG = 2,
    PR_GET_DUMPABLE = 3,
    PR_SET_DUMPABLE = 4,
    PR_SET_NAME = 15,
    PR_GET_NAME = 16,
    PR_SET_NO_NEW_PRIVS = 38,
    PR_GET_NO_NEW_PRIVS = 39,
    PR_GET_TID_ADDRESS = 40,
};

static int64_t set_name(uint64_t uva)
{
    char name[TASK_NAME_LEN] = {0};
    int64_t length = copy_string_from_user(name, current->space, uva, sizeof name - 1);
    if (length < 0 && length != -ENAMETOOLONG)
        return length;
    memcpy(current->name, name, sizeof name);
    return 0;
}

int64_t sys_prctl(const uint64_t *a)
{
    struct process *p = current->process;
    switch ((uint32_t)a[0]) {
    case PR_SET_PDEATHSIG:
        if (a[1] > SIGNAL_COUNT)
            return -EINVAL;
        p->parent_death_signal = (int)a[1];
        return 0;
    case PR_GET_PDEATHSIG: return copy_to_user(current->space, a[1], &p->parent_death_signal, sizeof(int));
    case PR_SET_NAME: return set_name(a[1]);
    case PR_GET_NAME: return copy_to_user(current->space, a[1], current->name, sizeof current->name);
    case PR_GET_DUMPABLE: return 1;
    case PR_SET_DUMPABLE: return a[1] <= 1 ? 0 : -EINVAL;
    case PR_SET_NO_NEW_PRIVS: return a[1] == 1 ? 0 : -EINVAL;
    case PR_GET_NO_NEW_PRIVS: return 0;
    case PR_GET_TID_ADDRESS: return copy_to_user(current->space, a[1], &current->clear_child_tid, sizeof(uint64_t));
    default: return -EINVAL;
    }
}

// ---- limits ----------------------------------------------------------------------------------------------------

// What the machine itself can give: a limit may not promise more.
static uint64_t most(uint64_t which)
{
    switch (which) {
    case LIMIT_STACK: return STACK_LIMIT;
    case LIMIT_NOFILE: return FILES_MAX;
    default: return LIMIT_INFINITY;
    }
}

static int set_limit(struct process *p, uint64_t which, const struct limit *limit)
{
    if (limit->soft > limit->hard)
        return -EINVAL;
    if (limit->soft > most(which) || (which == LIMIT_NOFILE && limit->hard > most(which)))
        return -EPERM;
    p->limits[which] = *limit;
    return 0;
}

int64_t sys_prlimit64(const uint64_t *a)
{
    struct limit new, old;
    if (a[1] >= LIMIT_COUNT)
        return -EINVAL;
    if (a[2] != 0 && copy_from_user(&new, current->space, a[2], sizeof new) != 0)
        return -EFAULT;
    struct process *p = process_or_self(a[0]);  // the copy may have slept
    if (!p)
        return -ESRCH;
    old = p->limits[a[1]];
    int error = a[2] != 0 ? set_limit(p, a[1], &new) : 0;
    if (error == 0 && a[3] != 0)
        error = copy_to_user(current->space, a[3], &old, sizeof old);
    return error;
}

int64_t sys_getrlimit(const uint64_t *a)
{
    const uint64_t arguments[4] = {0, a[0], 0, a[1]};
    return a[1] == 0 ? -EFAULT : sys_prlimit64(arguments);
}

int64_t sys_setrlimit(const uint64_t *a)
{
    const uint64_t arguments[4] = {0, a[0], a[1], 0};
    return a[1] == 0 ? -EFAULT : sys_prlimit64(arguments);
}
