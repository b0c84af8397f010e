// SPDX-License-Identifier: Apache-2.0
// Swap read-ahead: a page that is read from swap takes along those in the slots beside it, as Linux's vm.page-cluster
// has it: the aligned group of 2^page-cluster slots around its own. Pages that were pushed out together lie together,
// and the device's arm costs more than the bytes.
//
// Taken along are slots that somebody names and no frame caches, without a gap from the slot asked for, of the same
// area and side by side on the device; as long as more than watermarks.low frames are free, for nothing is reclaimed
// for them. They stay in the swap cache until they are wanted or evicted; vm_stats tells how often each.
#ifndef VM_SWAP_AHEAD_H
#define VM_SWAP_AHEAD_H

#include "os/vm/swap.h"

extern int64_t swap_page_cluster;  // vm.page-cluster, [0, SWAP_CLUSTER_LOG2]; 0: no read-ahead
#define SWAP_CLUSTER_LOG2 3u
_Static_assert(1u << SWAP_CLUSTER_LOG2 == SWAP_CLUSTER, "a cluster is one request");

// Reads the slot's bytes into its frame, which is in the cache, LOCKED and held, and with them what lies beside it. 0
// or -EIO, of the slot itself; the neighbours are not worth an error. Sleeps.
int swap_read_cluster(uint32_t slot, struct frame *frame);

#endif
