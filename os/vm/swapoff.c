// SPDX-License-Identifier: Apache-2.0
// swapoff(2): every page comes back into memory, then the device is let go.
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

static struct space *next_swapped(void)
{
    struct space *space = all_spaces;
    while (space && space->pmap.swapped == 0)
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

int swap_off(void)
{
    if (!swap_active())
        return -EINVAL;
    swap_close(true);  // nothing more goes out
    int error = recall_everything();
    if (!error) {
        swap_drop_cached();
        error = swap_detach();
    }
    if (error)
        swap_close(false);
    return error;
}
