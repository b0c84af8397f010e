// SPDX-License-Identifier: Apache-2.0
// Calls that have much to do by small pieces, into memory that is one page seen at many addresses: others have their
// turn meanwhile, and SIGKILL ends them.
//
// Boot: frames=3000
// Machine: --ram 16M
// Engine: model

#include <dirent.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

#include "test.h"

enum { Views = 8192, Files = 1500, Patience = 600 /* milliseconds */ };

#define DIRECTORY "/tmp/kills_reach_long_calls"

static char *memory;

static void fill_with_random(void) { (void)!syscall(SYS_getrandom, memory, Views * PageSize, 0); }

static void read_from(const char *path)
{
    int fd = open(path, O_RDONLY);
    (void)!read(fd, memory, Views * PageSize);
}

static void read_random(void) { read_from("/dev/urandom"); }
static void read_zeroes(void) { read_from("/dev/zero"); }
static void read_pagemap(void) { read_from("/proc/self/pagemap"); }

static void list(void)
{
    int fd = open(DIRECTORY, O_RDONLY | O_DIRECTORY);
    (void)!syscall(SYS_getdents64, fd, memory, 64 * Files);
}

static void run_program(void)
{
    static char *arguments[100000];
    for (size_t i = 0; i < sizeof arguments / sizeof arguments[0] - 1; i++)
        arguments[i] = "";
    execve("/no/such/program", arguments, arguments);
    execve("/proc/self/exe", arguments, arguments);
}

static long now(void)
{
    struct timespec t;
    EXPECT(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void killed_at_once(const char *what, void (*call)(void))
{
    step(what);
    pid_t pid = fork_child();
    if (pid == 0) {
        for (;;)
            call();
    }
    usleep(20000);
    long begin = now();
    EXPECT(kill(pid, SIGKILL) == 0 && WIFSIGNALED(wait_for(pid)));
    long took = now() - begin;
    if (on_pagewalk() && took > Patience)
        fail("its end took %ld ms", took);
}

static void view_one_page(void)
{
    int fd = memfd_create("page", 0);
    EXPECT(fd >= 0 && ftruncate(fd, PageSize) == 0);
    memory = mmap(NULL, Views * PageSize, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED);
    for (int i = 0; i < Views; i++)
        EXPECT(mmap(memory + i * PageSize, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) !=
               MAP_FAILED);
    EXPECT(close(fd) == 0);
}

static void change_directory(int (*act)(const char *name))
{
    char name[64];
    for (int i = 0; i < Files; i++) {
        snprintf(name, sizeof name, DIRECTORY "/%d", i);
        EXPECT(act(name) == 0);
    }
}

static int make(const char *name) { return mknod(name, S_IFREG | 0600, 0); }

int main(void)
{
    EXPECT(mkdir(DIRECTORY, 0700) == 0);
    view_one_page();
    killed_at_once("getrandom", fill_with_random);
    killed_at_once("/dev/urandom", read_random);
    killed_at_once("/dev/zero", read_zeroes);
    killed_at_once("pagemap", read_pagemap);
    killed_at_once("execve", run_program);
    EXPECT(munmap(memory + 100 * PageSize, (Views - 100) * PageSize) == 0);
    change_directory(make);
    killed_at_once("getdents64", list);
    change_directory(unlink);
    EXPECT(rmdir(DIRECTORY) == 0);
    return passed();
}
