// SPDX-License-Identifier: Apache-2.0
// The daemon is woken by whoever takes a frame below the low watermark (frame.c), and runs when its turn comes. When no
// page can leave it would only look through all of them again at each such frame: so it sleeps until somebody has freed
// one (hope), which is when there is something to do again.
#include "os/vm/kswapd.h"

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/kern/task.h"
#include "os/vm/frame.h"
#include "os/vm/reclaim.h"
#include "os/vm/stats.h"
#include "os/vm/watermark.h"

#define SOON 10  // a part of a second: woken again within it, the daemon might as well have gone on

// To the high watermark; false when no page could leave. Sleeps for devices.
static bool balance(void)
{
    while (watermarks.wake && frame_count_free() < watermarks.high) {
        if (!reclaim_in_background())
            return false;
        give_way();
    }
    return true;
}

static void wait_until_low(void)
{
    uint64_t since = time_now();
    while (frame_count_free() >= watermarks.wake)
        sleep_idle(&frames_low);
    vm_stats.kswapd_low_quickly += time_now() - since < machine.timebase / SOON;
}

static void kswapd(void *unused)
{
    (void)unused;
    for (;;) {
        wait_until_low();
        vm_stats.pageoutrun++;
        if (!balance())
            sleep_idle(&reclaim_hope);
    }
}

void kswapd_start(void) { reclaim_daemon = task_start("kswapd0", kswapd, NULL); }
