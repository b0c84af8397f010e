// SPDX-License-Identifier: Apache-2.0
// What the kernel's scenario programs share. A program reaches one condition, prints "ok NAME" or "not ok NAME: why",
// and exits 0 or 1. After each step it asks /proc/vm_check whether the kernel's books (reference counts, frames, swap
// slots, page tables) balance. The same programs run on Linux, which is their oracle; there the questions that only our
// kernel can answer are skipped.

#ifndef TEST_H
#define TEST_H

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vmstat.h"

enum { PageSize = 4096 };

static const char *test_step = "start";

// The process that the program began as, and which waits for those that it has forked.
static pid_t test_main;
static __attribute__((constructor)) void remember_main(void) { test_main = getpid(); }

// End the program: the test has failed. Who waits for a word of this process would wait for ever: so it goes, too.
static inline __attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("not ok %s: %s: ", program_invocation_short_name, test_step);
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
    fflush(stdout);
    if (getpid() != test_main)
        kill(test_main, SIGKILL);
    _exit(EXIT_FAILURE);
}

#define EXPECT(condition) \
    do { \
        if (!(condition)) \
            fail("line %d: %s", __LINE__, #condition); \
    } while (0)

#define EXPECT_EQ(actual, expected) \
    do { \
        long long actual_ = (long long)(actual), expected_ = (long long)(expected); \
        if (actual_ != expected_) \
            fail("line %d: %s is %lld, not %lld", __LINE__, #actual, actual_, expected_); \
    } while (0)

#define EXPECT_ERRNO(call, error) \
    do { \
        errno = 0; \
        long long result_ = (long long)(call); \
        if (result_ != -1 || errno != (error)) \
            fail("line %d: %s gives %lld with errno %d, not -1 with %s", __LINE__, #call, result_, errno, #error); \
    } while (0)

// Does this kernel count what only ours counts?
static inline bool on_pagewalk(void) { return vmstat("vmx_cow_copy") >= 0; }

static inline void vm_check(void)
{
    char report[512];
    int fd = open("/proc/vm_check", O_RDONLY);
    if (fd < 0) {
        if (on_pagewalk())
            fail("/proc/vm_check: %s", strerror(errno));
        return;
    }
    ssize_t length = read(fd, report, sizeof report - 1);
    close(fd);
    report[length > 0 ? length : 0] = '\0';
    if (strcmp(report, "ok\n") != 0)
        fail("vm_check says: %s", report);
}

// The step before has ended and left the books in order; the next one begins.
static inline void step(const char *what)
{
    vm_check();
    test_step = what;
}

static inline int passed(void)
{
    vm_check();
    printf("ok %s\n", program_invocation_short_name);
    fflush(stdout);
    return EXIT_SUCCESS;
}

// This condition cannot be reached here.
static inline int skipped(const char *why)
{
    printf("ok %s # skipped: %s\n", program_invocation_short_name, why);
    return EXIT_SUCCESS;
}

static inline unsigned char *map_pages(size_t pages, int protection)
{
    void *p = mmap(NULL, pages * PageSize, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        fail("mmap of %zu pages: %s", pages, strerror(errno));
    madvise(p, pages * PageSize, 15);  // MADV_NOHUGEPAGE: on Linux, small pages only, as here
    return p;
}

// The minor faults of this process so far.
static inline long minor_faults(void)
{
    struct rusage usage;
    EXPECT(getrusage(RUSAGE_SELF, &usage) == 0);
    return usage.ru_minflt;
}

// The resident pages that are this process's own: not the file's, whose code comes in as it runs.
static inline long own_resident_pages(void)
{
    long size, resident, shared;
    char text[128];
    int fd = open("/proc/self/statm", O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    EXPECT(sscanf(text, "%ld %ld %ld", &size, &resident, &shared) == 3);
    return resident - shared;
}

// fork, with nothing waiting to be printed twice.
static inline pid_t fork_child(void)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0)
        fail("fork: %s", strerror(errno));
    return pid;
}

static inline int wait_for(pid_t pid)
{
    int status;
    EXPECT_EQ(waitpid(pid, &status, 0), pid);
    return status;
}

// Wait for a child that must succeed; it has said itself what went wrong if it did not.
static inline void wait_for_success(pid_t pid)
{
    int status = wait_for(pid);
    if (WIFSIGNALED(status))
        fail("a child was killed by signal %d", WTERMSIG(status));
    if (status != 0)
        _exit(EXIT_FAILURE);
}

// A pipe by which two processes take turns.
struct turn {
    int fd[2];
};

static inline struct turn make_turn(void)
{
    struct turn turn;
    EXPECT(pipe(turn.fd) == 0);
    return turn;
}

static inline void give(struct turn *turn) { EXPECT(write(turn->fd[1], "", 1) == 1); }

static inline void await(struct turn *turn)
{
    char byte;
    EXPECT(read(turn->fd[0], &byte, 1) == 1);
}

// The signal that an access raised, if any, and what the kernel said about it.
struct fault {
    int signal;  // 0: none
    int code;    // SEGV_MAPERR, SEGV_ACCERR, BUS_ADRERR
    uintptr_t address;
};

static sigjmp_buf fault_return;
static volatile struct fault fault_seen;

static void on_fault(int signal, siginfo_t *info, void *context)
{
    (void)context;
    fault_seen.signal = signal;
    fault_seen.code = info->si_code;
    fault_seen.address = (uintptr_t)info->si_addr;
    siglongjmp(fault_return, 1);
}

static inline struct fault fault_of(void (*access)(volatile unsigned char *), volatile void *at)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO}, old_segv, old_bus;
    sigemptyset(&action.sa_mask);
    EXPECT(sigaction(SIGSEGV, &action, &old_segv) == 0);
    EXPECT(sigaction(SIGBUS, &action, &old_bus) == 0);
    fault_seen.signal = 0;
    fault_seen.code = 0;
    fault_seen.address = 0;
    if (sigsetjmp(fault_return, 1) == 0)
        access(at);
    EXPECT(sigaction(SIGSEGV, &old_segv, NULL) == 0);
    EXPECT(sigaction(SIGBUS, &old_bus, NULL) == 0);
    return (struct fault){fault_seen.signal, fault_seen.code, fault_seen.address};
}

static void load_byte(volatile unsigned char *at) { (void)*at; }

static void store_byte(volatile unsigned char *at) { *at = 0x5a; }

static void call(volatile unsigned char *at) { ((void (*)(void))(uintptr_t)at)(); }

static inline struct fault fault_of_load(volatile void *at) { return fault_of(load_byte, at); }

static inline struct fault fault_of_store(volatile void *at) { return fault_of(store_byte, at); }

static inline struct fault fault_of_call(volatile void *at) { return fault_of(call, at); }

#define EXPECT_FAULT(seen, expected_signal, expected_code, expected_address) \
    do { \
        struct fault fault_ = (seen); \
        if (fault_.signal != (expected_signal) || fault_.code != (expected_code) || \
            fault_.address != (uintptr_t)(expected_address)) \
            fail("line %d: %s: signal %d code %d at 0x%lx, expected %d, %d, 0x%lx", __LINE__, #seen, fault_.signal, \
                 fault_.code, (unsigned long)fault_.address, (expected_signal), (expected_code), \
                 (unsigned long)(uintptr_t)(expected_address)); \
    } while (0)

#endif
