// SPDX-License-Identifier: Apache-2.0
// swapoff(2): every page comes back into memory, then the device is let go.
#include "os/arch/trap.h"
#include "os/kern/sched.h"
#include "os/lib/errno.h"
#include "os/vm/space.h"
#include "os/vm/swap.h"

static int recall_space(struct space *space)
{
    struct pmap *pmap = &space->pmap;
    for (uint64_t va = pmap_next(pmap, 0, USER_END); va < USER_END; va = pmap_next(pmap, va + PAGE_SIZE, USER_END)) {
        if (pmap_look(pmap, va).state != PTE_SWAPPED)
            continue;
        int error = vm_recall(space, va);
        if (error)
            return error;
    }
    return 0;
}

// Spaces that are ending (refs 0) give their slots back themselves.
static struct space *next_swapped(void)
{
    struct space *space = all_spaces;
    while (space && (space->refs == 0 || space->pmap.swapped == 0))
        space = space->next;
    return space;
}

static int recall_everything(void)
{
    int error = 0;
    struct space *space;
    while (!error && (space = next_swapped())) {
        space_hold(space);
        error = recall_space(space);
        space_release(space);
    }
    return error ? error : object_recall_shared();
}

// What is under way for another task ends in a while: a read, a write to a slot that nobody names yet, an exit.
static void let_others_end(void)
{
    interrupts_handle();
    yield();
}

int swap_off(void)
{
    int error;
    if (!swap_accepts())
        return -EINVAL;
    swap_close(true);  // nothing more goes out
    while (!(error = recall_everything()) && (swap_drop_cached() || swap_detach()))
        let_others_end();
    if (error)
        swap_close(false);
    return error;
}
