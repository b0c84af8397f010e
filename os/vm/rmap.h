// SPDX-License-Identifier: Apache-2.0
// The PTEs that map a frame, known from the frame: so reclaim and copy-on-write search nothing. Kept by pmap.c alone.
#ifndef VM_RMAP_H
#define VM_RMAP_H

#include "os/vm/frame.h"

// One more PTE maps the frame. Cannot fail while rmap_ready(1).
void rmap_add(struct frame *frame, struct pmap *pmap, uint64_t va);
void rmap_remove(struct frame *frame, struct pmap *pmap, uint64_t va);

#define RMAP_SPARES 64u            // most that can be asked for
bool rmap_ready(unsigned count);   // is there memory for so many more PTEs of frames that have one?
bool rmap_refill(unsigned count);  // gets it; false: there is not enough. May sleep

#endif
