// SPDX-License-Identifier: Apache-2.0
// System calls on processes, and on the machine as a whole.

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/arch/sbi.h"
#include "os/fs/vfs.h"
#include "os/kern/exec.h"
#include "os/kern/file.h"
#include "os/kern/futex.h"
#include "os/kern/random.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/space.h"
#include "os/vm/swap.h"

// ---- life ------------------------------------------------------------------------------------------------------

int64_t sys_clone(const uint64_t *a) { return task_clone(a[0], a[1], a[3], a[2], a[4]); }

int64_t sys_execve(const uint64_t *a)
{
    int error;
    char *path = path_from_user(a[0], &error);
    if (!path)
        return error;
    error = path[0] == 0 ? -ENOENT : exec(path, current->space, a[1], a[2]);
    kpage_free(path);
    return error;
}

int64_t sys_exit(const uint64_t *a) { task_exit((int)(a[0] & 0xff) << 8); }

// Linux's struct rusage: two timevals, then fourteen longs of which we count six.
struct user_usage {
    struct timespec user, kernel;  // as timevals
    int64_t max_rss_kb, unused0[3], minor_faults, major_faults, unused1[6], voluntary, involuntary;
};
_Static_assert(sizeof(struct user_usage) == 144, "Linux's struct rusage");

static struct timespec ticks_to_timeval(uint64_t ticks)
{
    struct timespec ts = ticks_to_timespec(ticks);
    ts.nsec /= 1000;
    return ts;
}

static int usage_to_user(const struct usage *u, uint64_t uva)
{
    struct user_usage out = {
        .user = ticks_to_timeval(u->user_ticks),
        .kernel = ticks_to_timeval(u->kernel_ticks),
        .max_rss_kb = (int64_t)(u->max_rss_pages * PAGE_SIZE / 1024),
        .minor_faults = (int64_t)u->minor_faults,
        .major_faults = (int64_t)u->major_faults,
        .voluntary = (int64_t)u->voluntary_switches,
        .involuntary = (int64_t)u->involuntary_switches,
    };
    return copy_to_user(current->space, uva, &out, sizeof out);
}

#define WAIT_OPTIONS UINT64_C(0xe000000b)  // WNOHANG, WUNTRACED, WCONTINUED, __WNOTHREAD, __WALL, __WCLONE

int64_t sys_wait4(const uint64_t *a)
{
    struct usage usage;
    int status;
    if (((uint32_t)a[2] & ~WAIT_OPTIONS) != 0)
        return -EINVAL;
    pid_t pid = task_wait((pid_t)a[0], (int)a[2], &status, &usage);
    if (pid <= 0)
        return pid;
    if (a[1] != 0 && copy_to_user(current->space, a[1], &status, sizeof status) != 0)
        return -EFAULT;
    if (a[3] != 0 && usage_to_user(&usage, a[3]) != 0)
        return -EFAULT;
    return pid;
}

enum { RUSAGE_SELF = 0, RUSAGE_CHILDREN = -1, RUSAGE_THREAD = 1 };

int64_t sys_getrusage(const uint64_t *a)
{
    struct usage usage;
    switch ((int)a[0]) {
    case RUSAGE_SELF:
    case RUSAGE_THREAD: task_usage(current, &usage); break;
    case RUSAGE_CHILDREN: task_child_usage(current, &usage); break;
    default: return -EINVAL;
    }
    return usage_to_user(&usage, a[1]);
}

int64_t sys_sched_yield(const uint64_t *a)
{
    (void)a;
    yield();
    return 0;
}

// ---- identity --------------------------------------------------------------------------------------------------

int64_t sys_getpid(const uint64_t *a)
{
    (void)a;
    return current->pid;
}

int64_t sys_getppid(const uint64_t *a)
{
    (void)a;
    return current->parent ? current->parent->pid : 0;
}

// There is one user, root.
int64_t sys_getuid(const uint64_t *a)
{
    (void)a;
    return 0;
}

static struct task *task_or_self(uint64_t pid) { return pid == 0 ? current : task_find((pid_t)pid); }

int64_t sys_setpgid(const uint64_t *a)
{
    struct task *t = task_or_self(a[0]);
    if (!t || (t != current && t->parent != current))
        return -ESRCH;
    if ((pid_t)a[1] < 0)
        return -EINVAL;
    t->pgid = a[1] == 0 ? t->pid : (pid_t)a[1];
    return 0;
}

int64_t sys_getpgid(const uint64_t *a)
{
    struct task *t = task_or_self(a[0]);
    return !t ? -ESRCH : t->pgid;
}

int64_t sys_getsid(const uint64_t *a)
{
    struct task *t = task_or_self(a[0]);
    return !t ? -ESRCH : t->sid;
}

int64_t sys_setsid(const uint64_t *a)
{
    (void)a;
    if (current->pgid == current->pid)
        return -EPERM;
    current->pgid = current->sid = current->pid;
    return current->sid;
}

int64_t sys_umask(const uint64_t *a)
{
    int old = current->umask;
    current->umask = (int)a[0] & 0777;
    return old;
}

int64_t sys_set_tid_address(const uint64_t *a)
{
    current->clear_child_tid = a[0];
    return current->pid;
}

// The list matters to threads that die with locks held, and there are none.
int64_t sys_set_robust_list(const uint64_t *a) { return a[1] == 24 ? 0 : -EINVAL; }

// ---- futex -----------------------------------------------------------------------------------------------------

