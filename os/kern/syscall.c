// SPDX-License-Identifier: Apache-2.0
// The table of system calls: asm-generic number -> function. A call that is not in the table is -ENOSYS, and the
// console says so once for each number.

#include "os/kern/syscall.h"

#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/printf.h"

typedef int64_t (*syscall_fn)(const uint64_t *a);

#define SYSCALL_COUNT 440

static const syscall_fn table[SYSCALL_COUNT] = {
    [17] = sys_getcwd,         [23] = sys_dup,
    [24] = sys_dup3,           [25] = sys_fcntl,
    [29] = sys_ioctl,          [34] = sys_mkdirat,
    [35] = sys_unlinkat,       [46] = sys_ftruncate,
    [48] = sys_faccessat,      [49] = sys_chdir,
    [56] = sys_openat,         [57] = sys_close,
    [59] = sys_pipe2,          [61] = sys_getdents64,
    [62] = sys_lseek,          [63] = sys_read,
    [64] = sys_write,          [65] = sys_readv,
    [66] = sys_writev,         [67] = sys_pread64,
    [68] = sys_pwrite64,       [71] = sys_sendfile,
    [73] = sys_ppoll,          [78] = sys_readlinkat,
    [79] = sys_newfstatat,     [80] = sys_fstat,
    [81] = sys_sync,           [82] = sys_fsync,
    [83] = sys_fsync,          [93] = sys_exit,
    [94] = sys_exit,           [96] = sys_set_tid_address,
    [98] = sys_futex,          [99] = sys_set_robust_list,
    [101] = sys_nanosleep,     [113] = sys_clock_gettime,
    [114] = sys_clock_getres,  [115] = sys_clock_nanosleep,
    [124] = sys_sched_yield,   [129] = sys_kill,
    [130] = sys_tkill,         [131] = sys_tgkill,
    [132] = sys_sigaltstack,   [133] = sys_rt_sigsuspend,
    [134] = sys_rt_sigaction,  [135] = sys_rt_sigprocmask,
    [136] = sys_rt_sigpending, [139] = sys_rt_sigreturn,
    [142] = sys_reboot,        [153] = sys_times,
    [154] = sys_setpgid,       [155] = sys_getpgid,
    [156] = sys_getsid,        [157] = sys_setsid,
    [160] = sys_uname,         [163] = sys_getrlimit,
    [165] = sys_getrusage,     [166] = sys_umask,
    [169] = sys_gettimeofday,  [172] = sys_getpid,
    [173] = sys_getppid,       [174] = sys_getuid,
    [175] = sys_getuid,        [176] = sys_getuid,
    [177] = sys_getuid,        [178] = sys_getpid,
    [179] = sys_sysinfo,       [214] = sys_brk,
    [215] = sys_munmap,        [216] = sys_mremap,
    [220] = sys_clone,         [221] = sys_execve,
    [222] = sys_mmap,          [224] = sys_swapon,
    [225] = sys_swapoff,       [226] = sys_mprotect,
    [227] = sys_msync,         [232] = sys_mincore,
    [233] = sys_madvise,       [259] = sys_flush_icache,
    [260] = sys_wait4,         [261] = sys_prlimit64,
    [278] = sys_getrandom,
};

static int64_t unknown(uint64_t number)
{
    static uint64_t told[SYSCALL_COUNT / 64 + 1];
    if (number < SYSCALL_COUNT && (told[number / 64] >> number % 64 & 1) == 0) {
        told[number / 64] |= UINT64_C(1) << number % 64;
        kprintf("%s: system call %lu is not there\n", current->name, number);
    }
    return -ENOSYS;
}

void syscall_dispatch(struct trap_frame *frame)
{
    uint64_t number = frame->x[REG_A7];
    syscall_fn fn = number < SYSCALL_COUNT ? table[number] : NULL;
    int64_t result = fn ? fn(&frame->x[REG_A0]) : unknown(number);
    if (frame->in_syscall != 0)
        frame->x[REG_A0] = (uint64_t)result;
}
