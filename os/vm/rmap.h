// SPDX-License-Identifier: Apache-2.0
// The PTEs that map a frame, known from the frame: so reclaim and copy-on-write search nothing. The first is kept in
// the frame itself, and the zero frame has none: so only sharing costs memory, and that is got beforehand, in
// rmap_refill. Kept by pmap*.c alone.
#ifndef VM_RMAP_H
#define VM_RMAP_H

#include "os/vm/frame.h"
#include "os/vm/stats.h"

#define RMAP_SPARES 128u           // most that are kept, and that can be asked for: a page of them
bool rmap_refill(unsigned count);  // gets memory for so many more PTEs of frames that have one; false: there is not
                                   // enough. May sleep

struct rmap_spares {
    struct mapping *first;
    unsigned count;
};
extern struct rmap_spares rmap_spares;

static inline bool rmap_ready(unsigned count) { return rmap_spares.count >= count; }  // is it there?

static inline uint64_t *rmap_gauge(const struct frame *frame)
{
    return frame->kind == FRAME_ANON ? &vm_gauges.anon_mapped : &vm_gauges.file_mapped;
}

// One more PTE maps the frame, which has one already. Cannot fail while rmap_ready(1).
static inline void rmap_add_shared(struct frame *frame, struct pmap *pmap, uint64_t va)
{
    struct mapping *mapping = rmap_spares.first;
    rmap_spares.first = mapping->next;
    rmap_spares.count--;
    *mapping = (struct mapping){pmap, va, frame->first.next};
    frame->first.next = mapping;
    frame->maps++;
}

// The same, whether or not it has one.
static inline void rmap_add(struct frame *frame, struct pmap *pmap, uint64_t va)
{
    if (frame->kind == FRAME_ZERO)
        return;
    if (frame->maps > 0) {
        rmap_add_shared(frame, pmap, va);
        return;
    }
    frame->first = (struct mapping){pmap, va, NULL};
    frame->maps = 1;
    ++*rmap_gauge(frame);
}

void rmap_remove_shared(struct frame *frame, struct pmap *pmap, uint64_t va);  // one of several

static inline void rmap_remove(struct frame *frame, struct pmap *pmap, uint64_t va)
{
    if (frame->maps > 1) {
        rmap_remove_shared(frame, pmap, va);
    } else if (frame->kind != FRAME_ZERO) {
        frame->maps = 0;
        --*rmap_gauge(frame);
    }
}

#endif