enum { FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_COMMAND_MASK = 0x7f };

int64_t sys_futex(const uint64_t *a)
{
    struct timespec ts;
    uint64_t ticks, deadline = UINT64_MAX;
    switch (a[1] & FUTEX_COMMAND_MASK) {
    case FUTEX_WAKE: return futex_wake(a[0], (int)a[2]);
    case FUTEX_WAIT: break;
    default: return -ENOSYS;
    }
    if (a[3] != 0) {
        if (copy_from_user(&ts, current->space, a[3], sizeof ts) != 0)
            return -EFAULT;
        if (!timespec_to_ticks(&ts, &ticks))
            return -EINVAL;
        deadline = time_now() + ticks;
    }
    return futex_wait(a[0], (uint32_t)a[2], deadline);
}

// ---- limits ----------------------------------------------------------------------------------------------------

struct rlimit {
    uint64_t soft, hard;
};

enum { LIMIT_STACK = 3, LIMIT_OPEN_FILES = 7, LIMIT_LAST = 15 };

static void get_limit(uint64_t which, struct rlimit *limit)
{
    *limit = (struct rlimit){UINT64_MAX, UINT64_MAX};
    if (which == LIMIT_STACK)
        *limit = (struct rlimit){current->space->limit_stack, STACK_LIMIT};
    if (which == LIMIT_OPEN_FILES)
        *limit = (struct rlimit){FILES_MAX, FILES_MAX};
}

// Only the stack's limit can be set, and never above the room that the layout leaves.
static int set_limit(uint64_t which, const struct rlimit *limit)
{
    if (limit->soft > limit->hard)
        return -EINVAL;
    if (which != LIMIT_STACK)
        return 0;
    if (limit->soft > STACK_LIMIT)
        return -EPERM;
    current->space->limit_stack = limit->soft;
    return 0;
}

int64_t sys_prlimit64(const uint64_t *a)
{
    struct rlimit new, old;
    if (a[0] != 0 && (pid_t)a[0] != current->pid)
        return -ESRCH;
    if (a[1] > LIMIT_LAST)
        return -EINVAL;
    get_limit(a[1], &old);
    if (a[2] != 0 && copy_from_user(&new, current->space, a[2], sizeof new) != 0)
        return -EFAULT;
    if (a[3] != 0 && copy_to_user(current->space, a[3], &old, sizeof old) != 0)
        return -EFAULT;
    return a[2] != 0 ? set_limit(a[1], &new) : 0;
}

int64_t sys_getrlimit(const uint64_t *a)
{
    struct rlimit limit;
    if (a[0] > LIMIT_LAST)
        return -EINVAL;
    get_limit(a[0], &limit);
    return copy_to_user(current->space, a[1], &limit, sizeof limit);
}

// ---- the machine -----------------------------------------------------------------------------------------------

struct utsname {
    char system[65], node[65], release[65], version[65], machine[65], domain[65];
};

int64_t sys_uname(const uint64_t *a)
{
    static const struct utsname name = {
        .system = "Linux",  // the interface that programs may count on
        .node = "pagewalk",
        .release = "6.1.0-pagewalk",
        .version = "#1",
        .machine = "riscv64",
        .domain = "(none)",
    };
    return copy_to_user(current->space, a[0], &name, sizeof name);
}

// Linux's struct sysinfo.
struct sysinfo {
    int64_t uptime;
    uint64_t loads[3], total_ram, free_ram, shared_ram, buffer_ram, total_swap, free_swap;
    uint16_t processes, pad;
    uint64_t total_high, free_high;
    uint32_t unit;
};

int64_t sys_sysinfo(const uint64_t *a)
{
    struct task *t;
    struct sysinfo info = {
        .uptime = (int64_t)(time_now() / machine.timebase),
        .total_ram = frame_count_total(),
        .free_ram = frame_count_free(),
        .total_swap = swap_total(),
        .free_swap = swap_total() - swap_used(),
        .unit = PAGE_SIZE,
    };
    LIST_FOR_EACH(t, &all_tasks, all_link)
        info.processes++;
    return copy_to_user(current->space, a[0], &info, sizeof info);
}

int64_t sys_getrandom(const uint64_t *a)
{
    uint8_t piece[32];
    for (uint64_t done = 0; done < a[1];) {
        size_t n = MIN(a[1] - done, sizeof piece);
        random_bytes(piece, n);
        if (copy_to_user(current->space, a[0] + done, piece, n) != 0)
            return done > 0 ? (int64_t)done : -EFAULT;
        done += n;
    }
    return (int64_t)a[1];
}

#define REBOOT_MAGIC1 0xfee1deadu
#define REBOOT_MAGIC2 672274793u
#define REBOOT_RESTART 0x01234567u
#define REBOOT_HALT 0xcdef0123u
#define REBOOT_POWER_OFF 0x4321fedcu

// The fourth argument of a power-off is the status of all that ran: any but 0 makes the machine's end a failure.
int64_t sys_reboot(const uint64_t *a)
{
    if ((uint32_t)a[0] != REBOOT_MAGIC1 || (uint32_t)a[1] != REBOOT_MAGIC2)
        return -EINVAL;
    switch ((uint32_t)a[2]) {
    case REBOOT_RESTART: vfs_sync(); sbi_reboot();
    case REBOOT_HALT:
    case REBOOT_POWER_OFF: vfs_sync(); sbi_shutdown(a[3] == 0);
    default: return -EINVAL;
    }
}
