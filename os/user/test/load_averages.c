// SPDX-License-Identifier: Apache-2.0
// /proc/loadavg and sysinfo: with one process that waits for another in state D for a minute, and nothing else to do,
// the averages rise to what an exponential one over 1, 5 and 15 minutes is then; in a minute of rest they fall.
// Engine: model

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

// What is left of each average after five seconds: exp(-5 / 60), exp(-5 / 300), exp(-5 / 900).
static const double left[] = {0.920044, 0.983471, 0.994460};

static double after(int samples, double average, double load, double left)
{
    for (int i = 0; i < samples; i++)
        average = average * left + load * (1 - left);
    return average;
}

// What has become of `from` and `load` in a minute, give or take a sample and the rounding.
static void expect_after_a_minute(struct averages is, struct averages from, int load)
{
    for (int i = 0; i < 3; i++) {
        double early = after(Minute / Sample - 1, from.of[i], load, left[i]);
        double late = after(Minute / Sample + 1, from.of[i], load, left[i]);
        EXPECT(is.of[i] >= (early < late ? early : late) - 1 && is.of[i] <= (early < late ? late : early) + 1);
    }
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("other machines have more to do");

    step("one waits");
    struct averages before = averages();
    EXPECT_EQ(wait_for(clone(sleep_a_minute, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL)), 0);
    struct averages busy = averages();
    expect_after_a_minute(busy, before, Hundredths);

    step("sysinfo says the same");
    struct sysinfo info;
    EXPECT(sysinfo(&info) == 0);
    for (int i = 0; i < 3; i++) {
        long hundredths = (long)(info.loads[i] * Hundredths + (1 << (SI_LOAD_SHIFT - 1))) >> SI_LOAD_SHIFT;
        EXPECT_EQ(hundredths, busy.of[i]);
    }

    step("rest");
    pause_for(Minute);
    expect_after_a_minute(averages(), busy, 0);
    return passed();
}
