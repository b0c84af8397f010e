// SPDX-License-Identifier: Apache-2.0
// The table of system calls: asm-generic number -> function. A call that is not in the table is -ENOSYS, and the
// console says so once for each number.

#include "os/kern/syscall.h"

#include "os/kern/sys.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/printf.h"

// Called by entry.S without the registers that C functions preserve in the frame.
const syscall_fn syscall_quick[SYSCALL_COUNT] = {
    [17] = sys_getcwd,
    [19] = sys_eventfd2,
    [23] = sys_dup,
    [24] = sys_dup3,
    [25] = sys_fcntl,
    [29] = sys_ioctl,
    [33] = sys_mknodat,
    [34] = sys_mkdirat,
    [35] = sys_unlinkat,
    [36] = sys_symlinkat,
    [37] = sys_linkat,
    [38] = sys_renameat,
    [39] = sys_umount2,
    [40] = sys_mount,
    [43] = sys_statfs,
    [44] = sys_fstatfs,
    [45] = sys_truncate,
    [46] = sys_ftruncate,
    [47] = sys_fallocate,
    [48] = sys_faccessat,
    [49] = sys_chdir,
    [50] = sys_fchdir,
    [52] = sys_fchmod,
    [53] = sys_fchmodat,
    [54] = sys_fchownat,
    [55] = sys_fchown,
    [56] = sys_openat,
    [57] = sys_close,
    [59] = sys_pipe2,
    [61] = sys_getdents64,
    [62] = sys_lseek,
    [63] = sys_read,
    [64] = sys_write,
    [65] = sys_readv,
    [66] = sys_writev,
    [67] = sys_pread64,
    [68] = sys_pwrite64,
    [69] = sys_preadv,
    [70] = sys_pwritev,
    [71] = sys_sendfile,
    [72] = sys_pselect6,
    [73] = sys_ppoll,
    [78] = sys_readlinkat,
    [79] = sys_newfstatat,
    [80] = sys_fstat,
    [81] = sys_sync,
    [82] = sys_fsync,
    [83] = sys_fsync,
    [84] = sys_sync_file_range,
    [88] = sys_utimensat,
    [93] = sys_exit,
    [94] = sys_exit_group,
    [95] = sys_waitid,
    [96] = sys_set_tid_address,
    [98] = sys_futex,
    [99] = sys_set_robust_list,
    [100] = sys_get_robust_list,
    [101] = sys_nanosleep,
    [102] = sys_getitimer,
    [103] = sys_setitimer,
    [113] = sys_clock_gettime,
    [114] = sys_clock_getres,
    [115] = sys_clock_nanosleep,
    [116] = sys_syslog,
    [122] = sys_sched_setaffinity,
    [123] = sys_sched_getaffinity,
    [124] = sys_sched_yield,
    [129] = sys_kill,
    [130] = sys_tkill,
    [131] = sys_tgkill,
    [132] = sys_sigaltstack,
    [133] = sys_rt_sigsuspend,
    [134] = sys_rt_sigaction,
    [135] = sys_rt_sigprocmask,
    [136] = sys_rt_sigpending,
    [137] = sys_rt_sigtimedwait,
    [138] = sys_rt_sigqueueinfo,
    [140] = sys_setpriority,
    [141] = sys_getpriority,
    [142] = sys_reboot,
    [144] = sys_setuid,
    [146] = sys_setuid,
    [148] = sys_getresuid,
    [150] = sys_getresuid,
    [153] = sys_times,
    [154] = sys_setpgid,
    [155] = sys_getpgid,
    [156] = sys_getsid,
    [157] = sys_setsid,
    [158] = sys_getgroups,
    [160] = sys_uname,
    [163] = sys_getrlimit,
    [164] = sys_setrlimit,
    [165] = sys_getrusage,
    [166] = sys_umask,
    [167] = sys_prctl,
    [168] = sys_getcpu,
    [169] = sys_gettimeofday,
    [172] = sys_getpid,
    [173] = sys_getppid,
    [174] = sys_getuid,
    [175] = sys_getuid,
    [176] = sys_getuid,
    [177] = sys_getuid,
    [178] = sys_gettid,
    [179] = sys_sysinfo,
    [214] = sys_brk,
    [215] = sys_munmap,
    [216] = sys_mremap,
    [222] = sys_mmap,
    [223] = sys_fadvise64,
    [224] = sys_swapon,
    [225] = sys_swapoff,
    [226] = sys_mprotect,
    [227] = sys_msync,
    [228] = sys_mlock,
    [229] = sys_munlock,
    [230] = sys_mlockall,
    [231] = sys_munlockall,
    [232] = sys_mincore,
    [233] = sys_madvise,
    [240] = sys_rt_tgsigqueueinfo,
    [258] = sys_hwprobe,
    [259] = sys_flush_icache,
    [260] = sys_wait4,
    [261] = sys_prlimit64,
    [267] = sys_syncfs,
    [276] = sys_renameat2,
    [278] = sys_getrandom,
    [279] = sys_memfd_create,
    [283] = sys_membarrier,
    [284] = sys_mlock2,
    [285] = sys_copy_file_range,
    [286] = sys_preadv2,
    [287] = sys_pwritev2,
    [291] = sys_statx,
    [293] = sys_rseq,
    [436] = sys_close_range,
    [439] = sys_faccessat2,
};

// Those that read or write a whole frame.
static syscall_fn whole(uint64_t number)
{
    switch (number) {
    case 139: return sys_rt_sigreturn;
    case 220: return sys_clone;
    case 221: return sys_execve;
    case 281: return sys_execveat;
    case 435: return sys_clone3;
    default: return NULL;
    }
}

// Says so once for each number that the table could hold, and once for all above.
static int64_t unknown(uint64_t number)
{
    static uint64_t told[SYSCALL_COUNT / 64 + 1];
    uint64_t n = MIN(number, SYSCALL_COUNT);
    if ((told[n / 64] >> n % 64 & 1) == 0) {
        told[n / 64] |= UINT64_C(1) << n % 64;
        kprintf("%s: system call %lu is not there\n", current->name, number);
    }
    return -ENOSYS;
}

void syscall_dispatch(struct trap_frame *frame)
{
    uint64_t number = frame->x[REG_A7];
    syscall_fn fn = whole(number);
    int64_t result = fn ? fn(&frame->x[REG_A0]) : unknown(number);
    if (frame->in_syscall != CALL_NONE)  // the frame is still that of the call
        frame->x[REG_A0] = (uint64_t)result;
}
