// SPDX-License-Identifier: Apache-2.0
// Counts again, from the records of instructions and walks and from the accesses of the walks, what the hardware's
// event bits have counted; the two must be the same in every cycle. It knows nothing of how the hardware makes an
// event.
#ifndef PAGEWALK_RECOUNT_H
#define PAGEWALK_RECOUNT_H

#include <string>

#include "event_counters.h"
#include "observation.h"

class Recount : public Observer
{
public:
    bool on_retire(const Retired &, uint64_t cycle) override;
    bool on_walk(const Walk &, uint64_t cycle) override;
    void walk_began() { walking_ = true; }
    void asked(bool set) { (set ? sets_ : reads_)++; }

    // The first difference as "NAME is counted as 3, and happened 4 times", or empty. `last_often` and `last_seldom`
    // are the events of the cycle that was last: records are told a cycle later.
    std::string difference(const EventCounters &, uint64_t last_often, uint64_t last_seldom) const;

private:
    void count_trap(const Retired &);
    void count_fence(uint32_t insn);
    uint64_t counts_[EvCount] = {};
    uint64_t reads_ = 0, sets_ = 0;  // asked of the data cache, those of the walk under way too
    bool walking_ = false;
};

#endif
