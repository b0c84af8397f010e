// SPDX-License-Identifier: Apache-2.0
// The counters and gauges themselves, and the start of the subsystem.
#include "os/vm/stats.h"

#include "os/arch/machine.h"
#include "os/vm/frame.h"
#include "os/vm/object.h"
#include "os/vm/pmap.h"
#include "os/vm/poison.h"
#include "os/vm/pool.h"
#include "os/vm/reclaim.h"

struct vm_stats vm_stats;
struct vm_gauges vm_gauges;

void vm_init(uint64_t free_start, uint64_t ram_end, uint64_t frame_limit)
{
    poison = bootarg_number("poison", 0);
    pool_init();
    frame_init(free_start, ram_end, frame_limit);
    pmap_init(bootarg_number("asids", 0));
    object_init();
}
