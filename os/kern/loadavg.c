// SPDX-License-Identifier: Apache-2.0
#include "os/kern/loadavg.h"

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/kern/task.h"
#include "os/kern/timer.h"

enum { SampleSeconds = 5 };

#define ONE (UINT64_C(1) << LOAD_SHIFT)

uint64_t loadavg[LOADS];

static struct timer sample_timer;

// What is left of an average after a sample's time: exp(-5 / 60), exp(-5 / 300), exp(-5 / 900), rounded.
static const uint64_t left[LOADS] = {1884, 2014, 2037};

// A rising average is rounded up, so that it comes to what the load is.
static uint64_t moved(uint64_t average, uint64_t load, uint64_t left)
{
    uint64_t sum = average * left + load * (ONE - left);
    return (load >= average ? sum + ONE - 1 : sum) >> LOAD_SHIFT;
}

static void sample(struct timer *timer)
{
    struct task_counts counts = tasks_count();
    for (unsigned i = 0; i < LOADS; i++)
        loadavg[i] = moved(loadavg[i], (counts.running + counts.blocked) << LOAD_SHIFT, left[i]);
    timer_start(timer, timer->deadline + SampleSeconds * machine.timebase);
}

void loadavg_start(void)
{
    timer_init(&sample_timer, sample);
    timer_start(&sample_timer, time_now() + SampleSeconds * machine.timebase);
}
