// SPDX-License-Identifier: Apache-2.0
// Lists of PTEs of frames that several map, and the memory for them.
#include "os/vm/rmap.h"

#include "os/lib/panic.h"
#include "os/vm/kalloc.h"

#define SPARES_AT_ONCE 8u
struct rmap_spares rmap_spares;

static void spare_put(struct mapping *mapping)
{
    if (rmap_spares.count >= RMAP_SPARES) {
        kfree(mapping);
        return;
    }
    mapping->next = rmap_spares.first;
    rmap_spares.first = mapping;
    rmap_spares.count++;
}

bool rmap_refill(unsigned count)
{
    for (unsigned want = MAX(count, SPARES_AT_ONCE); want > 0 && rmap_spares.count < RMAP_SPARES; want--) {
        struct mapping *mapping = kmalloc(sizeof *mapping);
        if (!mapping)
            break;
        spare_put(mapping);
    }
    return rmap_spares.count >= count;
}

void rmap_remove_shared(struct frame *frame, struct pmap *pmap, uint64_t va)
{
    frame->maps--;
    struct mapping *at = &frame->first, *behind = at->next;
    if (at->pmap == pmap && at->va == va) {
        *at = *behind;  // the second takes the first's place
        spare_put(behind);
        return;
    }
    for (; behind; at = behind, behind = behind->next) {
        if (behind->pmap != pmap || behind->va != va)
            continue;
        at->next = behind->next;
        spare_put(behind);
        return;
    }
    panic("a frame does not know its PTE at %lx", (unsigned long)va);
}
