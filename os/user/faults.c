// SPDX-License-Identifier: Apache-2.0
// faults PROGRAM [ARGUMENT...]: runs a program and prints its page faults, and those of the processes that it starts, a
// line each, as perf trace -F prints them:
//
//     CYCLE ( CYCLES cycles): NAME/PID minfault KIND [0xPC] => 0xADDRESS (r.)
//
// CYCLE counts from the first; minfault, majfault or sigfault (refused) by what it was; r, w or x is the access, and k
// behind it says that the kernel made it for a system call. Records come from /proc/vmfaults; what it has lost, since
// it keeps only so many, is told by LOST. At the end stands how many there were of each kind.

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { Kinds = 24, NameSize = 20, LookEvery = 2000000 /* ns */ };

struct record {
    unsigned long begin, cycles, pc, address;
    int pid;
    char kind[NameSize], access[8], by[8];
};

struct sum {
    char kind[NameSize];
    unsigned long count, cycles;
};

static struct sum sums[Kinds];
static unsigned long first_cycle, last_cycle, printed, lost;
static int first_pid;
static const char *program;

static void fail(const char *what)
{
    fprintf(stderr, "faults: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

static void set_trace(const char *value)
{
    int fd = open("/proc/sys/vm/trace", O_WRONLY);
    if (fd < 0 || write(fd, value, 1) != 1)
        fail("/proc/sys/vm/trace");
    close(fd);
}

static const char *class_of(const char *kind)
{
    static const char *const major[] = {"file_major", "swap_in"};
    static const char *const refused[] = {"bad_address", "bad_access", "beyond_end", "fault_failed"};
    for (size_t i = 0; i < sizeof major / sizeof major[0]; i++)
        if (strcmp(kind, major[i]) == 0)
            return "majfault";
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (strcmp(kind, refused[i]) == 0)
            return "sigfault";
    return "minfault";
}

// Of a process that is there, or else of the program.
static const char *name_of(int pid)
{
    static char name[NameSize];
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    FILE *file = fopen(path, "r");
    if (!file || !fgets(name, sizeof name, file))
        snprintf(name, sizeof name, "%.15s", program);
    if (file)
        fclose(file);
    name[strcspn(name, "\n")] = '\0';
    return name;
}

static void add(const struct record *r)
{
    for (struct sum *sum = sums; sum < sums + Kinds; sum++) {
        if (sum->count > 0 && strcmp(sum->kind, r->kind) != 0)
            continue;
        strcpy(sum->kind, r->kind);
        sum->count++;
        sum->cycles += r->cycles;
        return;
    }
}

static void print(const struct record *r)
{
    if (printed++ == 0)
        first_cycle = r->begin;
    printf("%12lu (%8lu cycles): %s/%d %s %s [0x%lx] => 0x%lx (%c%c)\n", r->begin - first_cycle, r->cycles,
           name_of(r->pid), r->pid, class_of(r->kind), r->kind, r->pc, r->address,
           r->access[0] == 'e' ? 'x' : r->access[0], strcmp(r->by, "kernel") == 0 ? 'k' : '.');
    add(r);
}

static char *read_records(void)
{
    static char text[256 * 1024];
    size_t length = 0;
    ssize_t got;
    int fd = open("/proc/vmfaults", O_RDONLY);
    if (fd < 0)
        fail("/proc/vmfaults");
    while (length < sizeof text - 1 && (got = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    close(fd);
    text[length] = '\0';
    return text;
}

// Those that were not printed yet. When the oldest that is kept is newer than the newest of the last time, some are
// lost.
static void print_new(void)
{
    char *rest = NULL, *line = strtok_r(read_records(), "\n", &rest);
    bool oldest = true;
    while ((line = strtok_r(NULL, "\n", &rest))) {
        struct record r;
        if (sscanf(line, "%lu %lu %d %19s %7s %7s %lx %lx", &r.begin, &r.cycles, &r.pid, r.kind, r.access, r.by, &r.pc,
                   &r.address) != 8)
            continue;
        if (oldest && last_cycle && r.begin > last_cycle) {
            printf("LOST events\n");
            lost++;
        }
        oldest = false;
        if (r.begin <= last_cycle)
            continue;
        last_cycle = r.begin;
        if (r.pid >= first_pid)
            print(&r);
    }
}

static void print_sums(void)
{
    for (const struct sum *sum = sums; sum < sums + Kinds && sum->count > 0; sum++)
        printf("%-14s %8lu faults, %8lu cycles each\n", sum->kind, sum->count, sum->cycles / sum->count);
}

// The program starts when the trace is on.
static pid_t start(char **arguments)
{
    int ready[2];
    char byte;
    if (pipe(ready) != 0)
        fail("pipe");
    pid_t pid = fork();
    if (pid < 0)
        fail("fork");
    if (pid > 0) {
        close(ready[0]);
        set_trace("1");
        close(ready[1]);
        return pid;
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 0)
        _exit(EXIT_FAILURE);
    close(ready[0]);
    execvp(arguments[0], arguments);
    fail(arguments[0]);
    return 0;
}

int main(int argc, char **argv)
{
    const struct timespec pause = {0, LookEvery};
    int status = 0;
    if (argc < 2) {
        fprintf(stderr, "usage: faults PROGRAM [ARGUMENT...]\n");
        return EXIT_FAILURE;
    }
    program = strrchr(argv[1], '/') ? strrchr(argv[1], '/') + 1 : argv[1];
    pid_t pid = first_pid = start(argv + 1);
    while (waitpid(pid, &status, WNOHANG) == 0) {
        print_new();
        nanosleep(&pause, NULL);
    }
    print_new();
    set_trace("0");
    print_sums();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
