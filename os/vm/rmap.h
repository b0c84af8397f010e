// SPDX-License-Identifier: Apache-2.0
// The PTEs that map a frame, known from the frame: so reclaim and copy-on-write search nothing. Kept by pmap.c alone.
#ifndef VM_RMAP_H
#define VM_RMAP_H

#include "os/vm/frame.h"

// One more PTE maps the frame. Cannot fail while rmap_ready().
void rmap_add(struct frame *frame, struct pmap *pmap, uint64_t va);
void rmap_remove(struct frame *frame, struct pmap *pmap, uint64_t va);

bool rmap_ready(void);   // is there memory for one more PTE of a frame that has one?
bool rmap_refill(void);  // gets some; false: there is none. May sleep

#endif
