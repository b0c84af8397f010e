// SPDX-License-Identifier: Apache-2.0
// SIGKILL ends a process in whatever sleep it is: reading and writing a pipe, sleeping, waiting for a child, on a
// futex, for a signal, polling, stopped, with threads in several of these at once; and it ends a long transfer in the
// middle.

#include <poll.h>
#include <pthread.h>
#include <sys/uio.h>

#include "sleeper.h"

static int empty[2], full[2];
static volatile int *began, *ended;

static void read_pipe(void)
{
    char byte;
    (void)!read(empty[0], &byte, 1);
}

static void write_pipe(void)
{
    static char bytes[4096];
    for (;;)
        (void)!write(full[1], bytes, sizeof bytes);
}

static void sleep_long(void) { sleep(1000); }

static void wait_child(void)
{
    if (fork() == 0) {
        sleep(1);
        _exit(0);
    }
    wait(NULL);
}

static void wait_futex(void)
{
    static int word;
    syscall(SYS_futex, &word, 0, 0, NULL, NULL, 0);
}

static void await_signal(void)
{
    sigset_t set;
    int signal;
    sigfillset(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    sigwait(&set, &signal);
}

static void poll_pipe(void)
{
    struct pollfd p = {.fd = empty[0], .events = POLLIN};
    poll(&p, 1, -1);
}

static void stop(void) { raise(SIGSTOP); }

static void *in_thread(void *what)
{
    ((void (*)(void))(uintptr_t)what)();
    return NULL;
}

static void many_threads(void)
{
    void (*const what[])(void) = {read_pipe, write_pipe, wait_futex, poll_pipe};
    pthread_t thread;
    for (int i = 0; i < 4; i++)
        pthread_create(&thread, NULL, in_thread, (void *)(uintptr_t)what[i]);
    sleep(1000);
}

// A quarter of a gigabyte of zeroes in one call, again and again.
static __attribute__((noreturn)) void transfer(void)
{
    enum { Vectors = 1024, Bytes = 64 * PageSize };
    static char bytes[Bytes];
    static struct iovec vector[Vectors];
    int fd = open("/dev/zero", O_RDONLY);
    for (int i = 0; i < Vectors; i++)
        vector[i] = (struct iovec){bytes, Bytes};
    *began = 1;
    for (;;) {
        (void)!readv(fd, vector, Vectors);
        ++*ended;
    }
}

static void kill_in(const char *what, void (*sleeper)(void), char state)
{
    step(what);
    pid_t pid = fork_child();
    if (pid == 0) {
        sleeper();
        _exit(0);
    }
    while (state_of(pid) != state)
        sched_yield();
    EXPECT_EQ(kill(pid, SIGKILL), 0);
    int status = wait_for(pid);
    EXPECT(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
}

int main(void)
{
    EXPECT(pipe(empty) == 0 && pipe(full) == 0);
    kill_in("reading a pipe", read_pipe, 'S');
    kill_in("writing a pipe", write_pipe, 'S');
    kill_in("sleeping", sleep_long, 'S');
    kill_in("waiting for a child", wait_child, 'S');
    kill_in("on a futex", wait_futex, 'S');
    kill_in("awaiting a signal", await_signal, 'S');
    kill_in("polling", poll_pipe, 'S');
    kill_in("stopped", stop, 'T');
    kill_in("in many threads", many_threads, 'S');

    step("in the middle of a long transfer");
    began = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ended = began + 1;
    pid_t pid = fork_child();
    if (pid == 0)
        transfer();
    while (*began == 0)
        sched_yield();
    EXPECT_EQ(kill(pid, SIGKILL), 0);
    EXPECT_EQ(WTERMSIG(wait_for(pid)), SIGKILL);
    EXPECT(*ended == 0 || !on_pagewalk());  // a fast host may be through the first before it kills
    return passed();
}
