// SPDX-License-Identifier: Apache-2.0
// Huge pages for private anonymous memory: which regions get them, and how a fault does. What one is says pmap.h.
//
// The mode is Linux's: `never` (the default); `madvise`, in regions with MADV_HUGEPAGE; `always`, in all but those with
// MADV_NOHUGEPAGE. A fault gets one where its aligned 2 MiB lie in one region and nothing is mapped there, if a block
// of so many frames is free: for want of one it takes a small page, and nothing is reclaimed or moved to make one. The
// range of a limited pool gets none. A first read takes the zero page, as ever, so that it makes the range one of small
// pages (Linux has a zero page of 2 MiB for that). Small pages are never gathered into a huge one later.
// A huge page lies in one region whole: region_split_at splits it. Lock: vm.h.
#ifndef VM_HUGE_H
#define VM_HUGE_H

#include "os/vm/space.h"

enum huge_mode { HUGE_NEVER, HUGE_MADVISE, HUGE_ALWAYS };
extern enum huge_mode huge_mode;

int huge_set_mode(const char *name);  // 0 or -EINVAL
const char *huge_mode_name(void);

bool huge_eligible(const struct region *region);  // might a fault in it get one?

// A zeroed block for the huge page around va, held, and all that pmap_huge_enter needs; or NULL: there is to be none
// there. May sleep either way (*slept: it has), and then region and entry have changed only if it is NULL.
struct frame *huge_gather(struct space *space, uint64_t va, bool *slept);
// With that block: the page around va. Cannot fail.
void huge_enter(struct space *space, uint64_t va, struct frame *block, enum vm_access access);

#endif
