// SPDX-License-Identifier: Apache-2.0
// What the kernel's operations cost, in cycles and in instructions, both modes together. It is process 1 of a machine
// of its own (tb/bench/rules.mk makes the image), so nothing else runs; each operation is done once to warm up and then
// ROUNDS times, and the medians are printed as "cost NAME CYCLES INSTRUCTIONS". Linux runs it unchanged.
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, PAGES = 64, ROUNDS = 15, PIPE_BYTES = 1 };

struct stamp {
    uint64_t cycles, instructions;
};

static inline struct stamp now(void)
{
    struct stamp s;
    __asm__ volatile("rdcycle %0\n rdinstret %1" : "=r"(s.cycles), "=r"(s.instructions)::"memory");
    return s;
}

static inline struct stamp since(struct stamp begin)
{
    struct stamp end = now();
    return (struct stamp){end.cycles - begin.cycles, end.instructions - begin.instructions};
}

static void die(const char *what)
{
    printf("oscost: %s: %s\n", what, strerror(errno));
    fflush(stdout);
    if (getpid() == 1)
        syscall(SYS_reboot, 0xfee1dead, 672274793, 0x4321fedc, 1);
    _exit(1);
}

static void need(bool ok, const char *what)
{
    if (!ok)
        die(what);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t median(uint64_t *values, unsigned count)
{
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

// An operation measures itself: what it prepares and cleans up stays outside its stamps. A cost of several equal steps
// is divided by `steps`.
static void measure(const char *name, struct stamp (*operation)(void), unsigned steps)
{
    uint64_t cycles[ROUNDS], instructions[ROUNDS];
    operation();
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct stamp s = operation();
        cycles[i] = s.cycles / steps;
        instructions[i] = s.instructions / steps;
    }
    printf("cost %s %lu %lu\n", name, (unsigned long)median(cycles, ROUNDS),
           (unsigned long)median(instructions, ROUNDS));
}

// ---- system calls ----

static inline long call0(long number)
{
    register long a7 __asm__("a7") = number;
    register long a0 __asm__("a0");
    __asm__ volatile("ecall" : "=r"(a0) : "r"(a7) : "memory");
    return a0;
}

static struct stamp op_getppid(void)
{
    struct stamp begin = now();
    call0(SYS_getppid);
    return since(begin);
}

// ---- faults: each of PAGES pages once, the cost a page ----

static volatile char *anonymous(size_t pages)
{
    void *p = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    need(p != MAP_FAILED, "mmap");
    madvise(p, pages * PAGE, 15);  // MADV_NOHUGEPAGE
    return p;
}

static void unmap(volatile char *p, size_t pages) { need(munmap((void *)p, pages * PAGE) == 0, "munmap"); }

// The middle of PAGES single faults: the median, as for everything else.
static struct stamp touch(volatile char *p, bool write)
{
    uint64_t cycles[PAGES], instructions[PAGES];
    for (unsigned i = 0; i < PAGES; i++) {
        struct stamp begin = now();
        if (write)
            p[i * PAGE] = 1;
        else
            (void)p[i * PAGE];
        struct stamp s = since(begin);
        cycles[i] = s.cycles;
        instructions[i] = s.instructions;
    }
    return (struct stamp){median(cycles, PAGES), median(instructions, PAGES)};
}

static void fill(volatile char *p)
{
    for (unsigned i = 0; i < PAGES; i++)
        p[i * PAGE] = 1;
}

static struct stamp op_demand_zero(void)
{
    volatile char *p = anonymous(PAGES);
    struct stamp s = touch(p, true);
    unmap(p, PAGES);
    return s;
}

static struct stamp op_zero_page(void)
{
    volatile char *p = anonymous(PAGES);
    struct stamp s = touch(p, false);
    unmap(p, PAGES);
    return s;
}

static pid_t fork_or_die(void)
{
    pid_t pid = fork();
    need(pid >= 0, "fork");
    return pid;
}

static void reap(pid_t pid)
{
    int status;
    need(waitpid(pid, &status, 0) == pid && status == 0, "waitpid");
}

// A child that lives until the pipe is closed keeps the pages shared; one that is gone leaves them to the last owner.
static struct stamp cow(bool shared)
{
    int fd[2];
    char byte;
    volatile char *p = anonymous(PAGES);
    fill(p);
    need(pipe(fd) == 0, "pipe");
    pid_t pid = fork_or_die();
    if (pid == 0) {
        close(fd[1]);
        _exit(read(fd[0], &byte, 1) == 0 ? 0 : 1);
    }
    close(fd[0]);
    if (!shared) {
        close(fd[1]);
        reap(pid);
    }
    struct stamp s = touch(p, true);
    if (shared) {
        close(fd[1]);
        reap(pid);
    }
    unmap(p, PAGES);
    return s;
}

static struct stamp op_cow_copy(void) { return cow(true); }
static struct stamp op_cow_reuse(void) { return cow(false); }

static int file = -1;  // of PAGES pages, all in the page cache

static struct stamp file_faults(int advice)
{
    void *p = mmap(NULL, PAGES * PAGE, PROT_READ, MAP_SHARED, file, 0);
    need(p != MAP_FAILED, "mmap of the file");
    madvise(p, PAGES * PAGE, advice);
    struct stamp begin = now();
    volatile char *at = p;
    for (unsigned i = 0; i < PAGES; i++)
        (void)at[i * PAGE];
    struct stamp s = since(begin);
    unmap(p, PAGES);
    return s;
}

static struct stamp op_file_minor(void) { return file_faults(MADV_RANDOM); }   // no neighbours are mapped along
static struct stamp op_file_around(void) { return file_faults(MADV_NORMAL); }  // as the kernel's switch says

// ---- processes ----

static volatile char *touched;  // PAGES pages or NULL

static struct stamp fork_alone(void)
{
    struct stamp begin = now();
    pid_t pid = fork_or_die();
    struct stamp s = since(begin);
    if (pid == 0)
        _exit(0);
    reap(pid);
    return s;
}

static struct stamp fork_cycle(unsigned writes)
{
    struct stamp begin = now();
    pid_t pid = fork_or_die();
    if (pid == 0) {
        for (unsigned i = 0; i < writes; i++)
            touched[i * PAGE] = 2;
        _exit(0);
    }
    reap(pid);
    return since(begin);
}

static struct stamp with_touched(struct stamp (*operation)(void))
{
    touched = anonymous(PAGES);
    fill(touched);
    struct stamp s = operation();
    unmap(touched, PAGES);
    return s;
}

static struct stamp fork_nothing(void) { return fork_cycle(0); }
static struct stamp fork_writes(void) { return fork_cycle(PAGES); }

static struct stamp op_fork(void) { return with_touched(fork_alone); }
static struct stamp op_fork_exit(void) { return fork_nothing(); }
static struct stamp op_fork_exit_64(void) { return with_touched(fork_nothing); }
static struct stamp op_fork_write_64(void) { return with_touched(fork_writes); }

static struct stamp op_fork_exec(void)
{
    char *const argv[] = {"/bin/oscost", "exit", NULL}, *const envp[] = {NULL};
    struct stamp begin = now();
    pid_t pid = fork_or_die();
    if (pid == 0) {
        execve(argv[0], argv, envp);
        _exit(1);
    }
    reap(pid);
    return since(begin);
}

// ---- pipes ----

static int there[2], back[2];

static struct stamp op_pipe_alone(void)
{
    char byte = 0;
    struct stamp begin = now();
    bool ok = write(there[1], &byte, PIPE_BYTES) == PIPE_BYTES && read(there[0], &byte, PIPE_BYTES) == PIPE_BYTES;
    struct stamp s = since(begin);
    need(ok, "pipe");
    return s;
}

static struct stamp op_pipe_trip(void)
{
    char byte = 0;
    struct stamp begin = now();
    bool ok = write(there[1], &byte, PIPE_BYTES) == PIPE_BYTES && read(back[0], &byte, PIPE_BYTES) == PIPE_BYTES;
    struct stamp s = since(begin);
    need(ok, "pipe");
    return s;
}

static void echo(void)
{
    char byte;
    close(there[1]);
    while (read(there[0], &byte, PIPE_BYTES) == PIPE_BYTES)
        if (write(back[1], &byte, PIPE_BYTES) != PIPE_BYTES)
            _exit(1);
    _exit(0);
}

static void measure_pipes(void)
{
    need(pipe(there) == 0 && pipe(back) == 0, "pipe");
    measure("pipe_alone", op_pipe_alone, 1);
    pid_t pid = fork_or_die();
    if (pid == 0)
        echo();
    measure("pipe_trip", op_pipe_trip, 1);
    close(there[1]);
    reap(pid);
}

// ---- mappings and files ----

static struct stamp op_mmap(void)
{
    struct stamp begin = now();
    void *p = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct stamp s = since(begin);
    need(p != MAP_FAILED, "mmap");
    unmap(p, PAGES);
    return s;
}

static struct stamp op_munmap(void)
{
    volatile char *p = anonymous(PAGES);
    fill(p);
    struct stamp begin = now();
    unmap(p, PAGES);
    return since(begin);
}

static struct stamp op_pread(void)
{
    static char buffer[PAGE] __attribute__((aligned(PAGE)));
    struct stamp begin = now();
    ssize_t got = pread(file, buffer, PAGE, 0);
    struct stamp s = since(begin);
    need(got == PAGE, "pread");
    return s;
}

static void open_file(const char *path)
{
    char byte;
    file = open(path, O_RDONLY);
    need(file >= 0, path);
    for (unsigned i = 0; i < PAGES; i++)
        need(pread(file, &byte, 1, i * PAGE) == 1, "the file of 64 pages");
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "exit") == 0)
        _exit(0);
    if (getpid() == 1 && open("/dev/console", O_RDWR) == 0) {
        dup(0);
        dup(0);
    }
    open_file("/file");
    measure("getppid", op_getppid, 1);
    measure("demand_zero", op_demand_zero, 1);
    measure("zero_page", op_zero_page, 1);
    measure("cow_copy", op_cow_copy, 1);
    measure("cow_reuse", op_cow_reuse, 1);
    measure("file_minor", op_file_minor, PAGES);
    measure("file_around", op_file_around, PAGES);
    measure("fork_64", op_fork, 1);
    measure("fork_exit", op_fork_exit, 1);
    measure("fork_exit_64", op_fork_exit_64, 1);
    measure("fork_write_64", op_fork_write_64, 1);
    measure("fork_exec", op_fork_exec, 1);
    measure_pipes();
    measure("mmap", op_mmap, 1);
    measure("munmap_64", op_munmap, 1);
    measure("pread_4096", op_pread, 1);
    fflush(stdout);
    if (getpid() == 1)
        syscall(SYS_reboot, 0xfee1dead, 672274793, 0x4321fedc, 0);
    return 0;
}
