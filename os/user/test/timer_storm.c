// SPDX-License-Identifier: Apache-2.0
// A timer that goes off every microsecond: whatever its signal meets, handled, blocked or ignored, programs go on.
//
// Engine: model

#include <sys/time.h>
#include <time.h>

#include "test.h"

static volatile sig_atomic_t rings;

static void on_alarm(int signal)
{
    (void)signal;
    rings++;
}

static void work(void)
{
    volatile unsigned long sum = 0;
    for (unsigned long i = 0; i < 200000; i++)
        sum += i;
    EXPECT(sum == 200000ul * 199999 / 2);
}

static void storm(void (*handler)(int), bool block)
{
    struct itimerval often = {{0, 1}, {0, 1}}, never = {{0, 0}, {0, 0}};
    sigset_t set;
    EXPECT(signal(SIGALRM, handler) != SIG_ERR);
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    EXPECT(sigprocmask(block ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL) == 0);
    EXPECT(setitimer(ITIMER_REAL, &often, NULL) == 0);
    pid_t other = fork_child();
    work();
    if (other == 0)
        _exit(EXIT_SUCCESS);
    wait_for_success(other);
    EXPECT(setitimer(ITIMER_REAL, &never, NULL) == 0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("another kernel may let its alarms take all the time");
    step("ignored");
    storm(SIG_IGN, false);
    step("blocked");
    storm(on_alarm, true);
    step("handled");
    storm(on_alarm, false);
    EXPECT(rings > 0);
    return passed();
}
