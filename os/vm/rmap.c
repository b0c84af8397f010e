// SPDX-License-Identifier: Apache-2.0
// The lists of PTEs. The first of a frame is kept in the frame itself, and the zero frame has none: so only sharing
// costs memory, and that is got beforehand, in rmap_refill.
#include "os/vm/rmap.h"

#include "os/lib/panic.h"
#include "os/vm/kalloc.h"
#include "os/vm/stats.h"

#define SPARES_AT_ONCE 8u
static struct mapping *spares;
static unsigned spare_count;

static void spare_put(struct mapping *mapping)
{
    if (spare_count >= RMAP_SPARES) {
        kfree(mapping);
        return;
    }
    mapping->next = spares;
    spares = mapping;
    spare_count++;
}

static struct mapping *spare_get(void)
{
    struct mapping *mapping = spares;
    KASSERT(mapping);
    spares = mapping->next;
    spare_count--;
    return mapping;
}

bool rmap_refill(unsigned count)
{
    for (unsigned want = MAX(count, SPARES_AT_ONCE); want > 0 && spare_count < RMAP_SPARES; want--) {
        struct mapping *mapping = kmalloc(sizeof *mapping);
        if (!mapping)
            break;
        spare_put(mapping);
    }
    return spare_count >= count;
}

bool rmap_ready(unsigned count) { return spare_count >= count; }

static uint64_t *gauge_of(const struct frame *frame)
{
    return frame->kind == FRAME_ANON ? &vm_gauges.anon_mapped : &vm_gauges.file_mapped;
}

void rmap_add(struct frame *frame, struct pmap *pmap, uint64_t va)
{
    if (frame == zero_frame)
        return;
    if (frame->maps++ == 0) {
        frame->first = (struct mapping){pmap, va, NULL};
        ++*gauge_of(frame);
        return;
    }
    struct mapping *mapping = spare_get();
    *mapping = (struct mapping){pmap, va, frame->first.next};
    frame->first.next = mapping;
}

void rmap_remove(struct frame *frame, struct pmap *pmap, uint64_t va)
{
    if (frame == zero_frame)
        return;
    if (--frame->maps == 0)
        --*gauge_of(frame);
    struct mapping *at = &frame->first, *behind = at->next;
    if (at->pmap == pmap && at->va == va) {
        if (!behind)
            return;
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
