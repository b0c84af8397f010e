// SPDX-License-Identifier: Apache-2.0
// Overcommit: how much memory has been promised, and whether more may be (Linux's overcommit-accounting).
//
// Promised, in pages, are the regions with REGION_ACCOUNT (private and once writable), the shared anonymous objects by
// their size, and the pages of files in memory, one by one. What is mapped with MAP_NORESERVE is not counted, except in
// mode 2. Lock: vm.h.
#ifndef VM_COMMIT_H
#define VM_COMMIT_H

#include "os/vm/frame.h"

struct space;

// vm.overcommit_memory and vm.overcommit_ratio
#define COMMIT_HEURISTIC 0  // refuse only what could never be had
#define COMMIT_ALWAYS 1
#define COMMIT_NEVER 2  // promise no more than commit_limit()
extern int64_t commit_mode;
extern int64_t commit_ratio;  // percent of RAM

extern uint64_t commit_promised;                                                      // pages: Committed_AS
static inline void commit_add(int64_t pages) { commit_promised += (uint64_t)pages; }  // or given back
uint64_t commit_limit(void);                                                          // pages: CommitLimit
// May `pages` more be promised to the space (NULL: to nobody in particular)?
bool commit_allows_by_sums(const struct space *space, uint64_t pages);
static inline bool commit_allows(const struct space *space, uint64_t pages)
{
    bool could_be_had = commit_mode == COMMIT_HEURISTIC && pages <= frame_count_total();
    return could_be_had || commit_allows_by_sums(space, pages);
}

#endif
