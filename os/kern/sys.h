// SPDX-License-Identifier: Apache-2.0
// The system calls, one function each. `a` points to the six arguments in the caller's frame; the result is what the
// user sees in a0. Families: sys_file.c (open, descriptors), sys_transfer.c (read, write),
// sys_cache.c (fsync), sys_path.c, sys_poll.c, sys_mem.c, sys_proc.c, sys_ident.c, sys_futex.c, sys_signal.c,
// sys_time.c, sys_machine.c.

#ifndef OS_KERN_SYS_H
#define OS_KERN_SYS_H

#include "os/lib/types.h"

// clang-format off
#define SYSCALLS(X)                                                                                              \
    X(getcwd) X(dup) X(dup3) X(fcntl) X(ioctl) X(mkdirat) X(unlinkat) X(ftruncate) X(faccessat) X(chdir)         \
    X(openat) X(close) X(pipe2) X(getdents64) X(lseek) X(read) X(write) X(readv) X(writev) X(pread64)            \
    X(pwrite64) X(sendfile) X(ppoll) X(pselect6) X(eventfd2) X(readlinkat) X(newfstatat) X(fstat) X(sync)        \
    X(fsync) X(preadv) X(pwritev) X(preadv2) X(pwritev2) X(copy_file_range) X(statx) X(faccessat2) X(memfd_create)     \
    X(mknodat) X(symlinkat) X(linkat) X(renameat) X(renameat2) X(truncate) X(fallocate) X(fchmod) X(fchmodat)    \
    X(fchown) X(fchownat) X(utimensat) X(statfs) X(fstatfs) X(syncfs) X(mount) X(umount2) X(sync_file_range) X(fadvise64) X(fchdir) X(close_range)                                                                                                     \
    X(brk) X(munmap) X(mremap) X(mmap) X(swapon) X(swapoff) X(mprotect) X(msync) X(mincore) X(madvise)           \
    X(mlock) X(munlock) X(mlock2) X(mlockall) X(munlockall) X(flush_icache)                                      \
    X(exit) X(exit_group) X(waitid) X(set_tid_address) X(clone) X(clone3) X(execve) X(execveat) X(wait4) X(getrusage)        \
    X(futex) X(set_robust_list) X(get_robust_list) X(rseq)                                                               \
    X(getpid) X(gettid) X(getppid) X(setpgid) X(getpgid) X(getsid) X(setsid) X(getuid) X(setuid) X(getresuid)    \
    X(getgroups) X(umask) X(prctl) X(prlimit64) X(getrlimit) X(setrlimit)                                        \
    X(uname) X(sysinfo) X(getrandom) X(reboot) X(sched_yield) X(sched_getaffinity) X(sched_setaffinity)          \
    X(syslog) X(getcpu) X(getpriority) X(setpriority) X(membarrier) X(hwprobe)                                                        \
    X(kill) X(tkill) X(tgkill) X(sigaltstack) X(rt_sigsuspend) X(rt_sigaction) X(rt_sigprocmask)                 \
    X(rt_sigpending) X(rt_sigtimedwait) X(rt_sigqueueinfo) X(rt_tgsigqueueinfo) X(rt_sigreturn)                  \
    X(nanosleep) X(clock_gettime) X(clock_getres) X(clock_nanosleep) X(times) X(gettimeofday) X(getitimer)       \
    X(setitimer)
// clang-format on

#define SYSCALL_DECLARE(name) int64_t sys_##name(const uint64_t *a);
SYSCALLS(SYSCALL_DECLARE)

// Helpers shared by the families.

// Linux's struct timespec and timeval.
struct timespec {
    int64_t sec, nsec;
};

struct timespec ticks_to_timespec(uint64_t ticks);
// False when nsec is out of range or sec is negative.
bool timespec_to_ticks(const struct timespec *ts, uint64_t *ticks);

// A relative timed call that a signal ends without a handler goes on to its first deadline: the call asks for it first
// thing (0: none), and leaves it with -EINTR.
uint64_t call_resumed(void);
void call_resume_at(uint64_t deadline);

// A path from the running task's memory into a page of its own; free it with kpage_free. NULL and *error otherwise.
char *path_from_user(uint64_t uva, int *error);

#endif
