// SPDX-License-Identifier: Apache-2.0
// swapoff(2): every page comes back into memory, then the device is let go.
#include "os/arch/trap.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/space.h"
#include "os/vm/swap_area.h"

static int recall_space(struct space *space, const struct swap_area *area)
{
    struct pmap *pmap = &space->pmap;
    int error = 0;
    for (uint64_t va = pmap_next(pmap, 0, USER_END); va < USER_END && !error;
         va = pmap_next(pmap, va + PAGE_SIZE, USER_END)) {
        struct pte_view view = pmap_look(pmap, va);
        if (view.state == PTE_SWAPPED && area_of(view.slot) == area)
            error = signal_kills(current) ? -EINTR : vm_recall(space, va);
    }
    return error;
}

// From `space` on, the next that has something in swap, held; or NULL. Those that are ending (refs 0) give their slots
// back themselves.
static struct space *swapped_from(struct space *space)
{
    while (space && (space->refs == 0 || space->pmap.swapped == 0))
        space = space->next;
    if (space)
        space_hold(space);
    return space;
}

// Every space once. To let go of one may be its end, and sleep: the next is held before.
static int recall_spaces(const struct swap_area *area)
{
    int error = 0;
    for (struct space *space = swapped_from(all_spaces), *next; space; space = next) {
        error = recall_space(space, area);
        next = error ? NULL : swapped_from(space->next);
        space_release(space);
    }
    return error;
}

// What is under way for another task ends in a while: a read, a write to a slot that nobody names yet, an exit.
static void let_others_end(void)
{
    interrupts_handle();
    yield();
}

static int empty(struct swap_area *area)
{
    int error = 0;
    while (!error && area->used) {
        error = recall_spaces(area);
        if (!error)
            error = object_recall_shared(area);
        if (!error && !swap_drop_cached(area) && area->used)
            let_others_end();
        if (!error && signal_kills(current))
            error = -EINTR;
    }
    return error;
}

int swap_off(struct vnode *vnode)
{
    struct swap_area *area = area_find(vnode);
    if (!area || area->state != AREA_ON)
        return -EINVAL;
    area->state = AREA_CLOSING;  // nothing more goes out
    int error = empty(area);
    if (error)
        area->state = AREA_ON;
    else
        area_detach(area);
    return error;
}
