// SPDX-License-Identifier: Apache-2.0
// What the event counters (rtl/pkg/events) must say when a run has ended: laws between them, and between them
// and what the bench has done.
#ifndef TB_MEMSYS_LAWS_H
#define TB_MEMSYS_LAWS_H

#include "bench.h"
#include "bus/bus.h"

// What the bench has done, an access being one call of bus.h.
struct tally {
    uint64_t data_translated, fetch_translated;  // with Sv39 on, and canonical
    uint64_t data_cached, fetch_cached;          // that reached a cache: neither faulted before, nor I/O
    uint64_t data_unsure, fetch_unsure;          // that may have: an access fault of which the bench knows no more
    uint64_t sfences, ad_updates;
};

// Lets what is under way end, and checks. No request has been withdrawn and no fence has met a walk: bus.h does one
// thing at a time.
void laws_check(struct run *run, struct bus *bus, const struct tally *t);

#endif
