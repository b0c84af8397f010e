// SPDX-License-Identifier: Apache-2.0
// Where huge pages are wanted, and the gathering of one. Zeroing takes as long as 512 faults do, so that it gives way
// to others in between; they may unmap the range meanwhile, or fault on it themselves.
#include "os/vm/huge.h"

#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/page.h"
#include "os/vm/pool.h"
#include "os/vm/stats.h"

#define PIECE 16u  // pages zeroed without giving way
#define SPARE 16u  // frames that must be free besides, so that getting its table never waits for one

enum huge_mode huge_mode;

static const char *const names[] = {[HUGE_NEVER] = "never", [HUGE_MADVISE] = "madvise", [HUGE_ALWAYS] = "always"};

int huge_set_mode(const char *name)
{
    for (unsigned i = 0; i < COUNT(names); i++)
        if (strcmp(name, names[i]) == 0) {
            huge_mode = (enum huge_mode)i;
            return 0;
        }
    return -EINVAL;
}

const char *huge_mode_name(void) { return names[huge_mode]; }

// ---- where ----

static bool wanted(const struct region *region)
{
    if (region->object || region->flags & REGION_NOHUGE)
        return false;
    return huge_mode == HUGE_ALWAYS || (huge_mode == HUGE_MADVISE && region->flags & REGION_HUGE);
}

bool huge_eligible(const struct region *region)
{
    uint64_t start = ROUND_UP(region->start, HUGE_SIZE);
    return wanted(region) && start < region->end && region->end - start >= HUGE_SIZE;
}

static struct range range_around(uint64_t va)
{
    uint64_t start = ROUND_DOWN(va, HUGE_SIZE);
    return (struct range){start, start + HUGE_SIZE};
}

// The region that wants a huge page around va, where there can be one; NULL: there is none.
static const struct region *region_for(struct space *space, uint64_t va)
{
    const struct region *region = space_find(space, va);
    struct range range = range_around(va);
    if (!region || !wanted(region) || range.start < region->start || range.end > region->end)
        return NULL;
    if (!pmap_huge_absent(&space->pmap, va) || pool_limits(space, range.start, range.end))
        return NULL;
    return region;
}

// ---- how ----

static void hold_block(struct frame *block)
{
    for (unsigned i = 0; i < HUGE_PAGES; i++)
        frame_hold(&block[i]);
}

static void free_block(struct frame *block)
{
    for (unsigned i = 0; i < HUGE_PAGES; i++)
        block[i].holds--;
    frame_free_order(block, HUGE_ORDER);
}

// With the table for va, which a block's worth of free frames has room for: so nothing sleeps. NULL: there is not as
// much.
static struct frame *take_block(struct pmap *pmap, uint64_t va)
{
    if (frame_count_free() < HUGE_PAGES + SPARE || pmap_prepare(pmap, va) < 0)
        return NULL;
    struct frame *block = frame_alloc_order(FRAME_ANON, HUGE_ORDER);
    if (block)
        hold_block(block);
    return block;
}

// False: the caller is to die.
static bool zero_block(struct frame *block)
{
    for (unsigned i = 0; i < HUGE_PAGES; i++) {
        page_zero(frame_kva(&block[i]));
        if (i % PIECE == PIECE - 1 && give_way())
            return false;
    }
    return true;
}

struct frame *huge_gather(struct space *space, uint64_t va, bool *slept)
{
    const struct region *region = signal_kills(current) ? NULL : region_for(space, va);
    *slept = false;
    if (!region)
        return NULL;
    uint32_t rights = region->rights;
    struct frame *block = take_block(&space->pmap, va);
    if (!block) {
        vm_stats.thp_fault_fallback++;
        return NULL;
    }
    uint64_t switches = sched_stats.switches;
    bool lives = zero_block(block);
    *slept = sched_stats.switches != switches;
    // Its table may have gone with another's page meanwhile.
    if (lives && (!*slept || ((region = region_for(space, va)) && region->rights == rights &&
                              pmap_prepare(&space->pmap, va) == 0)))
        return block;
    free_block(block);
    *slept = true;
    return NULL;
}

void huge_enter(struct space *space, uint64_t va, struct frame *block, enum vm_access access)
{
    const struct region *region = space_find(space, va);
    pmap_huge_enter(&space->pmap, range_around(va).start, block, region_pte_rights(region), access);
    for (unsigned i = 0; i < HUGE_PAGES; i++) {
        if (access != ACCESS_WRITE)
            block[i].flags |= FRAME_DIRTY;  // nothing on a device stands for it
        pool_insert(&block[i], 0);
        block[i].holds--;
    }
    vm_stats.thp_fault_alloc++;
}
