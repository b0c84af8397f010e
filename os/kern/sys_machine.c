// SPDX-License-Identifier: Apache-2.0
// System calls on the machine as a whole: its name, its figures, its scheduler, its end.

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/arch/sbi.h"
#include "os/fs/vfs.h"
#include "os/kern/loadavg.h"
#include "os/kern/random.h"
#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/copy.h"
#include "os/vm/stats.h"
#include "os/vm/swap.h"

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
    enum { LoadShift = 16 };  // that of this interface
    struct sysinfo info = {
        .uptime = (int64_t)(time_now() / machine.timebase),
        .total_ram = frame_count_total(),
        .free_ram = frame_count_free(),
        .shared_ram = vm_gauges.shmem,
        .total_swap = swap_total(),
        .free_swap = swap_total() - swap_used(),
        .processes = (uint16_t)tasks_count().all,
        .unit = PAGE_SIZE,
    };
    for (unsigned i = 0; i < LOADS; i++)
        info.loads[i] = loadavg[i] << (LoadShift - LOAD_SHIFT);
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
        if (done % PAGE_SIZE == 0 && give_way() != 0)
            return (int64_t)done;
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

// ---- what the hart can do --------------------------------------------------------------------------------------

// Linux's struct riscv_hwprobe. A key that is not known comes back as -1.
struct probe_pair {
    int64_t key;
    uint64_t value;
};
enum { KEY_MVENDORID, KEY_MARCHID, KEY_MIMPID, KEY_BASE_BEHAVIOR, KEY_IMA_EXT_0, KEY_CPUPERF_0 };
#define BASE_BEHAVIOR_IMA UINT64_C(1)
#define EXT_FD UINT64_C(1)
#define EXT_C UINT64_C(2)
#define PERF_MISALIGNED_UNKNOWN UINT64_C(0)

static uint64_t extensions(void)
{
    uint64_t value = 0;
    bool has_f = false, has_d = false;
    for (const char *c = machine.isa + 4; *c && *c != '_'; c++) {  // after "rv64"
        has_f = has_f || *c == 'f' || *c == 'g';
        has_d = has_d || *c == 'd' || *c == 'g';
        value |= *c == 'c' ? EXT_C : 0;
    }
    return has_f && has_d ? value | EXT_FD : value;
}

static void answer(struct probe_pair *pair)
{
    switch (pair->key) {
    case KEY_MVENDORID:
    case KEY_MARCHID:
    case KEY_MIMPID: pair->value = sbi_machine_id((unsigned)pair->key); break;
    case KEY_BASE_BEHAVIOR: pair->value = BASE_BEHAVIOR_IMA; break;
    case KEY_IMA_EXT_0: pair->value = extensions(); break;
    case KEY_CPUPERF_0: pair->value = PERF_MISALIGNED_UNKNOWN; break;
    default: *pair = (struct probe_pair){.key = -1};
    }
}

// riscv_hwprobe(2), for the one hart there is, whatever set of them is asked about.
int64_t sys_hwprobe(const uint64_t *a)
{
    struct probe_pair pair;
    if (a[4] != 0)
        return -EINVAL;
    for (uint64_t i = 0; i < a[1]; i++) {
        uint64_t at = a[0] + i * sizeof pair;
        if (copy_from_user(&pair, current->space, at, sizeof pair) != 0)
            return -EFAULT;
        answer(&pair);
        if (copy_to_user(current->space, at, &pair, sizeof pair) != 0)
            return -EFAULT;
        if (give_way() != 0)
            return -EINTR;
    }
    return 0;
}

// ---- the one hart ----------------------------------------------------------------------------------------------

int64_t sys_sched_yield(const uint64_t *a)
{
    (void)a;
    yield();
    return 0;
}

static struct task *task_or_self(uint64_t tid) { return tid == 0 ? current : task_find((pid_t)tid); }

// A mask of hart 0.
int64_t sys_sched_getaffinity(const uint64_t *a)
{
    uint64_t mask = 1;
    if (a[1] < sizeof mask || a[1] % sizeof mask != 0)
        return -EINVAL;
    if (!task_or_self(a[0]))
        return -ESRCH;
    int error = copy_to_user(current->space, a[2], &mask, sizeof mask);
    return error != 0 ? error : (int64_t)sizeof mask;
}

int64_t sys_sched_setaffinity(const uint64_t *a)
{
    uint64_t mask = 0;
    if (copy_from_user(&mask, current->space, a[2], MIN(a[1], sizeof mask)) != 0)
        return -EFAULT;
    if (!task_or_self(a[0]))
        return -ESRCH;
    return (mask & 1) != 0 ? 0 : -EINVAL;
}

int64_t sys_getcpu(const uint64_t *a)
{
    uint32_t zero = 0;
    for (int i = 0; i < 2; i++)
        if (a[i] != 0 && copy_to_user(current->space, a[i], &zero, sizeof zero) != 0)
            return -EFAULT;
    return 0;
}

// Every task has the same priority: what the call gives is 20 less the nice value.
int64_t sys_getpriority(const uint64_t *a)
{
    (void)a;
    return 20;
}

int64_t sys_setpriority(const uint64_t *a)
{
    (void)a;
    return 0;
}

// ---- barriers --------------------------------------------------------------------------------------------------

enum {
    BARRIER_GLOBAL = 1,
    BARRIER_GLOBAL_EXPEDITED = 2,
    BARRIER_REGISTER_GLOBAL = 4,
    BARRIER_PRIVATE = 8,
    BARRIER_REGISTER_PRIVATE = 16,
    BARRIER_PRIVATE_CORE = 32,
    BARRIER_REGISTER_PRIVATE_CORE = 64,
    BARRIER_ALL = 127,
};

// One hart: every other thread has been through a switch since it last ran. Only its fetches need a fence.
int64_t sys_membarrier(const uint64_t *a)
{
    uint32_t command = (uint32_t)a[0], *registered = &current->process->barriers;
    if (a[1] != 0 || (command & (command - 1)) != 0 || command > BARRIER_ALL)
        return -EINVAL;
    switch (command) {
    case 0: return BARRIER_ALL;
    case BARRIER_REGISTER_GLOBAL: return 0;
    case BARRIER_REGISTER_PRIVATE:
    case BARRIER_REGISTER_PRIVATE_CORE: *registered |= command; return 0;
    case BARRIER_PRIVATE: return (*registered & BARRIER_REGISTER_PRIVATE) != 0 ? 0 : -EPERM;
    case BARRIER_PRIVATE_CORE:
        if ((*registered & BARRIER_REGISTER_PRIVATE_CORE) == 0)
            return -EPERM;
        __asm__ volatile("fence.i" ::: "memory");
        return 0;
    default: return 0;
    }
}
