// SPDX-License-Identifier: Apache-2.0
// /proc/loadavg and sysinfo: with one process that waits for another in state D for a minute, and nothing else to do,
// the averages rise to what an exponential one over 1, 5 and 15 minutes is then; in a minute of rest they fall.
// Engine: model

#include <math.h>
#include <sched.h>
#include <sys/sysinfo.h>
#include <time.h>

#include "procfile.h"

enum { Minute = 60, Hundredths = 100, Sample = 5 };

static unsigned char stack[16 * PageSize] __attribute__((aligned(16)));

struct averages {
    int of[3];  // in hundredths
};

static struct averages averages(void)
{
    struct averages a;
    int whole[3], part[3];
    EXPECT(sscanf(read_proc("/proc/loadavg"), "%d.%2d %d.%2d %d.%2d", whole, part, whole + 1, part + 1, whole + 2,
                  part + 2) == 6);
    for (int i = 0; i < 3; i++)
        a.of[i] = whole[i] * Hundredths + part[i];
    return a;
}

static void pause_for(int seconds)
{
    struct timespec time = {.tv_sec = seconds};
    EXPECT(nanosleep(&time, NULL) == 0);
}

static int sleep_a_minute(void *unused)
{
    (void)unused;
    pause_for(Minute);
    _exit(EXIT_SUCCESS);
}

// `value` is what is left of `from` and has come of `load` after a minute, give or take a sample and the rounding.
static void expect_after_a_minute(int value, int from, int load, int minutes)
{
    double early = exp(-(Minute - Sample) / 60.0 / minutes), late = exp(-(Minute + Sample) / 60.0 / minutes);
    double one = from * early + load * (1 - early), other = from * late + load * (1 - late);
    EXPECT(value >= floor(fmin(one, other)) - 1 && value <= ceil(fmax(one, other)) + 1);
}

int main(void)
{
    static const int minutes[] = {1, 5, 15};
    if (!on_pagewalk())
        return skipped("other machines have more to do");

    step("one waits");
    struct averages before = averages();
    EXPECT_EQ(wait_for(clone(sleep_a_minute, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL)), 0);
    struct averages busy = averages();
    for (int i = 0; i < 3; i++)
        expect_after_a_minute(busy.of[i], before.of[i], Hundredths, minutes[i]);

    step("sysinfo says the same");
    struct sysinfo info;
    EXPECT(sysinfo(&info) == 0);
    for (int i = 0; i < 3; i++) {
        long hundredths = (long)(info.loads[i] * Hundredths + (1 << (SI_LOAD_SHIFT - 1))) >> SI_LOAD_SHIFT;
        EXPECT_EQ(hundredths, busy.of[i]);
    }

    step("rest");
    pause_for(Minute);
    struct averages rested = averages();
    for (int i = 0; i < 3; i++)
        expect_after_a_minute(rested.of[i], busy.of[i], 0, minutes[i]);
    return passed();
}
