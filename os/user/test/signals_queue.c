// SPDX-License-Identifier: Apache-2.0
// Real-time signals queue, each with its value, the lowest number first and each in order of sending; others are
// pending once. A signal for the process is taken by a thread that does not block it, one for a thread by that thread
// alone. sigtimedwait takes without a handler, or gives up in time. What a process has in its queue goes with its end.

#include <pthread.h>
#include <time.h>

#include "test.h"

static int got[16], values[16], count;
static volatile pid_t taken_by;

static void record(int signal, siginfo_t *info, void *context)
{
    (void)context;
    got[count] = signal;
    values[count++] = info->si_value.sival_int;
}

static void note_thread(int signal)
{
    (void)signal;
    taken_by = (pid_t)syscall(SYS_gettid);
}

static void handle(int signal, bool with_value)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO};
    if (with_value)
        action.sa_sigaction = record;
    else
        action.sa_handler = note_thread, action.sa_flags = 0;
    sigfillset(&action.sa_mask);
    EXPECT(sigaction(signal, &action, NULL) == 0);
}

static void queue(int signal, int value)
{
    EXPECT(sigqueue(getpid(), signal, (union sigval){.sival_int = value}) == 0);
}

static void *unblock_and_wait(void *set)
{
    pthread_sigmask(SIG_UNBLOCK, set, NULL);
    while (taken_by == 0)
        usleep(1000);
    return (void *)(long)syscall(SYS_gettid);
}

// The process is gone for its parent, which ignores its end, before the kernel has freed all that it had.
static void leave_some_queued(int signal)
{
    char byte;
    sigset_t set;
    struct turn end = make_turn();
    EXPECT(sigemptyset(&set) == 0 && sigaddset(&set, signal) == 0);
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
        for (int i = 0; i < 5; i++)
            queue(signal, i);
        _exit(0);
    }
    close(end.fd[1]);
    EXPECT_EQ(read(end.fd[0], &byte, 1), 0);
    vm_check();
    close(end.fd[0]);
    while (kill(pid, 0) == 0)
        usleep(1000);
}

int main(void)
{
    const int low = SIGRTMIN + 1, high = SIGRTMIN + 2;
    sigset_t set, old, pending;
    siginfo_t info;
    void *tid;
    pthread_t thread;
    sigemptyset(&set);
    sigaddset(&set, low);
    sigaddset(&set, high);
    sigaddset(&set, SIGUSR1);
    handle(low, true);
    handle(high, true);
    handle(SIGUSR1, true);
    EXPECT(sigprocmask(SIG_BLOCK, &set, &old) == 0);

    step("they queue");
    queue(high, 1);
    queue(low, 2);
    queue(high, 3);
    queue(SIGUSR1, 4);
    queue(SIGUSR1, 5);
    queue(low, 6);
    EXPECT(sigpending(&pending) == 0);
    EXPECT(sigismember(&pending, low) && sigismember(&pending, SIGUSR1));
    EXPECT(sigprocmask(SIG_UNBLOCK, &set, NULL) == 0);
    const int signals[] = {SIGUSR1, low, low, high, high}, sent[] = {4, 2, 6, 1, 3};
    EXPECT_EQ(count, 5);
    for (int i = 0; i < count; i++) {
        EXPECT_EQ(got[i], signals[i]);
        EXPECT_EQ(values[i], sent[i]);
    }

    step("waited for");
    EXPECT(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
    queue(low, 7);
    queue(low, 8);
    EXPECT_EQ(sigwaitinfo(&set, &info), low);
    EXPECT_EQ(info.si_value.sival_int, 7);
    EXPECT_EQ(info.si_code, SI_QUEUE);
    EXPECT_EQ(info.si_pid, getpid());
    EXPECT_EQ(sigwaitinfo(&set, &info), low);
    EXPECT_EQ(info.si_value.sival_int, 8);
    const struct timespec soon = {0, 1000000};
    EXPECT_ERRNO(sigtimedwait(&set, &info, &soon), EAGAIN);
    pid_t parent = getpid(), child = fork_child();
    if (child == 0) {
        usleep(2000);
        kill(parent, SIGUSR1);
        _exit(0);
    }
    EXPECT_EQ(sigwaitinfo(&set, &info), SIGUSR1);
    EXPECT_EQ(info.si_pid, child);
    wait_for_success(child);
    EXPECT_EQ(count, 5);

    step("another thread takes it");
    handle(SIGUSR1, false);
    EXPECT_EQ(pthread_create(&thread, NULL, unblock_and_wait, &set), 0);
    kill(getpid(), SIGUSR1);
    EXPECT_EQ(pthread_join(thread, &tid), 0);
    EXPECT_EQ(taken_by, (long)tid);
    EXPECT(taken_by != getpid());

    step("only this thread takes it");
    taken_by = 0;
    EXPECT_EQ(pthread_create(&thread, NULL, unblock_and_wait, &set), 0);
    EXPECT(syscall(SYS_tgkill, getpid(), getpid(), SIGUSR1) == 0);
    usleep(5000);
    EXPECT_EQ(taken_by, 0);
    EXPECT(sigprocmask(SIG_UNBLOCK, &set, NULL) == 0);
    EXPECT_EQ(taken_by, getpid());
    EXPECT_EQ(pthread_join(thread, &tid), 0);
    EXPECT_ERRNO(syscall(SYS_tgkill, getpid() + 1, getpid(), SIGUSR1), ESRCH);
    EXPECT_ERRNO(kill(getpid(), 65), EINVAL);

    step("what a process leaves in its queue");
    EXPECT(signal(SIGCHLD, SIG_IGN) != SIG_ERR);
    leave_some_queued(low);
    return passed();
}
