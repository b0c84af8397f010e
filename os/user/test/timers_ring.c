// SPDX-License-Identifier: Apache-2.0
// alarm and setitimer: once and again and again, what is left of them, stopping them; a sleep that a stop and a
// continuation cut in two lasts as long as asked for, and no longer.

#include <sys/time.h>
#include <time.h>

#include "test.h"

static volatile int rung;

static void ring(int signal)
{
    (void)signal;
    rung++;
}

static long now_us(void)
{
    struct timespec now;
    EXPECT(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int main(void)
{
    struct itimerval timer = {.it_value = {0, 1000}}, old;
    struct sigaction action = {.sa_handler = ring};
    sigset_t alarm_only, none;
    sigemptyset(&none);
    sigemptyset(&alarm_only);
    sigaddset(&alarm_only, SIGALRM);
    EXPECT(sigaction(SIGALRM, &action, NULL) == 0);
    EXPECT(sigprocmask(SIG_BLOCK, &alarm_only, NULL) == 0);  // it rings where it is waited for

    step("once");
    long before = now_us();
    EXPECT(setitimer(ITIMER_REAL, &timer, NULL) == 0);
    EXPECT_ERRNO(sigsuspend(&none), EINTR);
    EXPECT_EQ(rung, 1);
    EXPECT(now_us() - before >= 1000);
    EXPECT(getitimer(ITIMER_REAL, &old) == 0);
    EXPECT_EQ(old.it_value.tv_sec + old.it_value.tv_usec, 0);

    step("again and again");
    timer.it_interval = timer.it_value;
    before = now_us();
    EXPECT(setitimer(ITIMER_REAL, &timer, NULL) == 0);
    while (rung < 4)
        sigsuspend(&none);
    EXPECT(now_us() - before >= 3000);
    timer = (struct itimerval){0};
    EXPECT(setitimer(ITIMER_REAL, &timer, &old) == 0);
    EXPECT_EQ(old.it_interval.tv_usec, 1000);

    step("what is left");
    EXPECT_EQ(alarm(100), 0);
    long left = alarm(0);
    EXPECT(left == 100 || left == 99);

    step("a sleep in two parts");
    pid_t pid = fork_child();
    if (pid == 0) {
        long time = on_pagewalk() ? 6000 : 600000;  // microseconds; the host may have others to run
        before = now_us();
        EXPECT(nanosleep(&(struct timespec){0, time * 1000}, NULL) == 0);
        long took = now_us() - before;
        long most = on_pagewalk() ? 9000 : 5000000;
        _exit(took >= time && took < most ? 0 : 1);
    }
    int status;
    usleep(1000);
    EXPECT_EQ(kill(pid, SIGSTOP), 0);
    EXPECT_EQ(waitpid(pid, &status, WUNTRACED), pid);
    EXPECT_EQ(kill(pid, SIGCONT), 0);
    wait_for_success(pid);
    return passed();
}
